// Forms with data-upload send their files with a progress bar, can be cancelled and sent again, and
// keep the chosen files when they are refused. The contract is in docs/look.md.

const STEP = 25;

export function watchUploads(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    if (!form.dataset.uploading) {
      form.dataset.uploading = "no";
      watch(form);
    }
  }
}

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

export function inWords(size) {
  if (size >= 1024 ** 3) return `${(size / 1024 ** 3).toFixed(1)} GB`;
  return size >= 1024 ** 2 ? `${(size / 1024 ** 2).toFixed(1)} MB` : `${Math.ceil(size / 1024)} KB`;
}

function watch(form) {
  const inputs = () => [...form.querySelectorAll('input[type="file"][name]')];
  const chosen = () => inputs().flatMap((input) => [...input.files]);
  for (const input of inputs()) if (input.multiple) listed(form, input);

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !chosen().length || form.dataset.uploading === "native") return;
    event.preventDefault();
    if (form.dataset.uploading !== "yes") send(form, event.submitter, chosen());
  });
}

// Under an input for several files: each with its size, its own class, and a button to leave it out.
function listed(form, input) {
  const all = form.querySelector('select[name="file_class"]');
  const list = made("div", "upload");
  // The list is made anew with each change; what was chosen for a file outlives that.
  const classes = new Map();
  const key = (file) => `${file.size} ${file.lastModified} ${file.name}`;
  (input.closest(".govuk-drop-zone") ?? input).after(list);

  function without(file) {
    const rest = new DataTransfer();
    for (const each of input.files) if (each !== file) rest.items.add(each);
    input.files = rest.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const left = list.querySelector("button") ?? form.querySelector(".govuk-file-upload-button");
    left?.focus();
  }

  function row(file, number) {
    const line = made("div", "upload__file");
    line.append(made("bdi", "", file.name), made("span", "muted", inWords(file.size)));
    if (all && input.files.length > 1) {
      const own = all.cloneNode(true);
      own.id = `${input.id}-class-${number}`;
      own.disabled = false;
      own.setAttribute("aria-label", `Who may see ${file.name}`);
      own.value = classes.get(key(file)) ?? all.value; // a copy does not hold what was chosen
      own.addEventListener("change", () => classes.set(key(file), own.value));
      line.append(own);
    }
    const button = made("button", "govuk-button govuk-button--secondary govuk-!-margin-bottom-0", "Leave out");
    button.type = "button";
    button.append(made("span", "govuk-visually-hidden", ` ${file.name}`));
    button.addEventListener("click", () => without(file));
    line.append(button);
    return line;
  }

  input.addEventListener("change", () => {
    const several = input.files.length > 1;
    list.replaceChildren(...(several ? [...input.files].map(row) : []));
    if (all) {
      if (input.files.length === 1) all.value = classes.get(key(input.files[0])) ?? all.value;
      all.disabled = several;
      all.closest(".govuk-form-group").hidden = several;
    }
  });
}

function send(form, submitter, files) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const place = made("div", "upload");
  const bar = made("progress", "upload__bar");
  const said = made("p", "govuk-body");
  const cancel = made("button", "govuk-button govuk-button--secondary", "Cancel the upload");
  const many = files.length === 1 ? "1 file" : `${files.length} files`;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Upload of ${many}`);
  said.setAttribute("role", "status");
  cancel.type = "button";
  place.append(said, bar, cancel);
  form.querySelector("[data-upload-progress]")?.remove();
  place.dataset.uploadProgress = "";
  (submitter?.closest(".govuk-button-group") ?? submitter ?? form.lastElementChild).before(place);
  clear(form);

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "upload");
  request.setRequestHeader("Accept", "application/json");
  let told = -1;
  form.dataset.uploading = "yes";
  said.textContent = `Uploading ${many}, ${inWords(total)}.`;
  place.tabIndex = -1;
  place.focus();

  function over(text) {
    form.dataset.uploading = "no";
    bar.remove();
    cancel.remove();
    said.textContent = text;
  }

  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    bar.value = percent;
    const step = Math.floor(percent / STEP);
    if (step === told) return;
    told = step;
    said.textContent =
      percent < 100 ? `Uploading ${many}: ${percent} % of ${inWords(total)}.` : "Uploaded. The files are being looked at.";
  });
  request.addEventListener("load", () => {
    const answer = read(request);
    if (request.status === 200 && answer?.url) {
      said.textContent = "Saved.";
      window.location.assign(answer.url);
    } else if (request.status === 422 && answer?.errors) {
      over("Nothing is saved yet. The files are still chosen: mend what is named above and send again.");
      refused(form, answer);
    } else if (request.status === 413 || request.status >= 500) {
      over(`The portal could not take it (${request.status}). The files are still chosen; send again.`);
    } else {
      // Another page: somebody else's version, or the session has ended. The browser shows it.
      form.dataset.uploading = "native";
      form.requestSubmit(submitter);
    }
  });
  request.addEventListener("error", () => {
    over("The connection broke off. The files are still chosen; send again.");
  });
  request.addEventListener("abort", () => over("The upload was cancelled. The files are still chosen."));
  cancel.addEventListener("click", () => {
    request.abort();
    submitter?.focus();
  });
  request.send(new FormData(form, submitter));
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function clear(form) {
  for (const old of document.querySelectorAll("[data-upload-error]")) old.remove();
  for (const group of form.querySelectorAll(".govuk-form-group--error")) {
    group.classList.remove("govuk-form-group--error");
    for (const old of group.querySelectorAll(".govuk-error-message")) old.remove();
  }
}

// The summary above the page's title, and each sentence at its field, as the server's own page has it.
function refused(form, { errors, summary }) {
  document.querySelector("#main > .govuk-error-summary")?.remove();
  const parsed = new DOMParser().parseFromString(summary, "text/html").body.firstElementChild;
  if (parsed) {
    parsed.dataset.uploadError = "";
    document.querySelector("#main").prepend(parsed);
    parsed.tabIndex = -1;
    parsed.focus();
  }
  for (const [id, sentences] of Object.entries(errors)) {
    const group = document.getElementById(`${id}_group`);
    const before = group?.querySelector(".govuk-drop-zone, input, textarea, select, .govuk-radios");
    if (!before) continue;
    group.classList.add("govuk-form-group--error");
    for (const sentence of sentences) {
      const message = made("p", "govuk-error-message");
      message.dataset.uploadError = "";
      message.append(made("span", "govuk-visually-hidden", "Error: "), sentence);
      before.before(message);
    }
  }
}
