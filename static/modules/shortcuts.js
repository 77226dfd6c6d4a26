// Single keys on a page that offers them: <section data-shortcuts> lists them, and every control that
// one of them works has data-key. They can be switched off (WCAG 2.1.4), rest while somebody types,
// and are shown by "?" or by the button. Without script the list stands on the page and nothing else.

const OFF = "shortcuts:off";

// What was chosen stays on this computer; a private window may refuse, then it holds for the page.
const choice = { off: false };

function isOff() {
  try {
    return window.localStorage.getItem(OFF) === "yes";
  } catch {
    return choice.off;
  }
}

function setOff(off) {
  choice.off = off;
  try {
    if (off) window.localStorage.setItem(OFF, "yes");
    else window.localStorage.removeItem(OFF);
  } catch {
    // Then `choice` is all that remembers it.
  }
}

export function watchShortcuts(root) {
  const list = root.querySelector("[data-shortcuts]");
  if (!list || list.dataset.watched) return;
  list.dataset.watched = "yes";
  const dialog = inDialog(list);
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !typing(event)) {
      if (isOff() || dialog.open) return;
      event.preventDefault();
      open(dialog);
    } else if (isOff() || dialog.open) {
      return;
    } else if (event.key === "Escape" && !event.isComposing) {
      leaveField(event.target);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // The one that also works out of a field: what was just typed is sent, and on it goes.
      if (!event.repeat && worked(root, "ctrl-enter")) event.preventDefault();
    } else if (!typing(event) && worked(root, event.key)) {
      event.preventDefault();
    }
  });
}

// Out of a field, so that the keys work again; Tab goes on from where it was.
function leaveField(at) {
  if (at instanceof HTMLElement && at.matches("input, textarea, select")) at.blur();
}

// Whether the key belongs to a field, to the browser, or to a menu.
export function typing(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) {
    return true;
  }
  const at = event.target;
  return at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"));
}

function worked(root, key) {
  const level = /^[0-4]$/.test(key) ? key : "";
  const names = level ? "level" : CSS.escape(key);
  const all = [...root.querySelectorAll(`[data-key~="${names}"]`)];
  // A level is for the first verdict that has none yet, where there are several on the page.
  const found = (level && all.find((each) => !each.value)) || all[0];
  if (!found) return false;
  if (found instanceof HTMLSelectElement) {
    if (level) {
      found.value = level;
      found.dispatchEvent(new Event("change", { bubbles: true }));
    }
    found.focus();
  } else if (found instanceof HTMLDetailsElement) {
    found.open = !found.open;
    found.querySelector("summary").focus();
  } else if (found.matches("a, button, input[type=checkbox]")) {
    found.click();
  } else {
    const inside = found.querySelector("a, select, input, textarea") ?? found;
    inside.focus();
    found.scrollIntoView({ block: "nearest" });
  }
  return true;
}

function open(dialog) {
  dialog.showModal();
}

// The list becomes a dialog; a button in its place opens it.
function inDialog(list) {
  const title = list.querySelector("h2");
  const dialog = document.createElement("dialog");
  dialog.className = "shortcuts";
  dialog.setAttribute("aria-labelledby", title.id);

  const opener = made("Keyboard shortcuts", "link-button");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", () => open(dialog));

  const close = made("Close", "govuk-button");
  close.addEventListener("click", () => dialog.close());

  const toggle = made("", "govuk-button govuk-button--secondary");
  const state = document.createElement("p");
  state.className = "govuk-body";
  state.setAttribute("role", "status");
  const tell = () => {
    toggle.textContent = isOff() ? "Switch them on" : "Switch them off";
    state.textContent = isOff() ? "They are switched off." : "They are switched on.";
  };
  toggle.addEventListener("click", () => {
    setOff(!isOff());
    tell();
  });
  tell();

  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group";
  buttons.append(close, toggle);
  const place = document.createElement("p");
  place.className = "govuk-body no-print";
  place.append(opener);
  list.replaceWith(place);
  list.hidden = false;
  dialog.append(list, state, buttons);
  place.after(dialog);
  return dialog;
}

function made(text, className) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}
