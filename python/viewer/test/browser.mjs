// usage: node browser.mjs BROWSER FOLDER
// Opens ball.html, frame.html and large.html of a folder (scripts/test-display makes them) in a browser without a window: they have to
// draw, follow their controls, ask for nothing from anywhere, and have no errors. Leaves pictures in the folder.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, given] = process.argv.slice(2);
const folder = resolve(given);
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});

async function open(name) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const url = pathToFileURL(join(folder, name)).href, wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => request.url() !== url && !/^(blob|data|about):/.test(request.url()) && wrong.push(request.url()));
  const start = performance.now();
  await page.goto(url);
  return { page, wrong, start };
}

const ready = (where) => where.waitForSelector("html[data-ready]", { state: "attached", timeout: 120000 });

// Colours of the stage as it is drawn now, every third pixel: [how many differ from the ground, a sum of them all].
const look = (page) => page.evaluate(async () => {
  await new Promise((done) => setTimeout(done, 50));
  const display = window.chroma2Display, source = display.view.renderer.domElement;
  const flat = Object.assign(document.createElement("canvas"), { width: source.width, height: source.height });
  display.draw(performance.now());
  const context = flat.getContext("2d");
  context.drawImage(source, 0, 0);
  const { data } = context.getImageData(0, 0, flat.width, flat.height);
  let other = 0, sum = 0;
  for (let i = 0; i < data.length; i += 12) {
    if (Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) > 6) other++;
    sum = (sum * 31 + data[i] + 256 * data[i + 1] + 65536 * data[i + 2]) % 2147483647;
  }
  return [other, sum];
});

