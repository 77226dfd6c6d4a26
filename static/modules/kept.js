// What was typed and is not saved, kept on this computer until it is: a tab may be closed, a session
// may end, a computer may fail. Kept for one person and one form; whoever signs out leaves nothing
// behind, and a second person at the same computer never sees what the first has typed.

const PREFIX = "unsaved:";
const LONGEST_MS = 7 * 24 * 3600 * 1000;

export function person() {
  return document.body.dataset.person ?? "";
}

function nameAt(address) {
  return `${PREFIX}${person()}:${new URL(address, window.location.href).pathname}`;
}

// A private window or a full disk may refuse; then the page is what keeps the text.
function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null;
  }
}

export function keep(form, typed, version, ended = false) {
  if (!person()) return;
  const record = { at: new Date().toISOString(), version, ended, typed };
  stored((storage) => storage.setItem(nameAt(form.action), JSON.stringify(record)));
}

export function forget(form) {
  forgetAt(form.action);
}

function forgetAt(address) {
  stored((storage) => storage.removeItem(nameAt(address)));
}

export function keptOf(form) {
  return stored((storage) => JSON.parse(storage.getItem(nameAt(form.action))));
}

export function forgetAll(wanted = () => true) {
  stored((storage) => {
    for (const name of Object.keys(storage)) {
      if (name.startsWith(PREFIX) && wanted(name)) storage.removeItem(name);
    }
  });
}

function isOld(name) {
  const record = stored((storage) => JSON.parse(storage.getItem(name)));
  return !record || !(Date.now() - Date.parse(record.at) < LONGEST_MS);
}

// On every page: sweep what is old, another person's, or saved; and everything when she signs out.
export function watchKept(root) {
  const mine = `${PREFIX}${person()}:`;
  forgetAll((name) => (person() && !name.startsWith(mine)) || isOld(name));
  for (const place of root.querySelectorAll("[data-saved]")) forgetAt(place.dataset.saved);
  for (const form of root.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => forgetAll());
  }
}
