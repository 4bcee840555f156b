/** What the page says, in the reader's language. */

import { english } from "./words/en.js";
import { russian } from "./words/ru.js";

const LANGUAGES = { en: english, ru: russian };
const KEPT = "vedette.language";

let chosen = preferred();

/** The language spoken now: "en" or "ru". */
export function language() {
  return chosen;
}

/** The language with the reader's country, which decides how times are written: "en-GB". */
export function locale() {
  return navigator.languages.find((code) => code.startsWith(chosen)) ?? chosen;
}

/** All languages: their code and how they call themselves. */
export function languages() {
  return Object.entries(LANGUAGES).map(([code, words]) => [code, words.itself]);
}

/** Speak another language from now on. */
export function speak(code) {
  chosen = code in LANGUAGES ? code : "en";
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
}

/**
 * Say something: `say("events.title")`, `say("found", {count: 3})`.
 *
 * A text may have a form for each kind of number, as `{one: "# event", other: "# events"}`, chosen by `count`.
 */
export function say(key, values = {}) {
  const text = LANGUAGES[chosen][key] ?? english[key] ?? key;
  const form = typeof text === "string" ? text : (text[kindOf(values.count)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
}

/** The name of a label or group of labels; one that no language knows stays as it is. */
export function labelName(label) {
  const known = LANGUAGES[chosen].labels ?? {};
  return known[label] ?? label.replaceAll("_", " ");
}

function preferred() {
  const kept = localStorage.getItem(KEPT);
  const wished = [kept, ...navigator.languages].map((code) => code?.slice(0, 2));
  return wished.find((code) => code in LANGUAGES) ?? "en";
}

function kindOf(count) {
  return new Intl.PluralRules(chosen).select(count);
}

function shown(value) {
  return typeof value === "number" ? new Intl.NumberFormat(locale()).format(value) : String(value ?? "");
}
