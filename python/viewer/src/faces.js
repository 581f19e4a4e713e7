// The geometry: each part of a mesh drawn once for all of its instances. Meshes with channels are drawn as two sets, which instances
// change between: those whose channel was hit, in the colour of their hits, and the others.
import {
  BackSide, BufferAttribute, BufferGeometry, DoubleSide, Group, InstancedBufferAttribute, InstancedMesh, LineBasicMaterial,
  LineSegments, ShaderMaterial,
} from "three";
import { FACES } from "./shaders.js";

const SOLID = 0.75; // opacity from which faces hide what is behind them

function shapeOf(part) {
  const shape = new BufferGeometry();
  shape.setAttribute("position", new BufferAttribute(part.positions, 3));
  if (part.normals) shape.setAttribute("normal", new BufferAttribute(part.normals, 3));
  shape.setIndex(new BufferAttribute(part.triangles, 1));
  return shape;
}

// What is nearer to the camera than this, in mm, is cut away; one number for all.
export const CUT = { value: 0 };

function materialOf(part, shell, tinted, anySolid) {
  const solid = part.color[3] >= SOLID || (tinted && !anySolid);
  const clear = !solid || shell;
  const material = new ShaderMaterial({
    vertexShader: FACES.vertex, fragmentShader: FACES.fragment, side: shell ? BackSide : DoubleSide, transparent: true,
    depthWrite: solid && !shell,
    defines: { ...(part.normals && { SMOOTH: 1 }), ...(tinted && { TINTED: 1 }) },
    uniforms: {
      color: { value: part.color.slice(0, 3) }, alpha: { value: 1 }, clear: { value: clear ? 1 : 0 },
      strength: { value: solid ? 1 : 0.6 }, light: { value: 0 }, cut: CUT,
    },
  });
  material.userData = { alpha: part.color[3], own: part.color.slice(0, 3), solid, shell, tinted };
  return material;
}

// Instances of a mesh that look the same; `rows` are their places among all of the mesh.
class Batch {
  constructor(placed, tinted) {
    const count = placed.instances.length;
    const solid = placed.parts.some((part) => part.color[3] >= SOLID);
    this.placed = placed;
    this.rows = new Uint32Array(count);
    this.group = new Group();
    this.matrix = new InstancedBufferAttribute(new Float32Array(16 * count), 16);
    this.tint = tinted ? new InstancedBufferAttribute(new Uint8Array(3 * count), 3, true) : null;
    this.meshes = placed.parts.map((part) => {
      const shape = shapeOf(part);
      if (tinted) shape.setAttribute("tint", this.tint);
      const mesh = new InstancedMesh(shape, materialOf(part, placed.shell, tinted, solid), 0);
      mesh.instanceMatrix = this.matrix;
      mesh.frustumCulled = false;
      mesh.renderOrder = placed.shell ? 1 : mesh.material.depthWrite ? 0 : 2;
      mesh.userData = { batch: this, part };
      this.group.add(mesh);
      return mesh;
    });
  }

  // Draws the first `count` of this.rows; tints(row, out, at) writes the colour of a row.
  fill(count, tints) {
    const from = this.placed.matrices, to = this.matrix.array;
    for (let i = 0; i < count; i++) {
      const row = this.rows[i], m = 12 * row, n = 16 * i;
      for (let r = 0; r < 3; r++) for (let c = 0; c < 4; c++) to[n + 4 * c + r] = from[m + 4 * r + c];
      to[n + 15] = 1;
      if (this.tint) tints(row, this.tint.array, 3 * i);
    }
    this.matrix.needsUpdate = true;
    if (this.tint) this.tint.needsUpdate = true;
    for (const mesh of this.meshes) {
      mesh.count = count;
      mesh.visible = count > 0;
      mesh.boundingSphere = null;
    }
  }
}

export class Faces {
  constructor(head) {
    this.group = new Group();
    this.entries = head.placed.map((placed) => {
      const channels = placed.channels.some((channel) => channel >= 0);
      const entry = { placed, plain: new Batch(placed, false), lit: channels ? new Batch(placed, true) : null, group: new Group() };
      entry.group.visible = !placed.hidden;
      entry.group.add(entry.plain.group);
      if (entry.lit) entry.group.add(entry.lit.group);
      this.group.add(entry.group);
      return entry;
    });
    if (head.wires) {
      const shape = new BufferGeometry().setAttribute("position", new BufferAttribute(head.wires, 3));
      this.wires = new LineSegments(shape, new LineBasicMaterial({ color: 0x8899aa, transparent: true, opacity: 0.35 }));
      this.group.add(this.wires);
    }
  }

  // Colours instances by their channels: lit(channel) is the place of its colour in `colors`, or -1.
  light(lit, colors) {
    for (const { placed, plain, lit: bright } of this.entries) {
      let dark = 0, hit = 0;
      const places = [];
      for (let row = 0; row < placed.instances.length; row++) {
        const place = bright && placed.channels[row] >= 0 ? lit(placed.channels[row]) : -1;
        if (place < 0) plain.rows[dark++] = row;
        else {
          bright.rows[hit++] = row;
          places[row] = place;
        }
      }
      plain.fill(dark);
      if (bright)
        bright.fill(hit, (row, out, at) => {
          for (let k = 0; k < 3; k++) out[at + k] = colors[3 * places[row] + k];
        });
    }
  }

  // `opacity` of clear faces, 1: as they are; `faint`: sensors without hits stand back.
  style(opacity, faint, bright) {
    for (const { plain, lit } of this.entries)
      for (const batch of lit ? [plain, lit] : [plain])
        for (const { material } of batch.meshes) {
          const { alpha, own, solid, shell, tinted } = material.userData;
          const back = faint && lit && !tinted && solid;
          const grey = bright ? [0.45, 0.5, 0.58] : [0.55, 0.62, 0.72];
          material.uniforms.color.value = back ? own.map((c, k) => 0.25 * c + 0.75 * grey[k]) : own;
          material.uniforms.clear.value = back || !solid || shell ? 1 : 0;
          material.uniforms.alpha.value = tinted && solid ? 1 : Math.min(1, (back ? 0.3 : alpha) * opacity * (bright && !solid ? 0.6 : 1));
          material.uniforms.light.value = bright ? 0.3 : 0;
          material.depthWrite = solid && !back && !shell && material.uniforms.alpha.value > SOLID;
        }
    if (this.wires) this.wires.material.opacity = Math.min(1, 0.35 * opacity);
  }
}
