// What was typed and is not saved, kept on this computer until it is: a tab may be closed, a session
// may end, a computer may fail. Kept for one person and one form; whoever signs out leaves nothing
// behind, and a second person at the same computer never sees what the first has typed.

const PREFIX = "unsaved:";
const LONGEST_MS = 7 * 24 * 3600 * 1000;

export function person() {
  return document.body.dataset.person ?? "";
}

function nameAt(address) {
  const { pathname, hash } = new URL(address, window.location.href);
  return `${PREFIX}${person()}:${pathname}${hash}`;
}

// Two forms may post to one address and ask different things (`data-autosave="principle"`, `data-keep`
// with a name): what was typed into one would empty the fields that only the other has. Where a page was
// left off (`#main`) is no part of a form's address.
function addressOf(form) {
  const address = new URL(form.action, window.location.href);
  address.hash = form.dataset.autosave || form.dataset.keep || "";
  return address.href;
}

// A private window or a full disk may refuse; then the page is what keeps the text.
function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null;
  }
}

// `why` it is kept: "typed" and not saved yet, "sent" with its form, or the session had "ended".
export function keep(form, typed, version, why) {
  if (!person()) return;
  const record = { at: new Date().toISOString(), version, why, typed };
  stored((storage) => storage.setItem(nameAt(addressOf(form)), JSON.stringify(record)));
}

export function forget(form) {
  forgetAt(addressOf(form));
}

function forgetAt(address) {
  stored((storage) => storage.removeItem(nameAt(address)));
}

// What was typed after the form was sent is not what the server says is saved.
function forgetSent(address) {
  const record = stored((storage) => JSON.parse(storage.getItem(nameAt(address))));
  if (record && record.why !== "typed") forgetAt(address);
}

export function keptOf(form) {
  return stored((storage) => JSON.parse(storage.getItem(nameAt(addressOf(form)))));
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
  for (const place of root.querySelectorAll("[data-saved]")) forgetSent(place.dataset.saved);
  forgetThatItWasSaved();
  for (const form of root.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => forgetAll());
  }
  root.addEventListener("click", (event) => {
    const drop = event.target.closest?.("[data-forget]");
    if (drop) forget(drop.closest("form"));
  });
}

// An address with `?saved=` says it once: what is typed from here on must outlive a reload of it.
function forgetThatItWasSaved() {
  const address = new URL(window.location.href);
  if (!address.searchParams.has("saved")) return;
  address.searchParams.delete("saved");
  window.history.replaceState(window.history.state, "", address);
}
