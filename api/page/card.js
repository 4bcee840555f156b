/** An event as a card: its picture, what it is, where and when. */

import { element } from "./element.js";
import { labelChip } from "./labels.js";
import { length, percent, secondsOf, when } from "./moment.js";
import { address } from "./place.js";
import { part } from "./service.js";
import { labelName, say } from "./words.js";

/** A card that leads to the event. */
export function eventCard(event, known) {
  const seconds = secondsOf(event);
  return element("li", { class: "card", "data-id": event.id },
    element("a", { href: address("event", {}, event.id) },
      snapshot(event),
      element("span", { class: "caption" },
        element("span", { class: "line" }, labelChip(event.label, known), element("span", {}, percent(event.score))),
        element("span", { class: "line faint small" },
          element("span", {}, event.camera), element("span", {}, seconds === null ? say("lasts") : length(seconds))),
        element("span", { class: "line faint small" },
          element("span", {}, when(event.start, event.start_s)),
          event.recording ? element("span", { class: "mark" }, say("clip")) : null))));
}

/** The event's picture, described for who does not see it; an empty frame if it has none. */
export function snapshot(event) {
  const words = say("snapshot_of", {
    label: labelName(event.label), camera: event.camera, when: when(event.start, event.start_s) });
  if (!event.snapshot) return element("span", { class: "picture none", role: "img", "aria-label": words }, say("no_picture"));
  const image = element("img", { loading: "lazy", decoding: "async", alt: words, src: part("events", event.id, "snapshot.jpg") });
  return element("span", { class: "picture" }, image);
}
