// What is under the pointer: the hit that is nearest to it, else the instance that it is on.
import { Raycaster, Vector2, Vector3 } from "three";
import { CUT } from "./faces.js";
import { words } from "./scale.js";

const REACH = 9; // pixels

export class Hover {
  constructor(view, state, parts, box) {
    Object.assign(this, { view, state, parts, box, ray: new Raycaster(), timer: 0 });
    const canvas = view.renderer.domElement;
    canvas.addEventListener("pointermove", (event) => {
      this.box.hidden = true;
      clearTimeout(this.timer);
      if (!event.buttons) this.timer = setTimeout(() => this.tell(event.offsetX, event.offsetY), 40);
    });
    canvas.addEventListener("pointerleave", () => {
      clearTimeout(this.timer);
      this.box.hidden = true;
    });
  }

  tell(x, y) {
    const lines = this.hit(x, y) || this.instance(x, y);
    this.box.hidden = !lines;
    if (!lines) return;
    this.box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
    const stage = this.view.renderer.domElement;
    this.box.style.left = `${Math.min(x + 14, stage.clientWidth - this.box.offsetWidth - 6)}px`;
    this.box.style.top = `${Math.min(y + 14, stage.clientHeight - this.box.offsetHeight - 6)}px`;
  }

  hit(x, y) {
    const { hits, head } = this.parts;
    if (!hits || !hits.points.visible || !this.state.show.hits) return null;
    const { position, time, channel, wavelength } = head.hits;
    const camera = this.view.camera, canvas = this.view.renderer.domElement;
    const e = camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse).elements;
    const [w, h] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    let best = -1, least = Infinity;
    for (let i = 0; i < time.length; i++) {
      if (time[i] > this.state.time) continue;
      const px = position[3 * i], py = position[3 * i + 1], pz = position[3 * i + 2];
      const d = e[3] * px + e[7] * py + e[11] * pz + e[15];
      if (d <= CUT.value) continue;
      const dx = ((e[0] * px + e[4] * py + e[8] * pz + e[12]) / d + 1) * w - x;
      const dy = (1 - (e[1] * px + e[5] * py + e[9] * pz + e[13]) / d) * h - y;
      const off = dx * dx + dy * dy;
      // Of those that are about as near to the pointer, the one in front.
      if (off < REACH * REACH && off + (20 * d) / head.size < least) [best, least] = [i, off + (20 * d) / head.size];
    }
    if (best < 0) return null;
    const at = [0, 1, 2].map((k) => words(position[3 * best + k] + head.center[k])).join(", ");
    const lines = [`hit at ${words(time[best] + head.start)} ns`, `(${at}) mm`];
    if (wavelength[best] > 0) lines.push(`${words(wavelength[best])} nm`);
    return channel[best] < 0 ? lines : [`channel ${channel[best]}`, ...lines, ...this.charge(channel[best])];
  }

  charge(channel) {
    const one = this.parts.hits?.channels.get(channel);
    return one ? [`charge ${words(one.charge)}, first at ${words(one.time + this.parts.head.start)} ns`] : [];
  }

  instance(x, y) {
    if (!this.state.show.geometry) return null;
    const canvas = this.view.renderer.domElement;
    this.ray.setFromCamera(
      new Vector2((2 * x) / canvas.clientWidth - 1, 1 - (2 * y) / canvas.clientHeight), this.view.camera);
    const meshes = [];
    for (const { placed, group, plain, lit } of this.parts.faces.entries)
      if (group.visible && !placed.shell) meshes.push(...plain.meshes, ...(lit ? lit.meshes : []));
    const ahead = this.view.camera.getWorldDirection(new Vector3());
    const found = this.ray.intersectObjects(meshes.filter((mesh) => mesh.count), false)
      .find(({ point }) => point.sub(this.view.camera.position).dot(ahead) >= CUT.value);
    if (!found) return null;
    const { batch, part } = found.object.userData;
    const row = batch.rows[found.instanceId], { placed } = batch;
    const channel = placed.channels[row];
    const at = [3, 7, 11].map((k, i) => words(placed.matrices[12 * row + k] + this.parts.head.center[i]));
    const lines = [`${placed.name}: ${part.name}`, `instance ${placed.instances[row]} at (${at.join(", ")}) mm`];
    return channel < 0 ? lines : [`channel ${channel}`, ...lines, ...this.charge(channel)];
  }
}
