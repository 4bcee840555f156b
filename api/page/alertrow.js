/** An alert as a row of a list: what fired, where, when and why. */

import { element } from "./element.js";
import { when } from "./moment.js";
import { address } from "./place.js";
import { withheldMark } from "./reasons.js";
import { part } from "./service.js";
import { labelName, say } from "./words.js";

/** The row; one of a trial leads to its event, for it is no alert itself. */
export function alertRow(alert, { isTrial = false } = {}) {
  const why = alert.reasons.filter((reason) => reason.held).map((reason) => reason.found).join("; ");
  return element("li", { class: "alert sheet" }, picture(alert, isTrial),
    element("div", {}, element("h2", {}, title(alert, isTrial), " ", withheldMark(alert.withheld)),
      element("p", { class: "faint small" }, [when(alert.time, alert.time_s), alert.camera,
        alert.label ? labelName(alert.label) : null].filter(Boolean).join(" · ")),
      element("p", { class: "small" }, why)));
}

function title(alert, isTrial) {
  if (!isTrial) return element("a", { href: address("alert", {}, alert.id) }, alert.rule);
  return alert.events[0] ? element("a", { href: address("event", {}, alert.events[0]) }, alert.rule) : alert.rule;
}

function picture(alert, isTrial) {
  const [first] = alert.events;
  if (!alert.snapshot && !(isTrial && first)) return element("span", { class: "thumb none", "aria-hidden": "true" });
  const source = isTrial ? part("events", first ?? "", "snapshot.jpg") : part("alerts", alert.id, "snapshot.jpg");
  const image = element("img", { class: "thumb", loading: "lazy", alt: say("alert.picture", { rule: alert.rule }), src: source });
  image.addEventListener("error", () => image.replaceWith(element("span", { class: "thumb none" })));
  return image;
}
