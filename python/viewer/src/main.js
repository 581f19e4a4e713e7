// The page: reads what is shown, draws it, and follows the controls.
import { unpack } from "./data.js";
import { CUT, Faces } from "./faces.js";
import { Hover } from "./hover.js";
import { ENDS, Hits, Tracks } from "./light.js";
import { composed, legend, ticks } from "./picture.js";
import { scaleOf, words } from "./scale.js";
import { View } from "./view.js";
import { volumes } from "./volumes.js";

const get = (id) => document.getElementById(id);
const GROUNDS = { dark: [0x0b0f16, "#dfe6f0"], light: [0xffffff, "#1c2430"] };
const SECONDS = 8; // of an animation

class Display {
  constructor(head) {
    this.head = head;
    this.state = {
      show: { geometry: true, tracks: Boolean(head.tracks), hits: Boolean(head.hits) }, opacity: 1, cut: head.cut, time: 1e30, trail: 1e30,
      by: head.by, as: head.as, tracksBy: "wavelength", theme: head.theme, playing: false,
    };
    this.view = new View(head, get("canvas"), (now) => this.draw(now));
    this.faces = new Faces(head);
    this.tracks = head.tracks ? new Tracks(head) : null;
    this.hits = head.hits ? new Hits(head) : null;
    this.view.scene.add(this.faces.group);
    if (this.tracks) this.view.scene.add(this.tracks.group);
    if (this.hits) this.view.scene.add(this.hits.points);
    this.hover = new Hover(this.view, this.state, this, get("tip"));
    this.controls();
    this.recolor();
    new ResizeObserver(() => this.view.resize()).observe(get("stage"));
    this.view.resize();
    this.view.look("all");
  }

  controls() {
    const { state, head } = this;
    const on = (id, what, change) => get(id).addEventListener(what, (event) => {
      change(event.target);
      this.view.ask();
    });
    for (const name of ["geometry", "tracks", "hits"]) {
      get(name).checked = state.show[name];
      get(`${name}-row`).hidden = !{ geometry: true, tracks: head.tracks, hits: head.hits }[name];
      on(name, "change", (box) => {
        state.show[name] = box.checked;
        this.relight();
      });
    }
    on("opacity", "input", (slider) => {
      state.opacity = (slider.value / 50) ** 2;
      this.restyle();
    });
    get("cut").value = 100 * state.cut;
    on("cut", "input", (slider) => (state.cut = slider.value / 100));
    for (const [id, key] of [["by", "by"], ["as", "as"], ["tracks-by", "tracksBy"]]) {
      get(id).value = state[key];
      on(id, "change", (choice) => {
        state[key] = choice.value;
        this.recolor();
      });
    }
    const points = (slider) => {
      if (this.hits) this.hits.uniforms.points.value = Number(slider.value) * this.view.renderer.getPixelRatio();
    };
    get("size").value = this.hits && this.hits.count > 20000 ? 3 : 5;
    points(get("size"));
    on("size", "input", points);
    get("hits-how").hidden = !head.hits;
    get("time-row").hidden = !(head.tracks || head.hits);
    on("time", "input", (slider) => {
      state.playing = false;
      this.setTime(slider.value >= 1000 ? 1e30 : (head.span * slider.value) / 1000);
    });
    on("trail", "change", (box) => {
      state.trail = box.checked ? head.span / 12 : 1e30;
      this.relight();
    });
    on("play", "click", () => {
      state.playing = !state.playing;
      this.began = null;
      if (state.playing && state.time > head.span) this.setTime(0);
      this.relight();
    });
    for (const from of ["all", "x", "y", "z"]) on(`from-${from}`, "click", () => this.view.look(from));
    on("theme", "click", () => {
      state.theme = state.theme === "dark" ? "light" : "dark";
      this.restyle();
      this.relight();
    });
    on("save", "click", () => this.save());
    on("fold", "click", () => get("panel").classList.toggle("folded"));
    volumes(this.faces.entries, () => this.view.ask());
    window.addEventListener("keydown", (event) => {
      if (event.key === " " && event.target === document.body) {
        event.preventDefault();
        get("play").click();
      }
    });
  }

