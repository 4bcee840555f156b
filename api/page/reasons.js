/** Why a rule fired or did not: each condition, whether it held, and what was found. */

import { element } from "./element.js";
import { say } from "./words.js";

/** A rule with its conditions. */
export function reasonList({ rule, withheld, reasons }) {
  return element("div", { class: "reasons" }, element("h3", {}, rule, " ", withheldMark(withheld)),
    element("ul", {}, reasons.map(reason)));
}

/** A mark that nobody was told, and why; nothing if somebody was. */
export function withheldMark(withheld) {
  return withheld ? element("span", { class: "mark" }, say("withheld", { why: say(`withheld.${withheld}`) })) : null;
}

function reason({ condition, held, found }) {
  return element("li", { class: held ? "held" : "failed" },
    element("span", { class: "unseen" }, say(held ? "held" : "failed")), condition,
    element("span", { class: "faint" }, `: ${found}`));
}
