/** Fields of forms: each with the words that say what it is for. */

import { element } from "./element.js";

/**
 * A choice of one from a list.
 *
 * @param {string} name Its name in the form.
 * @param {string} words What it is for.
 * @param {string} value What is chosen; one that is not in the list is added to it.
 * @param {Array<[string, string]|[string, Array<[string, string]>]>} options Values with words, or groups of them.
 */
export function choice(name, words, value, options) {
  const known = options.flatMap(([own, inner]) => (Array.isArray(inner) ? inner.map(([each]) => each) : [own]));
  const all = known.includes(value) ? options : [...options, [value, value]];
  return field(words, element("select", { name }, all.map((option) => optionOf(option, value))));
}

/** A field to type into; `properties` are the input's. */
export function entry(name, words, value, properties = {}) {
  return field(words, element("input", { name, value, ...properties }));
}

/** A box to tick. */
export function tick(name, words, isTicked) {
  return element("label", { class: "check" },
    element("input", { type: "checkbox", name, value: "true", checked: isTicked }), words);
}

function field(words, control) {
  return element("label", { class: "field" }, element("span", {}, words), control);
}

function optionOf([value, words], chosen) {
  if (Array.isArray(words)) {
    return element("optgroup", { label: value }, words.map((option) => optionOf(option, chosen)));
  }
  return element("option", { value, selected: value === chosen }, words);
}
