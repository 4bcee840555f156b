/** Zones and lines: drawn on the camera's picture and saved to the configuration. */

import { Drawing } from "../drawing.js";
import { element } from "../element.js";
import { choice } from "../fields.js";
import { address, go } from "../place.js";
import { ask, may, part, Refused, send } from "../service.js";
import { say } from "../words.js";

/** Show a camera's zones and lines. */
export async function show({ parameters, signal, again }) {
  const [{ cameras }, places] = await Promise.all([ask("cameras", {}, signal), ask("zones", {}, signal)]);
  const seen = cameras.filter((camera) => camera.width);
  const camera = seen.find(({ name }) => name === parameters.get("camera")) ?? seen[0];
  const heading = element("div", { class: "heading" }, element("h1", {}, say("places.title")));
  if (!camera) return [heading, element("p", { class: "note" }, say("places.none"))];
  const canEdit = places.editable && may("admin");
  const editor = new Editor(camera, places, signal, again);
  return [heading, cameraChoice(seen, camera),
    canEdit ? null : element("p", { class: "note" }, say(places.editable ? "places.role" : "places.fixed")),
    element("div", { class: "two" }, editor.drawing.body, element("div", {}, canEdit ? editor.form : null, editor.list(canEdit)))]
    .filter(Boolean);
}

function cameraChoice(cameras, camera) {
  const made = choice("camera", say("camera"), camera.name, cameras.map(({ name }) => [name, name]));
  made.classList.add("narrow");
  made.addEventListener("change", ({ target }) => go(address("places", { camera: target.value })));
  return made;
}

/** Draws one zone or line at a time. */
class Editor {
  constructor(camera, places, signal, again) {
    Object.assign(this, { camera, places, again, changed: null });
    this.zones = places.zones.filter((zone) => zone.camera === camera.name);
    this.lines = places.lines.filter((line) => line.camera === camera.name);
    this.drawing = new Drawing(camera, this.zones, this.lines, signal);
    this.name = element("input", { name: "name", required: true, autocomplete: "off", maxlength: 60 });
    this.said = element("p", { role: "alert", class: "alarm" });
    this.form = this.drawForm();
  }

  drawForm() {
    const kind = choice("kind", say("places.kind"), "zone", [["zone", say("zone")], ["line", say("line")]]);
    kind.addEventListener("change", ({ target }) => this.drawing.begin(target.value));
    this.kind = kind.querySelector("select");
    const save = (event) => {
      event.preventDefault();
      return this.save();
    };
    return element("form", { class: "sheet padded", onsubmit: save }, element("h2", {}, say("places.new")),
      element("p", { class: "faint small" }, say("places.how")), kind,
      element("label", { class: "field" }, element("span", {}, say("places.name")), this.name), this.said,
      element("div", { class: "buttons" }, element("button", { class: "main" }, say("save")),
        element("button", { type: "button", onclick: () => this.drawing.addMiddle() }, say("places.corner")),
        element("button", { type: "button", onclick: () => this.drawing.undo() }, say("places.undo"))));
  }

  /** All that there is, each with buttons to change or remove it. */
  list(canEdit) {
    const rows = [...this.zones.map((zone) => ["zone", zone]), ...this.lines.map((line) => ["line", line])];
    return element("section", { class: "sheet padded" }, element("h2", {}, say("places.there")),
      rows.length ? element("ul", { class: "plain" }, rows.map(([kind, place]) => this.row(kind, place, canEdit)))
        : element("p", { class: "faint" }, say("places.empty")));
  }

  row(kind, place, canEdit) {
    const change = () => {
      this.kind.value = kind;
      this.changed = this.name.value = place.name;
      this.drawing.begin(kind, kind === "zone" ? place.polygon : [place.from, place.to]);
    };
    const remove = () => confirm(say("places.sure", { name: place.name })) && this.attempt(() => send("DELETE", part(`${kind}s`, place.name)));
    return element("li", { class: "buttons" }, element("span", {}, `${place.name} `, element("span", { class: "faint" }, say(`place.${kind}`))),
      canEdit ? [element("button", { onclick: change, "aria-label": `${say("change")}: ${place.name}` }, say("change")),
        element("button", { onclick: remove, "aria-label": `${say("remove")}: ${place.name}` }, say("remove"))] : null);
  }

  async save() {
    const { kind, points } = this.drawing;
    const least = kind === "zone" ? 3 : 2;
    if (points.length < least) return (this.said.textContent = say(`places.few.${kind}`));
    if (!this.mayReplace(kind)) return null;
    const shape = kind === "zone" ? { polygon: points } : { from: points[0], to: points[1] };
    return this.attempt(() => send("PUT", part(`${kind}s`, this.name.value.trim()), { camera: this.camera.name, ...shape }));
  }

  /** A name that is taken means that place, and not another one: ask before it is lost. */
  mayReplace(kind) {
    const name = this.name.value.trim();
    const there = this.places[`${kind}s`].find((place) => place.name === name);
    return !there || name === this.changed || confirm(say("places.taken", { name, camera: there.camera }));
  }

  async attempt(work) {
    try {
      await work();
      await this.again();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.said.textContent = error.message || say("nobody");
    }
  }
}
