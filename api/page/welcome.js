/** What to do while the history is empty. */

import { element } from "./element.js";
import { say } from "./words.js";

const CAMERAS = `cameras:
  gate: {url: "rtsp://\${CAM_USER}:\${CAM_PASSWORD}@10.0.0.8/stream2"}
storage:
  folder: vedette-out`;

const STEPS = [
  ["demo", "vedette demo"],
  ["footage", "vedette analyze footage/"],
  ["cameras", CAMERAS],
  ["serve", "vedette doctor vedette.yaml && vedette serve vedette.yaml"],
];

/** Ways to fill the history, each with what to type. */
export function welcome() {
  return element("section", { class: "welcome", "aria-labelledby": "welcome" },
    element("h2", { id: "welcome" }, say("welcome.title")),
    element("p", {}, say("welcome.text")),
    element("ol", {}, STEPS.map(([name, code]) => step(name, code))),
    element("p", { class: "faint" }, say("welcome.then")));
}

function step(name, code) {
  return element("li", {}, element("p", {}, say(`welcome.${name}`)),
    element("div", { class: "code" }, element("pre", { tabindex: 0 }, code), copyButton(code)));
}

/** Browsers give the clipboard to pages of this machine and of HTTPS alone. */
function copyButton(code) {
  if (!navigator.clipboard) return null;
  const copy = async (event) => {
    await navigator.clipboard.writeText(code);
    event.target.textContent = say("copied");
  };
  return element("button", { onclick: copy }, say("copy"));
}
