// Computes a SHA-256 in the browser: the file is read here and not sent anywhere.

const MOST_BYTES = 1024 ** 3;

export function watchDigests(root) {
  if (!window.crypto?.subtle) return;
  for (const place of root.querySelectorAll("[data-digest]")) offer(place);
}

function offer(place) {
  const field = document.getElementById(place.dataset.digest);
  if (!field || place.dataset.offered) return;
  place.dataset.offered = "yes";
  const group = document.createElement("div");
  group.className = "govuk-form-group";
  const label = document.createElement("label");
  label.className = "govuk-label";
  label.textContent = "Or let this browser compute it: the file is not uploaded";
  const input = document.createElement("input");
  input.type = "file"; // without a name it is never part of the form
  input.multiple = true;
  input.className = "govuk-file-upload";
  input.id = `${field.id}-local`;
  label.htmlFor = input.id;
  const said = document.createElement("p");
  said.className = "govuk-body muted";
  said.setAttribute("role", "status");
  group.append(label, input, said);
  place.before(group);

  input.addEventListener("change", async () => {
    for (const file of input.files) {
      if (file.size > MOST_BYTES) {
        said.textContent = `${file.name} is too large for a browser. Use one of the commands below.`;
        continue;
      }
      said.textContent = `Computing the SHA-256 of ${file.name}.`;
      try {
        const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
        const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const lines = field.value.split("\n").filter((line) => line.trim());
        if (!lines.some((line) => line.startsWith(hex))) lines.push(`${hex}  ${file.name}`);
        field.value = lines.join("\n");
        said.textContent = `The SHA-256 of ${file.name} stands in the field above.`;
      } catch {
        said.textContent = `${file.name} could not be read. Choose it again, or use a command below.`;
      }
    }
    input.value = "";
  });
}
