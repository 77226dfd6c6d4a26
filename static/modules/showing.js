// Puts an HTML fragment of our own server into a place of the page; scripts in it do not run.

export function show(place, fragment) {
  const parsed = new DOMParser().parseFromString(fragment, "text/html");
  for (const script of parsed.querySelectorAll("script")) script.remove();
  place.replaceChildren(...parsed.body.childNodes);
}
