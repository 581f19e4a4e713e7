// Steps of photons, and hits as points. Both are cut at a time by their programs: an animation changes one number.
import {
  AdditiveBlending, BufferAttribute, BufferGeometry, DoubleSide, Group, InstancedBufferAttribute, InstancedBufferGeometry, Mesh,
  NormalBlending, Points, ShaderMaterial, Vector2,
} from "three";
import { CUT } from "./faces.js";
import { HEADS, POINTS, STEPS } from "./shaders.js";
import { ofWavelength } from "./scale.js";

export const ENDS = [
  ["detected", [255, 205, 70]], ["absorbed at a surface", [120, 140, 170]], ["absorbed in a material", [220, 90, 90]],
  ["left", [90, 200, 230]], ["other", [200, 120, 230]],
];

function program(of, uniforms) {
  return new ShaderMaterial({
    vertexShader: of.vertex, fragmentShader: of.fragment, uniforms, transparent: true, depthWrite: false, side: DoubleSide,
  });
}

export class Tracks {
  constructor(head) {
    this.head = head;
    const { begin, end, when } = head.tracks;
    const count = when.length / 2;
    this.count = count;
    this.shade = new Uint8Array(3 * count);
    this.uniforms = {
      time: { value: 1e30 }, trail: { value: 1e30 }, alpha: { value: 0.8 }, width: { value: 1 }, size: { value: new Vector2() },
      points: { value: 6 },
    };
    const quad = new InstancedBufferGeometry();
    quad.setAttribute("position", new BufferAttribute(new Float32Array([0, -1, 0, 1, -1, 0, 1, 1, 0, 0, 1, 0]), 3));
    quad.setIndex([0, 1, 2, 0, 2, 3]);
    quad.instanceCount = count;
    const dots = new BufferGeometry().setAttribute("position", new BufferAttribute(begin, 3));
    this.shades = [];
    for (const [shape, Kind] of [[quad, InstancedBufferAttribute], [dots, BufferAttribute]]) {
      shape.setAttribute("begin", new Kind(begin, 3));
      shape.setAttribute("end", new Kind(end, 3));
      shape.setAttribute("when", new Kind(when, 2));
      shape.setAttribute("shade", new Kind(this.shade, 3));
      this.shades.push(shape.getAttribute("shade"));
    }
    this.lines = new Mesh(quad, program(STEPS, this.uniforms));
    this.dots = new Points(dots, program({ ...HEADS, fragment: POINTS.fragment }, this.uniforms));
    this.group = new Group().add(this.lines, this.dots);
    for (const one of [this.lines, this.dots]) Object.assign(one, { frustumCulled: false, renderOrder: 3 });
  }

  // By "wavelength", "time" or "end", of the photon.
  color(by, scale) {
    const { wavelength, when, ends } = this.head.tracks;
    for (let i = 0; i < this.count; i++) {
      if (by === "wavelength") ofWavelength(this.head.spectrum, wavelength[i], this.shade, 3 * i);
      else if (by === "time") scale.color(when[2 * i], this.shade, 3 * i);
      else this.shade.set(ENDS[ends[i]][1], 3 * i);
    }
    for (const shade of this.shades) shade.needsUpdate = true;
  }

  set(time, trail, bright) {
    this.uniforms.time.value = time;
    this.uniforms.trail.value = trail;
    this.dots.visible = time < 1e9;
    for (const one of [this.lines, this.dots]) one.material.blending = bright ? NormalBlending : AdditiveBlending;
    const many = Math.min(1, Math.max(0.12, Math.sqrt(400 / this.count)));
    this.uniforms.alpha.value = (bright ? 0.9 : 0.8) * many;
  }
}

export class Hits {
  constructor(head) {
    this.head = head;
    const { position, time } = head.hits;
    this.count = time.length;
    this.shade = new Uint8Array(3 * this.count);
    this.uniforms = { time: { value: 1e30 }, points: { value: 5 }, flash: { value: head.span / 40 }, alpha: { value: 1 }, cut: CUT };
    const shape = new BufferGeometry().setAttribute("position", new BufferAttribute(position, 3));
    shape.setAttribute("when", new BufferAttribute(time, 1));
    shape.setAttribute("shade", new BufferAttribute(this.shade, 3));
    this.points = new Points(shape, program(POINTS, this.uniforms));
    Object.assign(this.points, { frustumCulled: false, renderOrder: 4 });
    this.sum();
  }

  // What channels have of hits up to a time: charge, first time, mean wavelength.
  sum(until = 1e30) {
    const { time, channel, weight, wavelength } = this.head.hits;
    const found = new Map();
    for (let i = 0; i < this.count; i++) {
      if (time[i] > until || channel[i] < 0) continue;
      let one = found.get(channel[i]);
      if (!one) found.set(channel[i], (one = { charge: 0, time: Infinity, sum: 0, hits: 0 }));
      one.charge += weight[i];
      one.sum += weight[i] * wavelength[i];
      one.hits++;
      if (time[i] < one.time) one.time = time[i];
    }
    for (const one of found.values()) one.wavelength = one.sum / one.charge;
    if (until >= 1e30) this.all = found;
    return (this.channels = found);
  }

  color(scale) {
    const { time, channel, wavelength } = this.head.hits;
    for (let i = 0; i < this.count; i++) {
      const value = { time: time[i], wavelength: wavelength[i] }[scale.by] ?? this.all.get(channel[i])?.charge ?? 0;
      scale.color(value, this.shade, 3 * i);
    }
    this.points.geometry.getAttribute("shade").needsUpdate = true;
  }
}
