/** Statistics: how many of what and when, how long things stay, where they go, which lines they cross. */

import { element } from "../element.js";
import { choice } from "../fields.js";
import { askedFor, settingOf } from "../filters.js";
import { knownLabels, labelChip } from "../labels.js";
import { length } from "../moment.js";
import { address, go } from "../place.js";
import { ask, route } from "../service.js";
import { labelName, say } from "../words.js";

const SPANS = ["24h", "7d", "30d"];

/** Show the statistics of the events that the parameters choose. */
export async function show({ parameters, signal }) {
  const asked = askedFor(parameters);
  const [known, cameras, places, hours, dwell, lines] = await Promise.all([
    knownLabels(), ask("cameras", {}, signal), ask("zones", {}, signal), ask("stats/hours", asked, signal),
    ask("stats/dwell", asked, signal), ask("stats/lines", asked, signal)]);
  const camera = cameras.cameras.find(({ name }) => name === parameters.get("camera"));
  return [
    element("div", { class: "heading" }, element("h1", {}, say("stats.title"))),
    form(parameters, known, cameras.cameras, places.zones),
    part("hours", asked, hours.hours.length, [plot("hours", asked), totals(hours.hours, known)]),
    part("dwell", asked, dwell.dwell.length, [stays(dwell.dwell, known)]),
    part("heat-map", asked, camera?.width, [plot("heat-map", asked)], say(camera ? "stats.none" : "stats.camera")),
    part("lines", asked, lines.lines.length, [crossings(lines.lines, known)]),
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

/** A statistic with its heading and a link to its numbers; what there is instead if it is empty. */
function part(name, asked, isThere, content, otherwise = say("stats.none")) {
  const csv = element("a", { href: route(`stats/${name}`, new URLSearchParams([...asked, ["format", "csv"]])), download: `${name}.csv` },
    say("stats.download"));
  const title = element("h2", { id: `stats-${name}` }, say(`stats.${name}`));
  return element("section", { class: "sheet padded wide", "aria-labelledby": `stats-${name}` }, title,
    isThere ? [content, element("p", { class: "small" }, csv)] : element("p", { class: "faint" }, otherwise));
}

function plot(name, asked) {
  return element("img", { class: "plot", loading: "lazy", alt: say(`stats.${name}`),
    src: route(`stats/${name}`, new URLSearchParams([...asked, ["format", "svg"]])) });
}

function totals(hours, known) {
  const counts = new Map();
  for (const { label, count } of hours) counts.set(label, (counts.get(label) ?? 0) + count);
  const rows = [...counts].toSorted(([, one], [, other]) => other - one);
  return table(["label", "stats.count"], rows.map(([label, count]) => [labelChip(label, known), String(count)]));
}

function stays(all, known) {
  const rows = all.map((stay) => [labelChip(stay.label, known), String(stay.count), length(stay.median_s), length(stay.p90_s), length(stay.longest_s)]);
  return table(["label", "stats.count", "stats.median", "stats.most", "stats.longest"], rows);
}

function crossings(all, known) {
  const rows = all.map((one) => [one.line, `${one.camera}, ${say(`stats.${one.direction}`)}`, labelChip(one.label, known), String(one.count)]);
  return table(["stats.line", "stats.direction", "label", "stats.count"], rows);
}

function table(heads, rows) {
  return element("table", {},
    element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, say(head))))),
    element("tbody", {}, rows.map((cells) => element("tr", {}, cells.map((cell) => element("td", {}, cell))))));
}
