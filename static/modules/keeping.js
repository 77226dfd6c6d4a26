// Forms with data-keep are sent by a button and kept while they are typed: a browser may fail, a session
// may end. What was typed is offered back until the portal says that it took it (`data-saved`).
import { controlsOf } from "./controls.js";
import { forget, keep, keptOf } from "./kept.js";
import { fill, offer } from "./offering.js";

// What the page says of itself, and not what was typed.
const NOT_TYPED = /^(csrfmiddlewaretoken|row|shown|then|review|(.*-)?seen)$/;
const NEWER = "Something was saved here since: look at both before you send it.";
const SEEN = /^(.*-)?seen$/;

export function watchKeeping(root) {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    if (!form.dataset.keeping) {
      form.dataset.keeping = "yes";
      watch(form);
    }
  }
}

function contentOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.test(name));
}

// Over which version it was typed: every verdict of the page, or how far a finding had come.
function seenOf(form) {
  return [...controlsOf(form)].filter((field) => SEEN.test(field.name));
}

function versionOf(form) {
  return JSON.stringify(seenOf(form).map((field) => [field.name, field.value]));
}

function watch(form) {
  const isShownAgain = form.dataset.shownAgain !== undefined || form.querySelector(".govuk-error-message") !== null;
  const found = JSON.stringify(contentOf(form));

  function keepTyped(why) {
    const typed = contentOf(form);
    // Put back as it was found: nothing is left to keep. What was refused is not saved either.
    if (why === "typed" && !isShownAgain && JSON.stringify(typed) === found) forget(form);
    else keep(form, typed, versionOf(form), why);
  }

  function putBack(record) {
    fill(form, record.typed);
    // Sent over the version that it was typed over: the portal then shows both.
    const seen = new Map(JSON.parse(record.version));
    for (const field of seenOf(form)) field.value = seen.get(field.name) ?? field.value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  }

  function takeUp() {
    const record = keptOf(form);
    // What was refused stands in the form already, and what was put there otherwise needs no offer.
    if (!record || (isShownAgain && record.why === "sent") || JSON.stringify(record.typed) === found) return;
    offer(form, record, versionOf(form) === record.version ? "" : NEWER, {
      putBack: () => putBack(record),
      discard: () => forget(form),
    });
    // A form that is folded away is opened, or nobody would see that there is something.
    const folded = form.closest("details");
    if (folded) folded.open = true;
  }

  form.addEventListener("input", () => keepTyped("typed"));
  form.addEventListener("change", () => keepTyped("typed"));
  // Should it not arrive, or be refused, it is offered the next time.
  form.addEventListener("submit", () => keepTyped("sent"));
  takeUp();
}
