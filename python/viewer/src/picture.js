// The legend, and the picture that is saved: what is on the stage with title, legend and scale.
import { words } from "./scale.js";

export function legend(canvas, scale) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, 1);
  const color = [0, 0, 0];
  for (let x = 0; x < canvas.width; x++) {
    scale.color(scale.at(x / (canvas.width - 1)), color, 0);
    image.data.set([color[0], color[1], color[2], 255], 4 * x);
  }
  for (let y = 0; y < canvas.height; y++) context.putImageData(image, 0, y);
}

export function ticks(scale) {
  return [0, 0.5, 1].map((x) => words(scale.at(x) + scale.zero));
}

export function composed(view, title, scale, bar, ink) {
  const source = view.renderer.domElement, made = document.createElement("canvas");
  [made.width, made.height] = [source.width, source.height];
  const context = made.getContext("2d"), r = source.width / source.clientWidth;
  context.drawImage(source, 0, 0);
  context.fillStyle = context.strokeStyle = ink;
  context.font = `600 ${17 * r}px system-ui, sans-serif`;
  context.fillText(title, 20 * r, 32 * r);
  context.font = `${12 * r}px system-ui, sans-serif`;
  const y = made.height - 26 * r;
  if (bar) {
    context.fillRect(20 * r, y, bar.width * r, 2 * r);
    context.fillText(bar.text, 20 * r, y - 6 * r);
  }
  if (scale) {
    const strip = document.createElement("canvas");
    [strip.width, strip.height] = [256, 1];
    legend(strip, scale);
    const x = made.width - 280 * r;
    context.drawImage(strip, x, y - 6 * r, 256 * r, 9 * r);
    context.fillText(scale.label, x, y - 12 * r);
    ticks(scale).forEach((text, i) => {
      context.textAlign = ["left", "center", "right"][i];
      context.fillText(text, x + (256 * r * i) / 2, y + 17 * r);
    });
  }
  return made;
}
