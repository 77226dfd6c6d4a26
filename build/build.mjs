// Writes what the portal serves and Node is not needed for afterwards:
// static/vendor/govuk-frontend/ and static/fonts/.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const statics = join(here, "..", "static");
const modules = join(here, "node_modules");

const govuk = join(statics, "vendor", "govuk-frontend");
mkdirSync(govuk, { recursive: true });
const { css } = sass.compile(join(here, "govuk.scss"), {
  style: "compressed",
  loadPaths: [here],
  quietDeps: true,
});
// What the package still writes as a fixed colour follows our tokens too (dark mode, print).
const tokens = { "#f3f3f3": "--wash", "#cecece": "--line", "#858686": "--edge", "#0b0c0c": "--ink",
  "#ffffff": "--paper", "#fff": "--paper", "#1d70b8": "--accent", "#d2e2f1": "--wash" };
const themed = css
  .replace(/^\uFEFF/, "")
  .replace(/:root\{[^}]*--govuk-brand-colour[^}]*\}/, "")
  .replace(/@media print\{:root\{[^}]*\}\}/, "")
  .replace(/var\((--govuk-[a-z-]+-colour), ?#[0-9a-f]+\)/g, "var($1)")
  .replace(/#(?:f3f3f3|cecece|858686|0b0c0c|ffffff|fff|1d70b8|d2e2f1)\b/g, (colour) => `var(${tokens[colour]})`);
writeFileSync(join(govuk, "govuk.css"), themed + "\n");
const script = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(join(govuk, "govuk.js"), script.replace(/\/\/# sourceMappingURL=.*\s*$/, ""));


// The variable faces serve the pages. Source Sans 3's figures are tabular unless asked otherwise;
// Noto Sans Arabic is fetched by a browser only when a page holds Arabic.
const fonts = join(statics, "fonts");
mkdirSync(fonts, { recursive: true });
const families = [
  { family: "Source Sans 3", name: "source-sans-3", subsets: ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"],
    styles: ["normal", "italic"], weights: "200 900" },
  { family: "Noto Sans Arabic", name: "noto-sans-arabic", subsets: ["arabic"], styles: ["normal"], weights: "100 900" },
];
let faces = "";
for (const { family, name, subsets, styles, weights } of families) {
  const face = join(modules, "@fontsource-variable", name);
  const ranges = JSON.parse(readFileSync(join(face, "unicode.json"), "utf8"));
  for (const subset of subsets) {
    for (const style of styles) {
      const file = `${name}-${subset}-wght-${style}.woff2`;
      copyFileSync(join(face, "files", file), join(fonts, file));
      faces += `@font-face{font-family:"${family}";font-style:${style};font-weight:${weights};` +
        `font-display:swap;src:url("${file}") format("woff2");unicode-range:${ranges[subset]}}\n`;
    }
  }
  copyFileSync(join(face, "LICENSE"), join(fonts, `${name}-LICENSE.txt`));
}
writeFileSync(join(fonts, "fonts.css"), faces);
