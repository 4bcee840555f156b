/** One alert: why it fired, the events that caused it, and where it was sent. */

import { eventCard } from "../card.js";
import { element } from "../element.js";
import { knownLabels } from "../labels.js";
import { when } from "../moment.js";
import { address } from "../place.js";
import { reasonList, withheldMark } from "../reasons.js";
import { ask, part } from "../service.js";
import { say } from "../words.js";

/** Show the alert of an id. */
export async function show({ id, signal }) {
  const alert = await ask(part("alerts", id), {}, signal);
  const known = await knownLabels();
  const events = await Promise.all(alert.events.map((event) => ask(part("events", event), {}, signal).catch(() => null)));
  return [
    element("div", { class: "heading" }, element("h1", {}, alert.rule), withheldMark(alert.withheld),
      alert.test ? element("span", { class: "mark" }, say("alert.test")) : null,
      element("a", { class: "button end", href: address("alerts", { rule: alert.rule }) }, say("alert.others"))),
    element("p", { class: "faint" }, `${alert.camera} · ${when(alert.time, alert.time_s)}`),
    moment(alert, events),
    element("section", { class: "sheet padded" }, reasonList({ rule: say("why"), withheld: null, reasons: alert.reasons })),
    deliveries(alert.deliveries),
    element("ul", { class: "grid" }, events.filter(Boolean).map((event) => eventCard(event, known))),
  ].filter(Boolean);
}

/** The picture of the moment, unless it is that of an event, which is shown below. */
function moment({ id, rule, snapshot }, events) {
  if (!snapshot || events.some((event) => event?.snapshot === snapshot)) return null;
  return element("figure", { class: "sheet" }, element("span", { class: "picture" },
    element("img", { src: part("alerts", id, "snapshot.jpg"), alt: say("alert.picture", { rule }) })));
}

function deliveries(all) {
  if (!all.length) return null;
  const heads = ["delivery.kind", "delivery.target", "delivery.state", "delivery.attempts"];
  return element("section", { class: "sheet padded wide" }, element("h2", {}, say("deliveries")),
    element("table", {}, element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, say(head))))),
      element("tbody", {}, all.map((each) => element("tr", {}, element("td", {}, each.kind), element("td", {}, each.target),
        element("td", {}, each.error ? `${each.state}: ${each.error}` : each.state), element("td", {}, String(each.attempts)))))));
}
