/** Review: one event after the other, each confirmed or corrected by one key; models learn from it. */

import { snapshot } from "../card.js";
import { correction } from "../correction.js";
import { element } from "../element.js";
import { choice } from "../fields.js";
import { settingOf } from "../filters.js";
import { bindKeys } from "../keys.js";
import { knownLabels, labelChip } from "../labels.js";
import { percent, when } from "../moment.js";
import { address, go } from "../place.js";
import { ask, may, pageOfEvents, part } from "../service.js";
import { labelName, say } from "../words.js";

const AHEAD = 20;

/** Show the first event that nobody has reviewed yet. */
export async function show({ parameters, signal }) {
  const [known, cameras] = await Promise.all([knownLabels(), ask("cameras", {}, signal)]);
  const stage = element("div");
  const round = new Round(parameters, known, signal, stage);
  await round.next();
  return [element("div", { class: "heading" }, element("h1", {}, say("review.title")), round.left),
    element("p", { class: "faint" }, say("review.text")), form(parameters, known, cameras.cameras),
    may("operate") ? stage : element("p", { class: "note" }, say("review.role"))];
}

function form(parameters, known, cameras) {
  const made = element("form", { class: "filters sheet", role: "search" },
    choice("camera", say("camera"), parameters.get("camera") ?? "", [["", say("any")], ...cameras.map(({ name }) => [name, name])]),
    choice("label", say("label"), parameters.get("label") ?? "",
      [["", say("any")], ...[...known.labels, ...known.hidden.filter((label) => !known.labels.includes(label))]
        .map((label) => [label, labelName(label)])]));
  made.addEventListener("change", () => go(address("review", settingOf(made))));
  return made;
}

/** The events to review, a few fetched ahead. */
class Round {
  constructor(parameters, known, signal, stage) {
    Object.assign(this, { parameters, known, signal, stage });
    this.left = element("span", { class: "faint", role: "status" });
    this.waiting = [];
    this.passed = new Set();
  }

  /** Show the next one. */
  async next() {
    if (!this.waiting.length) await this.fetch();
    const first = this.waiting.shift();
    if (!first) return this.stage.replaceChildren(element("p", { class: "note" }, say("review.done")));
    this.passed.add(first.id);
    const event = await ask(part("events", first.id), {}, this.signal);
    this.stage.replaceChildren(this.card(event));
    this.preload();
    return this.tell();
  }

  async fetch() {
    // Those passed over in this round are not asked about again.
    const { events } = await pageOfEvents(this.asked({ limit: Math.min(AHEAD + this.passed.size, 500) }), this.signal);
    this.waiting = events.filter((event) => !this.passed.has(event.id));
  }

  asked(more = {}) {
    const asked = new URLSearchParams({ ...Object.fromEntries(this.parameters), reviewed: "false", ...more });
    return asked;
  }

  card(event) {
    const mine = correction(event, this.known, () => this.next());
    bindKeys(this.signal, [...mine.keys, ["n", say("review.pass"), () => this.next()]]);
    return element("div", { class: "two review" },
      element("figure", { class: "sheet" }, snapshot({ ...event }), this.crops(event)),
      element("div", {}, element("h2", {}, labelChip(event.label, this.known), ` ${percent(event.score)}`),
        element("p", { class: "faint" }, [event.camera, when(event.start, event.start_s)].join(" · ")), mine.body,
        element("div", { class: "buttons" },
          element("button", { onclick: () => this.next() }, say("review.pass"), element("kbd", { "aria-hidden": "true" }, "n")),
          element("a", { class: "button", href: address("event", {}, event.id) }, say("review.open")))));
  }

  crops(event) {
    const numbers = Array.from({ length: event.crops }, (_, number) => number);
    return element("div", { class: "crops" }, numbers.map((number) => element("img", {
      src: part("events", event.id, `crops/${number}.jpg`), alt: say("crop", { number: number + 1 }) })));
  }

  /** Have the browser fetch the next picture while this one is looked at. */
  preload() {
    const [first] = this.waiting;
    if (first?.snapshot) new Image().src = part("events", first.id, "snapshot.jpg");
  }

  async tell() {
    const { count } = await ask("events/count", this.asked(), this.signal);
    this.left.textContent = say("review.left", { count });
  }
}
