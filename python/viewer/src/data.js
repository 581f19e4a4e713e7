// What Python put into the page: JSON, and arrays behind it as base64 of gzip.

export async function unpack() {
  const head = JSON.parse(document.getElementById("content").textContent);
  const text = atob(document.getElementById("arrays").textContent.trim());
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return resolve(head, await new Response(stream).arrayBuffer());
}

const KINDS = { f4: Float32Array, u4: Uint32Array, i4: Int32Array };

// The JSON with arrays in place of {array: [kind, offset in bytes, length]}.
function resolve(value, buffer) {
  if (Array.isArray(value)) return value.map((one) => resolve(one, buffer));
  if (value === null || typeof value !== "object") return value;
  if (value.array) return new KINDS[value.array[0]](buffer, value.array[1], value.array[2]);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one, buffer)]));
}
