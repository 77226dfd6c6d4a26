// Forms with data-autosave post themselves a second after a change. The contract is in docs/look.md.
import { controlsOf } from "./controls.js";
import { forget, keep, keptOf } from "./kept.js";
import { fill, offer } from "./offering.js";
import { show as put } from "./showing.js";

const QUIET_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60000;
const FILE_WAITS = "A file that you have chosen is saved when you press Save.";
const NEWER = "Another version was saved since: you can choose between both.";
// What a conflict asks is sent by its button; what is kept is what was typed.
const NOT_TYPED = /^(csrfmiddlewaretoken|version|settles|shown|then|keep-.*)$/;

const watched = [];

export function watchForms(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (!form.dataset.autosaving) {
      form.dataset.autosaving = "yes";
      watched.push(watch(form));
    }
  }
}

window.addEventListener("beforeunload", (event) => {
  if (watched.some((each) => each.isUnsaved())) event.preventDefault();
});
window.addEventListener("online", () => watched.forEach((each) => each.retry()));

function watch(form) {
  const state = { timer: 0, retry: 0, running: null, dirty: false, stopped: "", released: false };

  // Inside the form; where it is the only one that saves itself, anywhere in the page.
  function part(name) {
    const alone = document.querySelectorAll("form[data-autosave]").length === 1;
    return form.querySelector(`[${name}]`) ?? (alone ? document.querySelector(`[${name}]`) : null);
  }

  function say(text, kind) {
    const status = part("data-save-status");
    if (status) {
      status.textContent = text;
      status.dataset.state = kind;
    }
  }

  function show(name, fragment) {
    const place = part(name) ?? part("data-conflict");
    if (place) put(place, fragment);
    return place;
  }

  function content() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (value instanceof File) data.delete(name);
    }
    return data;
  }

  function hasFile() {
    return [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
  }

  function version() {
    return controlsOf(form).namedItem("version");
  }

  function keepTyped(why) {
    const typed = [...content()].filter(([name]) => !NOT_TYPED.test(name));
    keep(form, typed, version()?.value, why);
  }

  function takeUp() {
    if (form.querySelector(".conflict")) state.stopped = "conflict";
    // The server has sent back what was typed: it stands in the form already.
    if (form.dataset.shownAgain !== undefined) return;
    const record = keptOf(form);
    if (!record) return;
    const isNewer = version()?.value !== record.version;
    function putBack() {
      fill(form, record.typed);
      // Over the version that it was typed over: if another was saved since, both are shown.
      if (version() && record.version !== undefined) version().value = record.version;
      say("What you typed is back. It is not saved yet.", "waiting");
      later(QUIET_MS);
    }
    if (record.why === "ended" && !isNewer) {
      putBack();
    } else {
      offer(form, record, isNewer ? NEWER : "", { putBack, discard: () => forget(form) });
    }
  }

  function later(delay) {
    state.dirty = true;
    clearTimeout(state.timer);
    if (!state.stopped) state.timer = setTimeout(due, delay);
  }

  // A save under way does not hold what was typed since: that is sent after it.
  function due() {
    if (state.running) later(QUIET_MS);
    else save();
  }

  function changed() {
    // Still here after it was sent: the page did not change, so saving goes on.
    if (state.stopped === "sent") state.stopped = "";
    keepTyped(state.stopped === "ended" ? "ended" : "typed");
    later(QUIET_MS);
  }

  function failed(reason) {
    state.retry = Math.min(state.retry ? state.retry * 2 : FIRST_RETRY_MS, LAST_RETRY_MS);
    say(`${reason} Trying again in ${state.retry / 1000} seconds. What you typed is kept.`, "failed");
    later(state.retry);
  }

  function expired() {
    keepTyped("ended");
    state.stopped = "ended";
    say("Your session has ended. What you typed is kept on this computer: reload the page, sign in, and it is back.", "failed");
  }

  function save() {
    if (!state.running) {
      state.running = post().finally(() => {
        state.running = null;
      });
    }
    return state.running;
  }

  // Whatever is typed here is sent when this is over.
  async function flush() {
    await state.running;
    if (state.dirty && !state.stopped) await save();
  }

  async function post() {
    clearTimeout(state.timer);
    state.dirty = false;
    say("Saving", "saving");
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body: content(),
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await judge(answer);
    } catch {
      failed("Not saved: the connection is lost.");
    }
  }

  async function judge(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      expired();
    } else if (answer.status === 404) {
      state.stopped = "gone";
      say("Not saved: this is not open to you any more. What you typed stays here, to be copied.", "failed");
    } else if (answer.status === 409) {
      state.stopped = "conflict";
      show("data-conflict", await answer.text())?.focus();
      say("Not saved: another version was saved meanwhile. Choose between both above.", "failed");
    } else if (answer.status === 422) {
      show("data-errors", await answer.text());
      say("Not saved yet: something needs to be put right.", "failed");
    } else if (answer.ok) {
      saved(await answer.json());
    } else {
      failed("Not saved: the portal could not take it.");
    }
  }

  function saved(told) {
    state.retry = 0;
    if (version() && told.version !== undefined) version().value = told.version;
    part("data-errors")?.replaceChildren();
    if (!state.dirty) {
      forget(form);
      if (typeof told.level === "string" && part("data-level")) show("data-level", told.level);
      form.dispatchEvent(new Event("answer-saved"));
    }
    say(`Saved ${told.saved_at}${hasFile() ? `. ${FILE_WAITS}` : ""}`, "saved");
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") {
      say(event.target.files.length ? FILE_WAITS : "", "waiting");
    } else {
      changed();
    }
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(state.timer);
    const others = watched.filter((each) => each.form !== form && each.isPending());
    if (!state.released && (state.running || others.length)) {
      // The save under way will raise the version, and what is typed elsewhere would be left behind:
      // send the form when both are known.
      event.preventDefault();
      event.stopImmediatePropagation();
      state.stopped = "sent";
      const submitter = event.submitter;
      Promise.all([state.running, ...others.map((each) => each.flush())]).then(() => {
        // Once: a save that fails again does not keep this form here; leaving warns.
        state.released = true;
        form.requestSubmit(submitter);
      });
      return;
    }
    state.released = false;
    state.stopped = "sent";
    state.dirty = false;
    // Should it not arrive, it is offered the next time.
    keepTyped("sent");
  });
  takeUp();
  return {
    form,
    isPending: () => Boolean(state.running) || (state.dirty && !state.stopped),
    isUnsaved: () => state.stopped !== "sent" && (Boolean(state.running) || state.dirty || hasFile()),
    flush,
    retry: () => state.dirty && later(0),
  };
}