  setTime(time) {
    const { head, state } = this;
    state.time = time;
    get("time").value = time > head.span ? 1000 : (1000 * time) / head.span;
    get("now").textContent = time > head.span ? "all times" : `${words(time + head.start)} ns`;
    this.relight();
  }

  // After another time, or another choice of what is shown.
  relight() {
    const { state, hits, tracks, faces } = this;
    const bright = state.theme === "light";
    faces.group.visible = state.show.geometry;
    get("play").textContent = state.playing ? "\u275a\u275a" : "\u25b6";
    if (tracks) {
      tracks.group.visible = state.show.tracks;
      tracks.set(state.time, state.trail, bright);
    }
    const asChannels = hits && state.show.hits && state.as !== "points";
    if (hits) {
      hits.points.visible = state.show.hits && state.as !== "channels";
      hits.uniforms.time.value = state.time;
      hits.sum(state.time);
    }
    if (asChannels) {
      const places = new Map(), colors = [];
      for (const [channel, one] of hits.channels) {
        places.set(channel, places.size);
        this.scale.color(one[this.scale.by], colors, colors.length);
      }
      faces.light((channel) => places.get(channel) ?? -1, colors);
    } else faces.light(() => -1, []);
    this.restyle();
  }

  recolor() {
    const { head, state, hits, tracks } = this;
    this.scale = scaleOf(head, state.by);
    if (hits) hits.color(this.scale);
    if (tracks) tracks.color(state.tracksBy, scaleOf(head, "time"));
    const shown = hits ? this.scale : tracks && state.tracksBy !== "end" ? scaleOf(head, state.tracksBy) : null;
    this.shown = shown;
    get("legend").hidden = !shown;
    if (shown) {
      legend(get("strip"), shown);
      get("legend-label").textContent = shown.label;
      ticks(shown).forEach((text, i) => (get(`tick${i}`).textContent = text));
    }
    get("ends").hidden = !(tracks && state.tracksBy === "end");
    get("ends").replaceChildren(...ENDS.map(([name, color]) => {
      const row = document.createElement("div"), dot = document.createElement("i");
      dot.style.background = `rgb(${color.join(",")})`;
      row.append(dot, name);
      return row;
    }));
    this.relight();
  }

  restyle() {
    const { state } = this;
    const [ground, ink] = GROUNDS[state.theme];
    document.documentElement.dataset.theme = state.theme;
    this.ink = ink;
    this.view.renderer.setClearColor(ground, 1);
    this.faces.style(state.opacity, Boolean(this.hits) && state.show.hits, state.theme === "light");
  }

  draw(now) {
    const { state, head, view } = this;
    if (state.playing) {
      const step = this.began ? (now - this.began) / 1000 : 0;
      this.began = now;
      const next = state.time + (head.span * step) / SECONDS;
      if (next > head.span) state.playing = false;
      this.setTime(next > head.span ? 1e30 : next);
      view.ask();
    }
    if (this.tracks) {
      const ratio = view.renderer.getPixelRatio();
      view.renderer.getDrawingBufferSize(this.tracks.uniforms.size.value);
      this.tracks.uniforms.width.value = ratio;
      this.tracks.uniforms.points.value = 6 * ratio;
    }
    this.render();
    view.scaleBar(get("bar"), get("bar-text"));
    view.axes(get("axes"), this.ink);
  }

  // What is nearer than the middle of the view by more than `cut` leaves is cut away.
  render() {
    const { head, state, view } = this;
    const distance = view.camera.position.distanceTo(view.controls.target);
    CUT.value = state.cut > 0 ? distance - (0.5 - state.cut) * head.depth * 2 : 0;
    view.render();
  }

  save() {
    this.render();
    const bar = { width: get("bar").offsetWidth, text: get("bar-text").textContent };
    composed(this.view, this.head.title, this.shown, bar, this.ink).toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${this.head.title.replace(/[^\w-]+/g, "_") || "chroma2"}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }
}

unpack()
  .then((head) => {
    window.chroma2Display = new Display(head);
    requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "1")));
  })
  .catch((reason) => {
    get("failed").hidden = false;
    get("failed").textContent = `This cannot be shown: ${reason.message || reason}. WebGL 2 is needed.`;
    console.error(reason);
  });
