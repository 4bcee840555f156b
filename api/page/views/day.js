/** One day: when what was seen, a lane for each camera and label. */

import { drawn, element } from "../element.js";
import { bindKeys } from "../keys.js";
import { groupOf, knownLabels, labelChip } from "../labels.js";
import { boundsOf, clock, dayName, dayOf, minuteOf, shifted } from "../moment.js";
import { address, go } from "../place.js";
import { remember } from "../sequence.js";
import { ask, part } from "../service.js";
import { labelName, say } from "../words.js";

const PAGE = 500;
const MOST = 4000;
/** So many events still draw at once on a phone; more could not be told apart. */

/** Show a day: that of the parameters, else today. */
export async function show({ parameters, signal }) {
  const day = wishedDay(parameters) ?? (await latestDay());
  const [start, end] = boundsOf(day);
  const [known, events] = await Promise.all([knownLabels(), eventsBetween(start, end, signal)]);
  remember(events.map((event) => event.id));
  bindKeys(signal, [
    ["ArrowLeft", say("day.before"), () => go(address("day", { day: shifted(day, -1) }))],
    ["ArrowRight", say("day.after"), () => go(address("day", { day: shifted(day, 1) }))],
  ]);
  return [heading(day), element("p", { class: "faint", role: "status" }, summary(events, start)),
    events.length ? table(events, known, start, end) : null, element("div", { id: "peek", class: "peek", hidden: true })]
    .filter(Boolean);
}

/** The day of the parameters; null if they name none. */
function wishedDay(parameters) {
  const day = parameters.get("day") ?? "";
  return /^\d{4}-\d\d-\d\d$/.test(day) ? shifted(day, 0) : null;
}

/** The day of the newest event whose time is known; today if there is none. */
async function latestDay() {
  const { events } = await ask("events", { limit: 1, since: "1970-01-02T00:00:00Z" });
  return dayOf(events.length ? Date.parse(events[0].start) : Date.now());
}

async function eventsBetween(start, end, signal) {
  const parameters = { since: start.toISOString(), until: end.toISOString(), limit: PAGE, order: "oldest" };
  const found = [];
  let after = "";
  do {
    const page = await ask("events", { ...parameters, after }, signal);
    found.push(...page.events);
    after = page.next;
  } while (after && found.length < MOST);
  return found;
}

function heading(day) {
  const choose = ({ target }) => target.value && go(address("day", { day: target.value }));
  const step = (days, sign, key) => element("a", {
    class: "button", href: address("day", { day: shifted(day, days) }), "aria-label": say(key) }, sign);
  return element("div", { class: "heading" }, element("h1", {}, dayName(boundsOf(day)[0])),
    element("div", { class: "end" }, step(-1, "←", "day.before"),
      element("input", { type: "date", value: day, "aria-label": say("day.title"), onchange: choose }), step(1, "→", "day.after")));
}

function summary(events, start) {
  if (!events.length) return say("day.none");
  const told = say("events.count", { count: events.length });
  return events.length < MOST ? told : `${told} ${say("day.more", { when: clock(events.at(-1).start ?? start) })}`;
}

function table(events, known, start, end) {
  const lanes = [...lanesOf(events).entries()].sort(([one], [other]) => one.localeCompare(other));
  return element("div", { class: "sheet wide", tabindex: 0, role: "region", "aria-label": say("day.title") },
    element("table", { class: "day" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("camera")), element("th", { scope: "col" }, say("label")),
        element("th", { scope: "col", class: "number" }, say("events.title")), element("th", { class: "hours", "aria-hidden": "true" }, hours()))),
      element("tbody", {}, lanes.map(([, lane]) => laneRow(lane, known, start, end)))));
}

function lanesOf(events) {
  const lanes = new Map();
  for (const event of events) {
    const key = `${event.camera}\n${event.label}`;
    if (!lanes.has(key)) lanes.set(key, { camera: event.camera, label: event.label, events: [] });
    lanes.get(key).events.push(event);
  }
  return lanes;
}

function laneRow({ camera, label, events }, known, start, end) {
  const set = { camera, label, since: minuteOf(start), until: minuteOf(end) };
  return element("tr", {}, element("td", {}, camera), element("th", { scope: "row" }, labelChip(label, known)),
    element("td", { class: "number" }, element("a", { href: address("events", set), "aria-label":
      `${camera}, ${labelName(label)}: ${say("events.count", { count: events.length })}` }, String(events.length))),
    element("td", { class: "lane", "aria-hidden": "true" }, lane(events, groupOf(label, known), start, end)));
}

/** Bars are for the eye and the mouse: the link before them leads everybody else to the same events. */
function lane(events, group, start, end) {
  const span = end - start;
  const share = (iso) => Math.min(Math.max((Date.parse(iso) - start) / span, 0), 1) * 1440;
  const bars = events.map((event) => {
    const x = share(event.start);
    const width = Math.max(share(event.end ?? new Date().toISOString()) - x, 2);
    return drawn("rect", { x, y: 3, width, height: 22, rx: 1, onclick: () => go(address("event", {}, event.id)),
      onpointerenter: () => peek(event), onpointerleave: () => peek(null) });
  });
  return drawn("svg", { viewBox: "0 0 1440 28", preserveAspectRatio: "none", "data-group": group }, grid(), bars);
}

function grid() {
  return [6, 12, 18].map((hour) => drawn("line", { x1: hour * 60, x2: hour * 60, y1: 0, y2: 28 }));
}

function hours() {
  return element("div", {}, [0, 6, 12, 18].map((hour) => element("span", {}, `${hour}:00`)));
}

/** Show a picture of what the mouse points at. */
function peek(event) {
  const place = document.getElementById("peek");
  place.hidden = !event;
  if (!event) return;
  place.replaceChildren(event.snapshot ? element("img", { alt: "", src: part("events", event.id, "snapshot.jpg") }) : "",
    element("span", {}, `${labelName(event.label)}, ${event.camera}, ${clock(event.start)}`));
}
