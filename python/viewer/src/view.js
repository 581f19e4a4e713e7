// The camera, what moves it, and what tells directions and lengths.
import { PerspectiveCamera, Scene, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { words } from "./scale.js";

const DIRECTIONS = { all: [1, -1.4, 0.75], x: [1, 0, 0], y: [0, -1, 0], z: [0, -1e-4, 1] };
const MARGIN = 1.16; // for what is written at the edges

export class View {
  constructor(head, canvas, draw) {
    this.head = head;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: false });
    this.renderer.sortObjects = true;
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, 2));
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(38, 1, head.size / 2000, head.size * 20);
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enableDamping = true;
    this.controls.dampingFactor = 0.12;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", () => this.ask());
    this.draw = draw;
    this.asked = false;
    head.depth = 0; // half of what there is along any view
    for (let i = 0; i < head.outline.length; i += 3) head.depth = Math.max(head.depth, Math.hypot(...head.outline.slice(i, i + 3)));
  }

  // All of the detector, along an axis or from a corner: as near as every point of its outline is seen.
  look(from) {
    const back = new Vector3(...DIRECTIONS[from]).normalize();
    const right = new Vector3(0, 0, 1).cross(back).normalize();
    const up = back.clone().cross(right);
    const slope = Math.tan((this.camera.fov * Math.PI) / 360) / MARGIN;
    const points = this.head.outline, point = new Vector3();
    let distance = 0.1 * this.head.size;
    for (let i = 0; i < points.length; i += 3) {
      point.set(points[i], points[i + 1], points[i + 2]);
      const across = Math.max(Math.abs(point.dot(up)), Math.abs(point.dot(right)) / this.camera.aspect);
      distance = Math.max(distance, point.dot(back) + across / slope);
    }
    this.controls.enableDamping = false; // it stands still
    this.controls.update();
    this.controls.target.set(0, 0, 0);
    this.camera.position.copy(back.multiplyScalar(distance));
    this.controls.update();
    this.controls.enableDamping = true;
    this.ask();
  }

  // A picture at the next chance; more as long as the camera has not come to rest.
  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame((now) => {
      this.asked = false;
      if (this.controls.update()) this.ask();
      this.draw(now);
    });
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.renderer.domElement.parentElement;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / Math.max(1, height);
    this.camera.updateProjectionMatrix();
    this.ask();
  }

  render() {
    const distance = this.camera.position.distanceTo(this.controls.target);
    this.camera.near = Math.max(distance / 1000, this.head.size / 1e5);
    this.camera.far = distance + 2 * this.head.size;
    this.camera.updateProjectionMatrix();
    this.renderer.render(this.scene, this.camera);
  }

  // A bar of 1, 2 or 5 times a power of ten mm, as long as it is where the view turns around.
  scaleBar(bar, text) {
    const height = this.renderer.domElement.clientHeight;
    const distance = this.camera.position.distanceTo(this.controls.target);
    const mm = (2 * distance * Math.tan((this.camera.fov * Math.PI) / 360)) / height;
    const power = 10 ** Math.floor(Math.log10(130 * mm));
    const length = [5, 2, 1].map((n) => n * power).find((n) => n <= 130 * mm);
    bar.style.width = `${length / mm}px`;
    text.textContent = `${words(length)} mm`;
  }

  axes(canvas, ink) {
    const context = canvas.getContext("2d");
    const [w, h] = [canvas.width, canvas.height];
    context.clearRect(0, 0, w, h);
    context.font = "600 22px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 4;
    context.lineCap = "round";
    const inverse = this.camera.quaternion.clone().invert();
    const ends = [["x", 1, 0, 0, "#ff6b5e"], ["y", 0, 1, 0, "#58c46b"], ["z", 0, 0, 1, "#5b9dff"]].map(([name, x, y, z, color]) => ({
      name, color, at: new Vector3(x, y, z).applyQuaternion(inverse),
    }));
    for (const { name, color, at } of ends.sort((a, b) => a.at.z - b.at.z)) {
      context.strokeStyle = color;
      context.beginPath();
      context.moveTo(w / 2, h / 2);
      context.lineTo(w / 2 + at.x * w * 0.31, h / 2 - at.y * h * 0.31);
      context.stroke();
      context.fillStyle = ink;
      context.fillText(name, w / 2 + at.x * w * 0.42, h / 2 - at.y * h * 0.42);
    }
  }
}
