// Forms with data-foresee show what the answer would be worth if it were saved now, while it is
// typed. The server rates it, by the code of the score. The contract is in docs/look.md.
import { show } from "./showing.js";

const PAUSE_MS = 250;
// Read out only when somebody has stopped typing: a level for every key would be noise.
const TOLD_MS = 1500;

export function watchForeseen(root) {
  for (const form of root.querySelectorAll("form[data-foresee]")) {
    if (!form.dataset.foreseeing) {
      form.dataset.foreseeing = "yes";
      watch(form);
    }
  }
}

function watch(form) {
  const place = form.querySelector("[data-level]");
  const spoken = form.querySelector("[data-foreseen]");
  const state = { asking: 0, telling: 0, number: 0 };
  if (!place) return;

  function typed() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (!(value instanceof File)) continue;
      data.delete(name);
      if (value.name) data.set("with_file", "1");
    }
    return data;
  }

  function forget() {
    state.number += 1;
    clearTimeout(state.asking);
    clearTimeout(state.telling);
  }

  async function ask() {
    const number = state.number;
    let told;
    try {
      const answer = await fetch(form.dataset.foresee, {
        method: "POST",
        body: typed(),
        headers: { "X-Requested-With": "foresee", Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      if (!answer.ok) return;
      told = await answer.json();
    } catch {
      return; // The saved level stays; saving says what is wrong.
    }
    if (number !== state.number) return;
    show(place, told.level);
    if (told.below) form.querySelector("[data-plan]")?.setAttribute("open", "");
    state.telling = setTimeout(() => {
      if (spoken && spoken.textContent !== told.told) spoken.textContent = told.told;
    }, TOLD_MS);
  }

  function later(event) {
    // A longer text says why; it changes no level.
    if (event.target.tagName === "TEXTAREA") return;
    forget();
    state.asking = setTimeout(ask, PAUSE_MS);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("answer-saved", forget);
}
