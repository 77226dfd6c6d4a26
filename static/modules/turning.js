// Turns the pages of a file inside its place: a link with data-turn leads to another page of the same
// file, and the answer takes the place of what is shown. Without script the link leads to the page
// of its own; when no answer comes, what is shown stays, since a form stands around it. The contract is in docs/look.md.
import { show } from "./showing.js";

export function watchTurning(place) {
  const state = { newest: 0 };
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "govuk-visually-hidden";

  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-turn]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.href);
    if (address.origin !== window.location.origin) return;
    event.preventDefault();
    turn(address, link.dataset.turn);
  });

  async function turn(address, way) {
    const mine = ++state.newest;
    // It stands outside of what is exchanged, so that what it says is heard.
    if (!said.isConnected) place.after(said);
    said.className = "govuk-visually-hidden";
    said.textContent = "Drawing the page";
    place.setAttribute("aria-busy", "true");
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
    if (mine !== state.newest) return; // another page was asked for meanwhile
    place.removeAttribute("aria-busy");
    if (!answer.ok) {
      said.className = "govuk-error-message";
      said.textContent = "The page did not come. Try again, or read the file on a page of its own.";
      return;
    }
    const text = await answer.text();
    if (mine !== state.newest) return;
    show(place, text);
    said.textContent = place.querySelector("[data-turned]")?.textContent ?? "The page is not shown";
    // The same way again, where it still leads on; else the way back.
    const ways = ["next", "previous"];
    const link = [way, ...ways].map((each) => place.querySelector(`[data-turn="${each}"]`));
    link.find((each) => each)?.focus({ preventScroll: true });
  }
}
