/** Rules: which there are, whether they are armed, and what others would have done with the history. */

import { element } from "../element.js";
import { length } from "../moment.js";
import { address } from "../place.js";
import { trialForm } from "../trial.js";
import { ask, may, Refused, send } from "../service.js";
import { say } from "../words.js";

/** Show the rules in use, and a place to try others. */
export async function show({ signal, again }) {
  const answer = await ask("rules", {}, signal);
  return [
    element("div", { class: "heading" }, element("h1", {}, say("rules.title"))),
    answer.trouble ? element("p", { class: "note alarm", role: "alert" }, answer.trouble) : null,
    answer.rules.length ? element("ul", { class: "list" }, answer.rules.map((rule) => ruleRow(rule, again)))
      : element("p", { class: "note" }, say("rules.none")),
    trialForm(answer.yaml, signal),
  ].filter(Boolean);
}

function ruleRow(rule, again) {
  const said = element("div", { role: "status" });
  return element("li", { class: "sheet padded" },
    element("h2", {}, element("a", { href: address("alerts", { rule: rule.name }) }, rule.name), " ",
      rule.armed ? null : element("span", { class: "mark" }, say("withheld.disarmed"))),
    element("p", {}, rule.when),
    element("p", { class: "faint small" }, details(rule)),
    may("operate") ? element("div", { class: "buttons" }, armButton(rule, said, again), fireButton(rule, said)) : null, said);
}

function details(rule) {
  return [
    rule.camera ? `${say("camera")}: ${rule.camera}` : null,
    rule.schedule ? `${say("schedule")}: ${rule.schedule}` : null,
    rule.cooldown_s ? `${say("cooldown")}: ${length(rule.cooldown_s)}` : null,
    `${say("does")}: ${rule.do.join(", ") || "–"}`,
  ].filter(Boolean).join(" · ");
}

function armButton(rule, said, again) {
  const turn = () => attempt(said, async () => {
    await send("POST", rule.armed ? "rules/disarm" : "rules/arm", { rule: rule.name });
    await again();
  });
  return element("button", { onclick: turn }, say(rule.armed ? "disarm" : "arm"));
}

function fireButton(rule, said) {
  const fire = () => confirm(say("fire.sure", { does: rule.do.join(", ") })) && attempt(said, async () => {
    const { done, deliveries } = await send("POST", "rules/fire", { rule: rule.name, camera: rule.camera });
    const sent = deliveries.map((each) => `${each.kind} ${each.target}: ${each.error ?? each.state}`);
    said.replaceChildren(element("ul", { class: "small" }, [...done, ...sent].map((line) => element("li", {}, line))));
  });
  return element("button", { onclick: fire, title: say("fire.hint") }, say("fire"));
}

async function attempt(said, work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.replaceChildren(element("p", { class: "alarm" }, error.message || say("nobody")));
  }
}
