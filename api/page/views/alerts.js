/** Alerts: what rules fired, and what became of it. */

import { alertRow } from "../alertrow.js";
import { element } from "../element.js";
import { choice, tick } from "../fields.js";
import { settingOf } from "../filters.js";
import { address, go } from "../place.js";
import { ask } from "../service.js";
import { say } from "../words.js";

const PAGE = 50;

/** Show the alerts that the parameters choose. */
export async function show({ parameters, signal }) {
  const asked = new URLSearchParams(parameters);
  asked.set("limit", PAGE);
  const [page, rules, cameras] = await Promise.all([
    ask("alerts", asked, signal), ask("rules", {}, signal), ask("cameras", {}, signal)]);
  const list = element("ul", { class: "list" });
  const more = element("button", {}, say("more"));
  const take = ({ alerts, next }) => {
    list.append(...alerts.map((alert) => alertRow(alert)));
    more.hidden = !next;
    more.onclick = async () => {
      asked.set("after", next);
      take(await ask("alerts", asked, signal));
    };
  };
  take(page);
  const none = element("p", { class: "note" }, say("alerts.none"), " ", element("a", { href: address("rules") }, say("rules.title")));
  return [element("div", { class: "heading" }, element("h1", {}, say("alerts.title"))),
    form(parameters, rules.rules, cameras.cameras), page.alerts.length ? list : none, more];
}

function form(parameters, rules, cameras) {
  const options = (things) => [["", say("any")], ...things.map(({ name }) => [name, name])];
  const made = element("form", { class: "filters sheet", role: "search" },
    choice("rule", say("rule"), parameters.get("rule") ?? "", options(rules)),
    choice("camera", say("camera"), parameters.get("camera") ?? "", options(cameras)),
    tick("withheld", say("with_withheld"), parameters.get("withheld") === "true"));
  made.addEventListener("change", () => go(address("alerts", settingOf(made))));
  return made;
}
