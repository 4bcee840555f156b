/** Tries rules on the history: what they would have told, and what they would have held back and why. */

import { alertRow } from "./alertrow.js";
import { element } from "./element.js";
import { choice } from "./fields.js";
import { bindKeys } from "./keys.js";
import { Refused, send } from "./service.js";
import { say } from "./words.js";

const SPANS = ["", "24h", "7d", "30d"];
const MOST_SHOWN = 100;

const EXAMPLE = `rules:
  - name: somebody
    when: {label: person, for: 1s}
    cooldown: 60s
    do: [alert]
`;

/** A field for rules as YAML, with buttons that check them and try them. */
export function trialForm(yaml, signal) {
  const text = element("textarea", { class: "code", name: "yaml", spellcheck: "false", "aria-label": say("trial.yaml") });
  text.value = yaml ?? EXAMPLE;
  const said = element("div", { role: "status" });
  const span = choice("since", say("trial.since"), "", SPANS.map((each) => [each, say(each ? `span.${each}` : "trial.all")]));
  const since = () => span.querySelector("select").value || null;
  const check = attempted(said, async () => checked(await send("POST", "rules/check", { yaml: text.value }, signal)));
  const test = attempted(said, async () => {
    const { problems } = await send("POST", "rules/check", { yaml: text.value }, signal);
    if (problems.length) return [problemList(problems)];
    return tried(await send("POST", "rules/test", { yaml: text.value, since: since(), until: null }, signal));
  });
  bindKeys(signal, [["t", say("trial.test"), test]]);
  return element("section", { class: "sheet padded", "aria-labelledby": "trial" },
    element("h2", { id: "trial" }, say("trial.title")), element("p", { class: "faint" }, say("trial.text")), text,
    element("div", { class: "buttons" }, span, element("button", { onclick: check }, say("trial.check")),
      element("button", { class: "main", onclick: test }, say("trial.test"))), said);
}

function attempted(said, work) {
  return async () => {
    said.replaceChildren(element("p", { class: "faint" }, say("trial.busy")));
    try {
      said.replaceChildren(...(await work()));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      said.replaceChildren(element("pre", { class: "alarm", tabindex: 0 }, error.message || say("nobody")));
    }
  };
}

function checked({ rules, problems }) {
  if (problems.length) return [problemList(problems)];
  return [element("ul", {}, rules.map((rule) => element("li", {}, element("strong", {}, rule.name), `: ${rule.when}`)))];
}

function problemList(problems) {
  return element("ul", { class: "alarm" }, problems.map(({ line, column, message }) =>
    element("li", {}, line ? say("trial.problem", { line, column, message }) : message)));
}

function tried({ alerts, rules, approximate }) {
  const told = alerts.filter((alert) => !alert.withheld).length;
  const shown = alerts.toSorted((one, other) => Boolean(one.withheld) - Boolean(other.withheld));
  const counts = Object.entries(rules).map(([name, fates]) => element("li", {}, element("strong", {}, name), ": ",
    Object.entries(fates).filter(([, count]) => count).map(([fate, count]) => `${say(fate === "told" ? "told" : `withheld.${fate}`)} ${count}`).join(", ") || say("trial.never")));
  return [
    element("p", { class: "good" }, say("trial.found", { count: told })),
    element("ul", {}, counts),
    approximate ? element("p", { class: "faint small" }, say("trial.approximate", { count: approximate })) : "",
    element("ul", { class: "list" }, shown.slice(0, MOST_SHOWN).map((alert) => alertRow(alert, { isTrial: true }))),
  ];
}
