/** The filters of events: a form that says in the address what it is set to. */

import { element } from "./element.js";
import { choice, entry, tick } from "./fields.js";
import { knownLabels } from "./labels.js";
import { number, ownZone } from "./moment.js";
import { ask } from "./service.js";
import { labelName, say } from "./words.js";

/** Names of all filters, in the order of the form. */
export const FILTERS = [
  "camera", "label", "zone", "rule", "since", "until", "time_from", "time_until", "min_score", "min_duration",
  "max_duration", "has_recording", "reviewed", "hidden", "order",
];

const SPANS = ["1h", "24h", "7d", "30d"];

/**
 * Make the form.
 *
 * @param {URLSearchParams} set What it is set to.
 * @param {function(URLSearchParams): void} changed Is told what it is set to after each change.
 */
export async function filterForm(set, changed) {
  const [known, cameras, places, rules] = await Promise.all([
    knownLabels(), ask("cameras"), ask("zones"), ask("rules")]);
  const value = (name) => set.get(name) ?? "";
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    choice("camera", say("camera"), value("camera"), named(cameras.cameras)),
    choice("label", say("label"), value("label"), labelOptions(known)),
    choice("zone", say("zone"), value("zone"), named(places.zones)),
    choice("rule", say("rule"), value("rule"), named(rules.rules)),
    ...timeFields(value),
    ...measureFields(value),
    choice("has_recording", say("has_recording"), value("has_recording"), yesOrNo()),
    choice("reviewed", say("reviewed"), value("reviewed"), yesOrNo()),
    choice("order", say("order"), value("order"), [["", say("order.newest")], ["oldest", say("order.oldest")]]),
    tick("hidden", say("hidden"), value("hidden") === "true"),
  );
  showBounds(form);
  form.addEventListener("change", () => {
    showBounds(form);
    changed(settingOf(form));
  });
  form.addEventListener("input", () => showScore(form));
  return form;
}

/** How many filters are set. */
export function countSet(set) {
  return FILTERS.filter((name) => name !== "order" && set.get(name)).length;
}

/** What a form is set to, without what it leaves open. */
export function settingOf(form) {
  const entries = [...new FormData(form)].filter(([name, value]) => value !== "" && !(name === "min_score" && value === "0"));
  const set = new URLSearchParams(entries.filter(([name]) => name !== "span"));
  const span = entries.find(([name]) => name === "span")?.[1];
  if (SPANS.includes(span)) set.set("since", span);
  return set;
}

/** What the service is asked for a setting: local times with their zone. */
export function askedFor(set) {
  const asked = new URLSearchParams(FILTERS.filter((name) => set.get(name)).map((name) => [name, set.get(name)]));
  for (const name of ["since", "until"]) {
    const moment = new Date(asked.get(name) ?? "");
    if (!SPANS.includes(asked.get(name)) && !Number.isNaN(moment.getTime())) asked.set(name, moment.toISOString());
  }
  if (asked.has("time_from") || asked.has("time_until")) {
    asked.set("timezone", ownZone());
  }
  return asked;
}

function timeFields(value) {
  const since = value("since");
  const spans = SPANS.map((span) => [span, say(`span.${span}`)]);
  const span = SPANS.includes(since) ? since : since || value("until") ? "between" : "";
  return [
    choice("span", say("span"), span, [["", say("any")], ...spans, ["between", say("span.between")]]),
    entry("since", say("since"), SPANS.includes(since) ? "" : since, { type: "datetime-local" }),
    entry("until", say("until"), value("until"), { type: "datetime-local" }),
    entry("time_from", say("time_from"), value("time_from"), { type: "time" }),
    entry("time_until", say("time_until"), value("time_until"), { type: "time" }),
  ];
}

function measureFields(value) {
  const score = Number(value("min_score") || 0);
  return [
    entry("min_score", scoreWords(score), score, { type: "range", min: 0, max: 1, step: 0.05 }),
    entry("min_duration", say("min_duration"), value("min_duration"), { type: "number", min: 0, step: "any" }),
    entry("max_duration", say("max_duration"), value("max_duration"), { type: "number", min: 0, step: "any" }),
  ];
}

function scoreWords(score) {
  return `${say("min_score")}: ${number(score, 2)}`;
}

/** Show the fields for two times only to who wants to choose them. */
function showBounds(form) {
  for (const name of ["since", "until"]) {
    form.elements[name].parentElement.hidden = form.elements.span.value !== "between";
    if (form.elements.span.value !== "between") form.elements[name].value = "";
  }
}

function showScore(form) {
  const slider = form.elements.min_score;
  slider.previousElementSibling.textContent = scoreWords(Number(slider.value));
}

function named(things) {
  return [["", say("any")], ...things.map((thing) => [thing.name, thing.name])];
}

function labelOptions(known) {
  const groups = Object.entries(known.groups).map(([group, labels]) => [
    labelName(group),
    [[group, labels.length > 1 ? say("whole_group", { group: labelName(group) }) : labelName(group)],
      ...labels.filter((label) => label !== group).map((label) => [label, labelName(label)])],
  ]);
  const hidden = [say("hidden_labels"), known.hidden.map((label) => [label, labelName(label)])];
  return [["", say("any")], ...groups, hidden];
}

function yesOrNo() {
  return [["", say("any")], ["true", say("yes")], ["false", say("no")]];
}