async function ball() {
  const { page, wrong } = await open("ball.html");
  await ready(page);
  await page.screenshot({ path: join(folder, "ball.png") });
  const [all, picture] = await look(page);
  assert(all > 20000, `the canvas is blank: ${all} pixels`);
  assert.deepEqual(await look(page), [all, picture], "two pictures of the same differ");
  assert.equal(await page.locator("h1 *").count(), 0, "the title has elements");
  assert.match(await page.locator("h1").textContent(), /^<\/script><!-- "wall" & '<b>$/);
  // Each box takes something away, all take everything, and what comes back is what was there.
  const seen = {};
  for (const name of ["geometry", "tracks", "hits"]) {
    await page.locator(`#${name}`).uncheck();
    seen[name] = (await look(page))[1];
    await page.locator(`#${name}`).check();
    assert.deepEqual(await look(page), [all, picture], `${name}: it does not come back`);
  }
  assert.equal(new Set([picture, ...Object.values(seen)]).size, 4, "a box changes nothing");
  for (const name of ["geometry", "tracks", "hits"]) await page.locator(`#${name}`).uncheck();
  assert.equal((await look(page))[0], 0, "something is left");
  for (const name of ["geometry", "tracks", "hits"]) await page.locator(`#${name}`).check();
  // Sliders and choices.
  const slide = (id, value) => page.locator(`#${id}`).evaluate((slider, to) => {
    slider.value = to;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
  for (const [id, value, back] of [["opacity", 20, 50], ["cut", 50, 0], ["time", 300, 1000], ["size", 12, 5]]) {
    await slide(id, value);
    assert.notEqual((await look(page))[1], picture, `${id} changes nothing`);
    await slide(id, back);
    assert.deepEqual(await look(page), [all, picture], `${id} does not go back`);
  }
  await slide("time", 0);
  assert.match(await page.locator("#now").textContent(), /^[\d.]+ ns$/);
  await slide("time", 1000);
  for (const [id, value, back] of [["by", "charge", "time"], ["by", "wavelength", "time"], ["as", "points", "both"],
    ["tracks-by", "end", "wavelength"], ["tracks-by", "time", "wavelength"]]) {
    await page.locator(`#${id}`).selectOption(value);
    assert.notEqual((await look(page))[1], picture, `${id} ${value} changes nothing`);
    if (id === "by") assert.match(await page.locator("#legend-label").textContent(), new RegExp(value));
    await page.locator(`#${id}`).selectOption(back);
  }
  assert.deepEqual(await look(page), [all, picture]);
  await page.locator("summary").click();
  assert.equal(await page.locator("#volumes label").count(), 3);
  await page.locator("#volumes input").first().uncheck();
  assert.notEqual((await look(page))[1], picture, "a volume does not go");
  await page.locator("#volumes input").first().check();
  await page.locator("#find").fill("TUB");
  assert.equal(await page.locator("#volumes label:visible").count(), 1);
  await page.locator("#none").click();
  assert.notEqual((await look(page))[1], picture, "what was found does not go");
  await page.locator("#find").fill("");
  await page.locator("#all").click();
  assert.deepEqual(await look(page), [all, picture]);
  await page.locator("summary").click();
  // Under the pointer.
  const at = await page.evaluate(() => {
    const { view, head } = window.chroma2Display, p = head.hits.position;
    const e = view.camera.projectionMatrix.clone().multiply(view.camera.matrixWorldInverse).elements;
    const [x, y, w] = [0, 1, 3].map((k) => e[k] * p[0] + e[k + 4] * p[1] + e[k + 8] * p[2] + e[k + 12]);
    return { x: (x / w + 1) * 600, y: (1 - y / w) * 400 };
  });
  await page.mouse.move(at.x + 1, at.y);
  await page.locator("#tip").waitFor({ state: "visible" });
  assert.match(await page.locator("#tip").innerText(), /channel \d+\nhit at [\d.]+ ns\n\(.*\) mm\n[\d.]+ nm\ncharge [\d.]+, first at [\d.]+ ns/);
  await page.locator("#hits").uncheck();
  const tube = await page.evaluate(() => {
    const { view, faces } = window.chroma2Display, { batch } = faces.entries.find(({ placed }) => placed.name === "tube").plain.meshes[0].userData;
    const m = batch.placed.matrices, e = view.camera.projectionMatrix.clone().multiply(view.camera.matrixWorldInverse).elements;
    const spot = (row) => [0, 1, 3].map((k) => e[k] * m[12 * row + 3] + e[k + 4] * m[12 * row + 7] + e[k + 8] * m[12 * row + 11] + e[k + 12]);
    const [x, y, w] = [...batch.placed.instances.keys()].map(spot).sort((a, b) => a[2] - b[2])[0];
    return { x: (x / w + 1) * 600, y: (1 - y / w) * 400 };
  });
  await page.mouse.move(tube.x, tube.y);
  await page.locator("#tip", { hasText: "tube: eye" }).waitFor({ state: "visible" });
  assert.match(await page.locator("#tip").innerText(), /channel \d+\ntube: eye\ninstance \d+ at \(.*\) mm/);
  await page.locator("#hits").check();
  await page.mouse.move(2, 400);
  // The wheel and the mouse move the camera; Reset brings it back.
  await page.mouse.move(300, 400);
  await page.mouse.wheel(0, 300);
  await page.mouse.down();
  await page.mouse.move(500, 300, { steps: 4 });
  await page.mouse.up();
  await page.waitForTimeout(600);
  assert.notEqual((await look(page))[1], picture, "the mouse does not move the view");
  for (const from of ["x", "y", "z", "all"]) await page.locator(`#from-${from}`).click();
  await page.waitForTimeout(600);
  const back = (await look(page))[0]; // to rounding of the camera's angles
  assert(Math.abs(back - all) < all / 1000, `Reset does not bring the view back: ${back} pixels, not ${all}`);
  // An animation goes on by itself.
  await page.locator("#play").click();
  await page.waitForTimeout(700);
  const [first, moving] = [await page.locator("#time").inputValue(), await page.locator("#play").textContent()];
  assert(first > 0 && first < 900 && moving === "❚❚", `${first} ${moving}`);
  await page.locator("#trail").check();
  await page.waitForTimeout(300);
  assert(Number(await page.locator("#time").inputValue()) > Number(first));
  await page.locator("#play").click();
  await page.locator("#trail").uncheck();
  await slide("time", 1000);
  // The saved picture.
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
  assert.match(download.suggestedFilename(), /\.png$/);
  await download.saveAs(join(folder, "saved.png"));
  const saved = readFileSync(join(folder, "saved.png"));
  assert(saved.subarray(1, 4).toString() === "PNG" && saved.length > 20000);
  await page.locator("#theme").click();
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  await page.screenshot({ path: join(folder, "light.png") });
  await page.setViewportSize({ width: 500, height: 700 });
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#canvas").evaluate((canvas) => canvas.width), 500);
  await page.screenshot({ path: join(folder, "narrow.png") });
  assert.deepEqual(wrong, []);
  await page.close();
}

// As notebooks show it: in a frame that may run scripts and nothing else.
async function frame() {
  const { page, wrong } = await open("frame.html");
  await ready(page.frames()[1]);
  await page.screenshot({ path: join(folder, "frame.png") });
  assert.deepEqual(wrong, []);
  await page.close();
}

async function large() {
  const { page, wrong, start } = await open("large.html");
  await ready(page);
  const loaded = performance.now() - start;
  const found = await page.evaluate(() => {
    const display = window.chroma2Display, gl = display.view.renderer.getContext(), pixel = new Uint8Array(4);
    const measured = (work) => {
      const begin = performance.now();
      for (let i = 0; i < 5; i++) work(i);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return (performance.now() - begin) / 5;
    };
    return {
      calls: (display.render(), display.view.renderer.info.render.calls), frame: measured(() => display.render()),
      cut: measured((i) => display.setTime((display.head.span * i) / 5)), hover: measured((i) => display.hover.hit(400 + i, 300)),
      instances: display.head.placed.reduce((sum, one) => sum + one.instances.length, 0), hits: display.hits.count, steps: display.tracks.count,
    };
  });
  assert(found.instances >= 10000 && found.hits >= 100000 && found.steps >= 10000 && found.calls < 20, JSON.stringify(found));
  // What the processor does for a frame of an animation, and under the pointer; the drawing itself is a GPU's, of which there is none here.
  assert(found.cut < 100 && found.hover < 100, JSON.stringify(found));
  await page.screenshot({ path: join(folder, "large.png") });
  assert.deepEqual(wrong, []);
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(`${found.instances} instances, ${found.hits} hits, ${found.steps} steps: loaded in ${ms(loaded)}, ${found.calls} draw calls, ` +
    `${ms(found.frame)} a frame without a GPU, ${ms(found.cut)} for another time, ${ms(found.hover)} under the pointer`);
  await page.close();
}

try {
  await ball();
  await frame();
  await large();
  console.log(`displays work in ${browser.browserType().name()} ${browser.version()}; pictures are in ${folder}`);
} finally {
  await browser.close();
}
