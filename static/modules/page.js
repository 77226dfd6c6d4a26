// Every page: GOV.UK's behaviour (error summary takes focus, double click, show password, counts).
import { initAll } from "../vendor/govuk-frontend/govuk.js";
import { watchForms } from "./autosave.js";
import { watchDigests } from "./digest.js";
import { watchForeseen } from "./foresee.js";
import { watchFragments } from "./fragments.js";
import { watchGuarded } from "./guard.js";
import { watchKeeping } from "./keeping.js";
import { watchKept } from "./kept.js";
import { watchShortcuts } from "./shortcuts.js";
import { watchUploads } from "./upload.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();
watchKept(document);
watchForms(document);
watchKeeping(document);
watchGuarded(document);
watchForeseen(document);
watchFragments(document);
watchUploads(document);
watchShortcuts(document);
watchDigests(document);
