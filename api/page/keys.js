/** The keyboard: what each key does where the reader is, and a list of it. */

import { DESTINATIONS } from "./destinations.js";
import { element } from "./element.js";
import { address, currentPlace, go } from "./place.js";
import { say } from "./words.js";

let bound = new Map();
let isGoing = false;

/**
 * Bind keys while a view is shown.
 *
 * @param {AbortSignal} signal Ends it.
 * @param {Array<[string, string, function(): void]>} keys The key, what it does in words, and what to do.
 */
export function bindKeys(signal, keys) {
  const mine = new Map(keys.map(([key, words, act]) => [key, { words, act }]));
  bound = mine;
  signal.addEventListener("abort", () => {
    if (bound === mine) bound = new Map();
  });
}

/** Listen for as long as the page is open. */
export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (isForOthers(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (goesOn(key) || acts(key)) event.preventDefault();
  });
}

/** Show what keys there are. */
export function showKeys() {
  const rows = [...bound].map(([key, { words }]) => row([key], words));
  const places = DESTINATIONS.map(([name, key]) => row(["g", key], say(`${name}.title`)));
  const shut = element("button", { class: "main", onclick: () => dialog.close() }, say("close"));
  const dialog = element("dialog", { "aria-labelledby": "keys-title", onclose: () => dialog.remove() },
    element("h2", { id: "keys-title" }, say("keys")),
    element("table", {}, element("tbody", {}, row(["?"], say("keys")), rows, places)), shut);
  document.body.append(dialog);
  dialog.showModal();
}

function row(keys, words) {
  return element("tr", {}, element("td", {}, keys.map((key) => [element("kbd", {}, named(key)), " "])), element("td", {}, words));
}

function named(key) {
  return { ArrowLeft: "←", ArrowRight: "→", " ": "Space" }[key] ?? key;
}

/** Keys that belong to a field, a dialog, a control with arrows of its own or the browser. */
function isForOthers(event) {
  const isTyped = event.target.closest("input, select, textarea, dialog, video, [data-keys]");
  return isTyped || event.ctrlKey || event.metaKey || event.altKey;
}

function goesOn(key) {
  const destination = isGoing && DESTINATIONS.find(([, other]) => other === key);
  isGoing = key === "g" && !isGoing;
  if (destination && currentPlace().view !== destination[0]) go(address(destination[0]));
  return Boolean(destination) || isGoing;
}

function acts(key) {
  if (key === "?") showKeys();
  bound.get(key)?.act();
  return key === "?" || bound.has(key);
}
