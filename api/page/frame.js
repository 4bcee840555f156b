/** The header: where one can go, and how the page looks and speaks. */

import { DESTINATIONS } from "./destinations.js";
import { element } from "./element.js";
import { showKeys } from "./keys.js";
import { address } from "./place.js";
import { currentSession, isLocked, may, signOut } from "./service.js";
import { nextTheme, theme, wear } from "./theme.js";
import { language, languages, say, speak } from "./words.js";

/** Which entry of the navigation a view without one belongs to. */
const PARENTS = { event: "events", alert: "alerts" };

/**
 * Draw the header.
 *
 * @param {string} view The view that is shown.
 * @param {function(): void} again Shows the view again, in another language.
 */
export function drawFrame(view, again) {
  wear();
  const current = PARENTS[view] ?? view;
  document.getElementById("header").replaceChildren(
    element("a", { class: "brand", href: address("events") }, element("img", { src: "page/icon.svg", alt: "" }), element("span", {}, "vedette")),
    ...(isLocked() ? [] : [element("nav", { "aria-label": say("navigation") }, DESTINATIONS.map(([name]) => entry(name, current)))]),
    element("div", { class: "tools" }, languageChoice(again), themeButton(again), keysButton(), outButton(again)),
  );
  document.querySelector("nav [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

function entry(name, current) {
  const marked = name === current ? "page" : null;
  return element("a", { href: address(name), "aria-current": marked }, say(`${name}.title`));
}

function languageChoice(again) {
  const choose = (event) => {
    speak(event.target.value);
    again();
  };
  const options = languages().map(([code, name]) =>
    element("option", { value: code, selected: code === language() }, name));
  return element("select", { "aria-label": say("language"), onchange: choose }, options);
}

function themeButton(again) {
  const turn = () => {
    nextTheme();
    again();
  };
  const name = say(`theme.${theme()}`);
  const sign = { auto: "◐", light: "☀", dark: "☾" }[theme()];
  return element("button", { class: "quiet", title: name, "aria-label": name, onclick: turn }, sign);
}

function keysButton() {
  return element("button", { class: "quiet", title: say("keys"), "aria-label": say("keys"), onclick: showKeys }, "?");
}

function outButton(again) {
  if (!currentSession().needs_token || !may("view")) return null;
  return element("button", { onclick: () => signOut().then(again) }, say("signout"));
}
