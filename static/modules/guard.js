// Forms with data-guard are sent by a button and not by themselves: leaving with something typed in
// them asks first. A single key that goes to the next page would otherwise take a reason with it.

export function watchGuarded(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    if (!form.dataset.guarded) {
      form.dataset.guarded = "yes";
      guard(form);
    }
  }
}

function guard(form) {
  // What was refused and is shown again is not saved either.
  let unsaved = form.querySelector(".govuk-error-message") !== null;
  form.addEventListener("input", () => {
    unsaved = true;
  });
  form.addEventListener("change", () => {
    unsaved = true;
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
