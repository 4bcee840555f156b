/** Says what an event really shows: by a button or one key. */

import { element } from "./element.js";
import { groupOf } from "./labels.js";
import { part, Refused, send } from "./service.js";
import { labelName, say } from "./words.js";

const NOTHING = "background";
const MOST_LIKELY = 5;

/**
 * Buttons to correct an event, and the keys that do the same.
 *
 * @param {object} event As `GET /events/{id}` answers it.
 * @param {object} known All labels.
 * @param {function(object): void} done Is given the event as it is then.
 * @return {{body: Element, keys: Array}} What to show, and what to bind.
 */
export function correction(event, known, done) {
  const trouble = element("p", { class: "alarm", role: "alert" });
  const change = async (changes) => {
    try {
      done(await send("PATCH", part("events", event.id), changes));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      trouble.textContent = error.message || say("nobody");
    }
  };
  const choices = choicesFor(event, known, change);
  const body = element("section", { "aria-labelledby": "correction" },
    element("h2", { id: "correction" }, say("correction")), reviewWords(event),
    element("div", { class: "buttons" }, choices.map(button), others(event, known, change)), trouble);
  return { body, keys: choices.map(({ key, words, act }) => [key, words, act]) };
}

function choicesFor(event, known, change) {
  const isNamed = !known.hidden.includes(event.label);
  const right = { key: "r", words: say("correction.right"), act: () => change({ reviewed: true }), isMain: true };
  const wrong = { key: "x", words: say("correction.nothing"), act: () => change({ label: NOTHING }) };
  const others = likely(event, known).map((label, index) => ({
    key: String(index + 1), words: labelName(label), group: groupOf(label, known), act: () => change({ label }) }));
  return [...(isNamed || event.label === NOTHING ? [right] : []), wrong, ...others];
}

/** The labels that the model thought of most, then the others of the same group, then all. */
function likely(event, known) {
  const scored = Object.keys(event.scores);
  const siblings = known.groups[groupOf(event.label, known)] ?? [];
  const ordered = [...new Set([...scored, ...siblings, ...known.labels])];
  return ordered.filter((label) => label !== event.label && label !== NOTHING && known.labels.includes(label))
    .slice(0, MOST_LIKELY);
}

function button({ key, words, act, group, isMain }) {
  const name = group === undefined ? words : element("span", { class: "label", "data-group": group }, words);
  return element("button", { onclick: act, class: isMain ? "main" : null, "aria-keyshortcuts": key }, name,
    element("kbd", { "aria-hidden": "true" }, key));
}

function others(event, known, change) {
  const labels = known.labels.filter((label) => label !== event.label && label !== NOTHING);
  const choose = ({ target }) => target.value && change({ label: target.value });
  return element("select", { "aria-label": say("correction.other"), onchange: choose },
    element("option", { value: "" }, say("correction.other")),
    labels.map((label) => element("option", { value: label }, labelName(label))));
}

function reviewWords({ review }) {
  if (!review) return element("p", { class: "faint" }, say("correction.none"));
  const values = { label: labelName(review.label), model: labelName(review.model_label) };
  const isSame = review.label === review.model_label;
  return element("p", { class: "good" }, say(isSame ? "correction.confirmed" : "correction.corrected", values));
}
