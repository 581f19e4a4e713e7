// Makes python/chroma2/display/viewer.js, which wheels carry, of src/ and three.js: `npm ci --ignore-scripts && npm run build` here.
// usage: node build.mjs [FILE]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(here, "node_modules/three/package.json"), "utf8"));
const made = await build({
  entryPoints: [join(here, "src/main.js")], bundle: true, minify: true, format: "iife", target: "es2022", charset: "utf8",
  legalComments: "none", write: false, absWorkingDir: here,
});
const banner = `/* Made by python/viewer/build.mjs. Contains three.js ${version}, MIT licence: THIRD-PARTY.md. */\n`;
const text = banner + made.outputFiles[0].text;
// It stands in a page's script.
if (/<\/script|<!--/i.test(text)) throw new Error("the bundle has what would end a page's script");
writeFileSync(process.argv[2] || join(here, "../chroma2/display/viewer.js"), text);
