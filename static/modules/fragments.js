// What a room above knows, shown in a page below: it is fetched from the room's own address and put
// in the place of the link to it. The contract is in docs/look.md.

import { watchTurning } from "./turning.js";

const LONGEST_PAUSE_S = 60;

export function watchFragments(root) {
  for (const place of root.querySelectorAll("[data-fragment]")) {
    if (!place.dataset.fragmentWatched) {
      place.dataset.fragmentWatched = "yes";
      watch(place);
      watchTurning(place);
    }
  }
}

function watch(place) {
  const address = new URL(place.dataset.fragment, window.location.href);
  if (address.origin !== window.location.origin) return;
  const every = Number(place.dataset.fragmentEvery) || 0;
  const state = { shown: null, pause: every };
  // A table is no announcement: a place that holds one says aria-live="off" itself.
  if (every && !place.hasAttribute("aria-live")) place.setAttribute("aria-live", "polite");

  function again(pause) {
    if (every) setTimeout(look, pause * 1000);
  }

  async function look() {
    if (document.hidden && state.shown !== null) {
      // Nobody is looking: go on when somebody does.
      document.addEventListener("visibilitychange", look, { once: true });
      return;
    }
    let answer;
    try {
      answer = await fetch(address, {
        headers: { "X-Requested-With": "fragment", Accept: "text/html" },
        redirect: "manual",
        credentials: "same-origin",
      });
    } catch {
      answer = Response.error();
    }
    if (answer.ok) {
      state.pause = every;
      if (show(await answer.text())) again(every);
    } else if (answer.status >= 500 || answer.type === "error") {
      state.pause = Math.min(state.pause * 2, LONGEST_PAUSE_S);
      again(state.pause);
    }
    // Anything else (signed out, no longer there) is what the link, or what was shown, leads to.
  }

  // Puts the answer in the place; true while it says that there is more to come.
  function show(text) {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    for (const script of parsed.querySelectorAll("script")) script.remove();
    const pending = parsed.querySelector("[data-pending]") !== null;
    if (!parsed.body.innerHTML.trim()) {
      place.remove();
    } else if (parsed.body.innerHTML !== state.shown) {
      // What stays the same is not touched: nothing is read out twice, and focus stays where it is.
      state.shown = parsed.body.innerHTML;
      const focused = place.contains(document.activeElement);
      const href = focused && document.activeElement.getAttribute("href");
      place.replaceChildren(...parsed.body.childNodes);
      // The same link again, where it is still there.
      const same = href && place.querySelector(`a[href="${CSS.escape(href)}"]`);
      if (same) {
        same.focus({ preventScroll: true });
      } else if (focused) {
        place.tabIndex = -1;
        place.focus();
      }
    }
    return pending;
  }

  // What lies folded away is asked for once somebody unfolds it; being shown may be kept on record.
  const folded = place.dataset.fragmentWhen === "open" && place.closest("details");
  if (folded && !folded.open) {
    const unfolded = () => {
      if (!folded.open) return;
      folded.removeEventListener("toggle", unfolded);
      look();
    };
    folded.addEventListener("toggle", unfolded);
  } else look();
}
