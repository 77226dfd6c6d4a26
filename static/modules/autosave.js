// Forms with data-autosave post themselves a second after a change. The contract is in docs/look.md.

import { show as put } from "./showing.js";

const QUIET_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60000;

export function watchForms(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (!form.dataset.autosaving) {
      form.dataset.autosaving = "yes";
      watch(form);
    }
  }
}

function watch(form) {
  const keptAs = `unsaved:${form.action}`;
  const state = { timer: 0, retry: 0, running: false, again: false, dirty: false, stopped: false };

  function part(name) {
    return form.querySelector(`[${name}]`) ?? document.querySelector(`[${name}]`);
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

  function keep() {
    const typed = [...content()].filter(([name]) => !["csrfmiddlewaretoken", "version"].includes(name));
    sessionStorage.setItem(keptAs, JSON.stringify(typed));
  }

  function putBack() {
    const kept = sessionStorage.getItem(keptAs);
    if (kept === null) return;
    sessionStorage.removeItem(keptAs);
    const typed = new Map();
    for (const [name, value] of JSON.parse(kept)) {
      typed.set(name, [...(typed.get(name) ?? []), value]);
    }
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
      const values = typed.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = values.includes(field.value);
      } else if (values.length) {
        field.value = values.shift();
      }
    }
    say("What you typed before the session ended is back. It is not saved yet.", "waiting");
    later(QUIET_MS);
  }

  function later(delay) {
    state.dirty = true;
    clearTimeout(state.timer);
    if (!state.stopped) state.timer = setTimeout(save, delay);
  }

  function failed(reason) {
    state.retry = Math.min(state.retry ? state.retry * 2 : FIRST_RETRY_MS, LAST_RETRY_MS);
    say(`${reason} Trying again in ${state.retry / 1000} seconds.`, "failed");
    later(state.retry);
  }

  function expired() {
    keep();
    state.stopped = true;
    say("Your session has ended. What you typed is kept in this tab: reload the page, sign in, and it is back.", "failed");
  }

  async function save() {
    if (state.running) {
      state.again = true;
      return;
    }
    state.running = true;
    state.dirty = false;
    say("Saving", "saving");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: content(),
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await judge(answer);
    } catch {
      failed("Not saved: the connection is lost.");
    } finally {
      state.running = false;
      if (state.send !== undefined) {
        form.requestSubmit(state.send);
      } else if (state.again) {
        state.again = false;
        later(0);
      }
    }
  }

  async function judge(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      expired();
    } else if (answer.status === 409) {
      state.stopped = true;
      show("data-conflict", await answer.text())?.focus();
      say("Not saved: another version was saved meanwhile. Both are shown.", "failed");
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
    const version = form.elements.namedItem("version");
    if (version && told.version !== undefined) version.value = told.version;
    part("data-errors")?.replaceChildren();
    if (typeof told.level === "string" && part("data-level") && !state.dirty) {
      show("data-level", told.level);
      form.dispatchEvent(new Event("answer-saved"));
    }
    say(`Saved ${told.saved_at}`, "saved");
  }

  form.addEventListener("input", () => later(QUIET_MS));
  form.addEventListener("change", () => later(QUIET_MS));
  form.addEventListener("submit", (event) => {
    clearTimeout(state.timer);
    state.stopped = true;
    state.dirty = false;
    if (state.running) {
      // The save under way will raise the version: send the form when it is known.
      event.preventDefault();
      state.send = event.submitter;
    }
  });
  window.addEventListener("online", () => state.dirty && later(0));
  window.addEventListener("beforeunload", (event) => {
    if (state.dirty && !state.stopped) event.preventDefault();
  });
  putBack();
}
