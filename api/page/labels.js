/** Labels and their groups, as the service knows them, and how they are shown. */

import { element } from "./element.js";
import { ask } from "./service.js";
import { labelName } from "./words.js";

let asked = null;

/** All labels: `{labels: [...], groups: {vehicle: [...]}, hidden: [...]}`; asked for once. */
export function knownLabels() {
  asked ??= ask("labels").catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The group of a label, or the empty text if it is in none. */
export function groupOf(label, known) {
  const found = Object.entries(known.groups).find(([group, labels]) => group === label || labels.includes(label));
  return found?.[0] ?? "";
}

/** A label with the colour of its group before it. */
export function labelChip(label, known) {
  return element("span", { class: "label", "data-group": groupOf(label, known) }, labelName(label));
}
