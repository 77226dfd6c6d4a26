// Offers back what was typed before and is not saved; nothing is put into the form unasked.

import { controlsOf } from "./controls.js";

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

// `newer`: what is said where something else was saved since.
export function offer(form, record, newer, { putBack, discard }) {
  const box = document.createElement("div");
  box.className = "box kept";
  box.dataset.kept = "";
  const said = document.createElement("p");
  said.className = "govuk-body";
  const when = new Date(record.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  said.textContent = `What you typed here on ${when} was not saved.`;
  if (newer) said.textContent += ` ${newer}`;
  const group = document.createElement("div");
  group.className = "govuk-button-group";
  group.append(
    button("Put it back", () => {
      box.remove();
      putBack();
    }),
    button("Discard it", () => {
      box.remove();
      discard();
    }),
  );
  box.append(said, group);
  form.prepend(box);
}

export function fill(form, kept) {
  const typed = new Map();
  for (const [name, value] of kept) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const field of controlsOf(form)) {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
    const values = typed.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = values.includes(field.value);
    } else {
      field.value = values.length ? values.shift() : "";
    }
  }
}
