// usage: node gltf.mjs FILE.glb...
// Fails where the validator of glTF finds an error or a warning in a file.
import { readFileSync } from "node:fs";
import validator from "gltf-validator";

for (const file of process.argv.slice(2)) {
  const { issues, info } = await validator.validateBytes(new Uint8Array(readFileSync(file)), { maxIssues: 20 });
  const bad = issues.messages.filter(({ severity }) => severity < 2);
  for (const { code, message, pointer } of bad) console.error(`${file}: ${code} at ${pointer}: ${message}`);
  if (issues.numErrors || issues.numWarnings) process.exit(1);
  console.log(`${file}: valid, ${info.totalTriangleCount} triangles, ${info.drawCallCount} draw calls`);
}
