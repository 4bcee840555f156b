/** A picture on which a zone or a line is drawn, with the mouse, a finger or the keyboard. */

import { drawn, element } from "./element.js";
import { lineOver, scene, zoneOver } from "./scene.js";
import { say } from "./words.js";

const STEP = 0.01;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** Holds the corners of what is drawn, as shares of the picture. */
export class Drawing {
  constructor(camera, zones, lines, signal) {
    const { name, width, height } = camera;
    Object.assign(this, { width, height, kind: "zone", points: [], held: null });
    const there = [...zones.map((zone) => zoneOver(zone, width, height)), ...lines.map((line) => lineOver(line, width, height))];
    this.layer = drawn("g", { class: "drawing" });
    this.picture = scene(name, width, height, say("places.picture", { camera: name }), there, this.layer);
    // Its corners are controls: it is no single image to who hears the page.
    this.picture.setAttribute("role", "group");
    this.body = element("div", { class: "sheet" }, this.picture);
    this.listen(signal);
  }

  /** Draw anew: a "zone" or a "line", from corners that are there already. */
  begin(kind, points = []) {
    this.kind = kind;
    this.points = points.map((point) => [...point]);
    this.draw();
  }

  /** Take back the last corner. */
  undo() {
    this.points.pop();
    this.draw();
  }

  /** Add a corner in the middle of the picture, from where the keyboard can move it. */
  addMiddle() {
    const offset = this.points.length * 0.1;
    this.add([0.4 + (offset % 0.3), 0.4 + (this.points.length % 2) * 0.2]);
    this.layer.querySelectorAll("circle")[this.points.length - 1].focus();
  }

  add(point) {
    if (this.kind === "line" && this.points.length >= 2) this.points.pop();
    this.points.push(point);
    this.draw();
  }

  listen(signal) {
    this.picture.addEventListener("pointerdown", (event) => this.press(event), { signal });
    this.picture.addEventListener("pointermove", (event) => this.drag(event), { signal });
    this.picture.addEventListener("pointerup", () => { this.held = null; }, { signal });
    this.picture.addEventListener("pointercancel", () => { this.held = null; }, { signal });
  }

  press(event) {
    event.preventDefault();
    const corner = event.target.dataset?.corner;
    if (corner === undefined) this.add(this.shares(event));
    this.held = corner === undefined ? this.points.length - 1 : Number(corner);
    this.picture.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (this.held === null) return;
    this.points[this.held] = this.shares(event);
    this.draw();
  }

  /** Move a corner by the keyboard, or remove it. */
  steer(event, index) {
    const step = ARROWS[event.key];
    if (!step && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    if (step) this.points[index] = this.points[index].map((value, axis) => within(value + step[axis]));
    else this.points.splice(index, 1);
    this.draw();
    this.layer.querySelectorAll("circle")[Math.min(index, this.points.length - 1)]?.focus();
  }

  shares(event) {
    const frame = this.picture.getBoundingClientRect();
    return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)];
  }

  draw() {
    const shape = this.kind === "line" ? this.lineShape() : zoneOver({ polygon: this.points }, this.width, this.height);
    this.layer.replaceChildren(...[shape].filter(Boolean), ...this.points.map((point, index) => this.corner(point, index)));
  }

  lineShape() {
    const [from, to] = this.points;
    return to && Math.hypot(to[0] - from[0], to[1] - from[1]) > 0 ? lineOver({ from, to }, this.width, this.height) : null;
  }

  corner([x, y], index) {
    const words = say("places.corner.at", { number: index + 1, x: Math.round(x * 100), y: Math.round(y * 100) });
    return drawn("circle", { cx: x * this.width, cy: y * this.height, r: this.width / 70, "data-corner": index, "data-keys": "",
      tabindex: 0, role: "button", "aria-label": words, onkeydown: (event) => this.steer(event, index) });
  }
}

function within(share) {
  return Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 1000;
}
