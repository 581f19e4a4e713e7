// Makes python/chroma2/display/viewer.js, which wheels carry, of src/ and three.js: `npm ci --ignore-scripts && npm run build` here.
// usage: node build.mjs [FILE]
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(here, "node_modules/three/package.json"), "utf8"));
const made = await build({
  entryPoints: [join(here, "src/main.js")], bundle: true, minify: true, format: "iife", target: "es2022", charset: "ascii",
  legalComments: "none", write: false, absWorkingDir: here,
});
// What it is made of, so that a test without npm sees whether it is that (tests/python/display.py).
const hash = createHash("sha256");
for (const name of [...readdirSync(join(here, "src")).sort().map((name) => `src/${name}`), "build.mjs", "package.json", "package-lock.json"])
  hash.update(readFileSync(join(here, name)));
const banner = `/* Made by python/viewer/build.mjs. Contains three.js ${version}, MIT licence: THIRD-PARTY.md. Sources: ${hash.digest("hex")} */\n`;
const text = banner + made.outputFiles[0].text;
// It stands in a page's script.
if (/<\/script|<!--/i.test(text)) throw new Error("the bundle has what would end a page's script");
writeFileSync(process.argv[2] || join(here, "../chroma2/display/viewer.js"), text);
