// The controls of a form. A control that is itself named "elements" (a document's) hides form.elements.

const { get } = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements");

export function controlsOf(form) {
  return get.call(form);
}
