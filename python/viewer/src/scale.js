// Colours of numbers. Colours are sRGB, from 0 to 255.

// The colour at `place` (0 to 1) of evenly spaced colours, into out[at...].
export function mapped(table, place, out, at) {
  const x = Math.min(Math.max(place, 0), 1) * (table.length - 1);
  const i = Math.min(Math.floor(x), table.length - 2);
  for (let k = 0; k < 3; k++) out[at + k] = table[i][k] + (x - i) * (table[i + 1][k] - table[i][k]);
}

// The colour of a wavelength in nm; rows of `table` begin with theirs.
export function ofWavelength(table, nm, out, at) {
  let i = 0;
  while (i < table.length - 2 && nm > table[i + 1][0]) i++;
  const [a, b] = [table[i], table[i + 1]];
  const x = Math.min(Math.max(((nm || 420) - a[0]) / (b[0] - a[0]), 0), 1);
  for (let k = 0; k < 3; k++) out[at + k] = a[k + 1] + x * (b[k + 1] - a[k + 1]);
}

// A scale from numbers to colours, with what a legend needs: colour(value, out, at), label, ticks, low and high.
export function scaleOf(head, by) {
  const { low, high, log, label, zero } = head.scales[by];
  const place = log ? (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low) : (v) => (v - low) / (high - low);
  const at = log ? (x) => low * (high / low) ** x : (x) => low + x * (high - low);
  const color =
    by === "wavelength"
      ? (v, out, to) => ofWavelength(head.spectrum, v, out, to)
      : (v, out, to) => mapped(head.maps[by], place(v), out, to);
  return { by, label, color, at, zero: zero || 0 };
}

// A number as short as it says enough.
export function words(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e6)) return value.toExponential(1);
  return String(Number(value.toPrecision(size >= 1000 ? 5 : 3)));
}
