/** Statistics: how many of what and when, how long things stay, where they go, which lines they cross. */

import { columnsOf } from "../columns.js";
import { element } from "../element.js";
import { choice } from "../fields.js";
import { askedFor, settingOf } from "../filters.js";
import { heatMap } from "../heatmap.js";
import { knownLabels, labelChip } from "../labels.js";
import { length, number, ownZone } from "../moment.js";
import { address, go } from "../place.js";
import { ask, Refused, route } from "../service.js";
import { labelName, say } from "../words.js";

const SPANS = ["24h", "7d", "30d"];

/** Show the statistics of the events that the parameters choose. */
export async function show({ parameters, signal }) {
  const [known, { cameras }, places] = await Promise.all([knownLabels(), ask("cameras", {}, signal), ask("zones", {}, signal)]);
  const reading = new Reading(askedFor(parameters), signal);
  return [
    element("div", { class: "heading" }, element("h1", {}, say("stats.title"))),
    form(parameters, known, cameras, places.zones),
    part("hours", () => counted(reading, known, parameters)),
    part("dwell", () => stays(reading, known)),
    part("heat-map", () => mapped(reading, cameras, parameters)),
    part("lines", () => crossings(reading, known)),
  ];
}

function form(parameters, known, cameras, zones) {
  const any = ["", say("any")];
  const named = (things) => [any, ...things.map(({ name }) => [name, name])];
  const labels = [...Object.keys(known.groups), ...known.labels];
  const made = element("form", { class: "filters sheet", role: "search" },
    choice("camera", say("camera"), parameters.get("camera") ?? "", named(cameras)),
    choice("label", say("label"), parameters.get("label") ?? "", [any, ...[...new Set(labels)].map((each) => [each, labelName(each)])]),
    choice("zone", say("zone"), parameters.get("zone") ?? "", named(zones)),
    choice("since", say("span"), parameters.get("since") ?? "", [any, ...SPANS.map((span) => [span, say(`span.${span}`)])]));
  made.addEventListener("change", () => go(address("stats", settingOf(made))));
  return made;
}

/** A statistic with its heading, filled in as soon as it is counted. */
function part(name, work) {
  const body = element("div", { "aria-busy": "true" }, element("p", { class: "faint" }, say("stats.busy")));
  fill(body, work);
  return element("section", { class: "sheet padded wide", "aria-labelledby": `stats-${name}`, tabindex: 0 },
    element("h2", { id: `stats-${name}` }, say(`stats.${name}`)), body);
}

async function fill(body, work) {
  try {
    body.replaceChildren(...(await work() ?? [element("p", { class: "faint" }, say("stats.none"))]).filter(Boolean));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    body.replaceChildren(element("p", { class: "alarm" }, error.message || say("nobody")));
  } finally {
    body.removeAttribute("aria-busy");
  }
}

/** Reads the statistics of a setting, and leads to their numbers. */
class Reading {
  constructor(asked, signal) {
    Object.assign(this, { asked, signal });
  }

  read(name) {
    return ask(`stats/${name}`, this.asked, this.signal);
  }

  numbers(name) {
    const address = route(`stats/${name}`, new URLSearchParams([...this.asked, ["format", "csv"]]));
    return element("p", { class: "small" }, element("a", { href: address, download: `${name}.csv` }, say("stats.download")));
  }

  with(more) {
    return new Reading(new URLSearchParams({ ...Object.fromEntries(this.asked), ...more }), this.signal);
  }
}

async function counted(reading, known, parameters) {
  const told = await reading.with({ step: "fitting", timezone: ownZone() }).read("hours");
  const { hours } = told;
  if (!hours.length) return null;
  const open = (since, until) => go(address("events", { ...Object.fromEntries(parameters), since, until }));
  const counts = new Map();
  for (const { label, count } of hours) counts.set(label, (counts.get(label) ?? 0) + count);
  const rows = [...counts].toSorted(([, one], [, other]) => other - one);
  return [columnsOf(told, known, open), table(["label", "stats.count"], rows.map(([label, count]) => [labelChip(label, known), number(count)])),
    reading.numbers("hours")];
}

async function stays(reading, known) {
  const { dwell, ...sample } = await reading.read("dwell");
  const rows = dwell.map((stay) => [labelChip(stay.label, known), number(stay.count), length(stay.median_s), length(stay.p90_s), length(stay.longest_s)]);
  return rows.length ? [table(["label", "stats.count", "stats.median", "stats.most", "stats.longest"], rows), coverage(sample), reading.numbers("dwell")] : null;
}

async function mapped(reading, cameras, parameters) {
  const seen = cameras.filter(({ width }) => width);
  const only = seen.length === 1 ? seen[0] : seen.find(({ name }) => name === parameters.get("camera"));
  if (!only) return choiceOf(seen, parameters);
  const own = reading.with({ camera: only.name });
  const { counts, ...sample } = await own.read("heat-map");
  return sample.events ? [heatMap(only, counts), coverage(sample), own.numbers("heat-map")] : null;
}

/** The map is that of one picture: links to each. */
function choiceOf(cameras, parameters) {
  if (!cameras.length) return null;
  const links = cameras.map(({ name }) => element("a", { class: "button", href: address("stats", { ...Object.fromEntries(parameters), camera: name }) }, name));
  return [element("p", { class: "faint" }, say("stats.camera")), element("div", { class: "buttons" }, links)];
}

async function crossings(reading, known) {
  const { lines, ...sample } = await reading.read("lines");
  const rows = lines.map((one) => [one.line, `${one.camera}, ${say(`stats.${one.direction}`)}`, labelChip(one.label, known), number(one.count)]);
  return rows.length ? [table(["stats.line", "stats.direction", "label", "stats.count"], rows), coverage(sample), reading.numbers("lines")] : null;
}

/** Says so where not everything was looked at. */
function coverage({ complete, events, matching }) {
  return complete === false ? element("p", { class: "faint small" }, say("stats.sample", { events, matching })) : null;
}

function table(heads, rows) {
  return element("table", {},
    element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, say(head))))),
    element("tbody", {}, rows.map((cells) => element("tr", {}, cells.map((cell) => element("td", {}, cell))))));
}
