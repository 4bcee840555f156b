/** One event: its clip, where it went, what it was taken for and why, what rules said, and its correction. */

import { correction } from "../correction.js";
import { element } from "../element.js";
import { bindKeys } from "../keys.js";
import { groupOf, knownLabels, labelChip } from "../labels.js";
import { dayAndTime, length, offset, percent, secondsOf } from "../moment.js";
import { address, go } from "../place.js";
import { reasonList } from "../reasons.js";
import { pathOver, scene } from "../scene.js";
import { neighbours } from "../sequence.js";
import { ask, may, part, send } from "../service.js";
import { snapshot } from "../card.js";
import { labelName, say } from "../words.js";

/** Show the event of an id. */
export async function show({ id, signal }) {
  const [event, known, path, reasons] = await Promise.all([
    ask(part("events", id), {}, signal), knownLabels(), ask(part("events", id, "path"), {}, signal),
    ask(part("events", id, "reasons"), {}, signal)]);
  const page = element("div");
  const draw = (now) => page.replaceChildren(...drawing(now, known, path, reasons.rules, signal, draw));
  draw(event);
  return page;
}

function drawing(event, known, path, rules, signal, draw) {
  const mine = may("operate") ? correction(event, known, draw) : { body: null, keys: [] };
  const protect = async () => draw(await send("PATCH", part("events", event.id), { protected: !event.protected }));
  const { before, behind } = neighbours(event.id);
  bindKeys(signal, [
    ...mine.keys,
    ...(may("operate") ? [["p", say("protect"), protect]] : []),
    ...(before ? [["ArrowLeft", say("key.before"), () => go(address("event", {}, before))]] : []),
    ...(behind ? [["ArrowRight", say("key.next"), () => go(address("event", {}, behind))]] : []),
    ["u", say("key.back"), () => history.back()],
  ]);
  return [heading(event, known, before, behind), element("div", { class: "two" },
    element("div", {}, media(event), went(event, known, path)),
    element("div", {}, mine.body, facts(event, protect), scores(event, known), rulesSection(rules), crops(event)))];
}

function heading(event, known, before, behind) {
  const title = element("h1", {}, labelChip(event.label, known), " ", element("span", { class: "faint" }, event.camera));
  const link = (id, key, sign) => (id ? element("a", { class: "button", href: address("event", {}, id) }, sign, " ", say(key)) : null);
  return element("div", { class: "heading" }, title,
    element("div", { class: "end" }, link(before, "before", "←"), link(behind, "behind", "→")));
}

function media(event) {
  if (!event.recording) return element("figure", { class: "sheet" }, snapshot({ ...event }));
  const poster = event.snapshot ? part("events", event.id, "snapshot.jpg") : null;
  const label = say("clip_of", { label: labelName(event.label), camera: event.camera });
  return element("figure", { class: "sheet" }, element("video", {
    src: part("events", event.id, "clip.mp4"), poster, controls: true, muted: true, playsinline: true, preload: "metadata",
    "aria-label": label }));
}

function went(event, known, path) {
  if (!path.width || !path.path.length) return null;
  const words = say("path_of", { label: labelName(event.label), camera: event.camera });
  return element("section", { class: "sheet padded" }, element("h2", {}, say("path")),
    scene(event.camera, path.width, path.height, words, pathOver(path, groupOf(event.label, known))),
    element("p", { class: "faint small" }, say("path.legend")));
}

function facts(event, protect) {
  const seconds = secondsOf(event);
  const rows = [
    [say("began"), event.start ? dayAndTime(event.start) : null],
    [say("in_footage"), event.start_s === null ? null : `${offset(event.start_s)} – ${offset(event.end_s)}`],
    [say("lasted"), seconds === null ? say("lasts") : length(seconds)],
    [say("camera"), event.camera],
    [say("source"), event.source],
    [say("zones"), event.zones.join(", ") || null],
    [say("score"), percent(event.score)],
  ].filter(([, value]) => value !== null);
  return element("section", { class: "sheet padded" }, element("h2", {}, say("facts")),
    element("dl", { class: "facts" }, rows.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    protectButton(event, protect));
}

function protectButton(event, protect) {
  if (!may("operate")) return event.protected ? element("span", { class: "mark" }, say("protected")) : null;
  return element("button", { "aria-pressed": String(event.protected), "aria-keyshortcuts": "p", onclick: protect },
    say(event.protected ? "protected" : "protect"), element("kbd", { "aria-hidden": "true" }, "p"));
}

function scores(event, known) {
  const rows = Object.entries(event.scores).slice(0, 6);
  return element("section", { class: "sheet padded" }, element("h2", {}, say("scores")),
    element("table", { class: "bars" }, element("tbody", {}, rows.map(([label, score]) => element("tr", {},
      element("th", { scope: "row" }, labelChip(label, known)),
      element("td", { class: "number" }, percent(score)),
      element("td", { class: "bar", "aria-hidden": "true" }, element("meter", { value: score, min: 0, max: 1 })))))));
}

function rulesSection(rules) {
  const fired = rules.filter((rule) => rule.fired);
  const others = rules.filter((rule) => !rule.fired);
  if (!rules.length) return null;
  return element("section", { class: "sheet padded" }, element("h2", {}, say("why")),
    fired.length ? fired.map(reasonList) : element("p", { class: "faint" }, say("why.none")),
    others.length ? element("details", {}, element("summary", {}, say("why.others", { count: others.length })), others.map(reasonList)) : null);
}

function crops(event) {
  if (!event.crops) return null;
  const numbers = Array.from({ length: event.crops }, (_, number) => number);
  return element("section", { class: "sheet padded" }, element("h2", {}, say("crops")),
    element("div", { class: "crops" }, numbers.map((number) => element("img", {
      src: part("events", event.id, `crops/${number}.jpg`), loading: "lazy", alt: say("crop", { number: number + 1 }) }))));
}
