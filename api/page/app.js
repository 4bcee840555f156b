/** Starts the page: draws the frame, and shows the view that the address names. */

import { element } from "./element.js";
import { drawFrame } from "./frame.js";
import { listenToKeys } from "./keys.js";
import { address, currentPlace } from "./place.js";
import { isLocked, Refused, renewSession } from "./service.js";
import { language, say } from "./words.js";

/** Views by name; each is loaded when it is first shown, so that a phone loads little. */
const VIEWS = new Set([
  "events", "event", "day", "live", "alerts", "alert", "rules", "places", "stats", "review", "classify", "signin",
]);

const main = document.getElementById("main");
let shown = new AbortController();

/** Show the view of the current address; what the last one listened to is let go. */
async function show() {
  shown.abort();
  document.querySelector("dialog")?.close();
  const controller = (shown = new AbortController());
  const place = currentPlace();
  main.setAttribute("aria-busy", "true");
  drawFrame(place.view, show);
  try {
    const content = await contentOf(place, controller.signal);
    if (!controller.signal.aborted) present(content);
  } catch (error) {
    if (!controller.signal.aborted) present(refusal(error));
  }
}

async function contentOf(place, signal) {
  const name = isLocked() ? "signin" : VIEWS.has(place.view) ? place.view : "events";
  const view = await import(`./views/${name}.js`);
  return view.show({ ...place, signal, again: show });
}

function present(content) {
  main.replaceChildren(...[content].flat(Infinity));
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · vedette` : "vedette";
  document.getElementById("said").textContent = heading?.textContent ?? "";
  main.removeAttribute("aria-busy");
  main.dataset.shown = location.hash;
  const wished = main.querySelector("[data-first]");
  if (wished) wished.focus();
  else if (heading && document.activeElement === document.body) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

function refusal(error) {
  if (error.status === 401) location.reload();
  const isOurs = !(error instanceof Refused);
  if (isOurs) console.error(error);
  const told = isOurs ? String(error) : error.status ? error.message : say("nobody");
  return [element("h1", {}, say(error.status === 404 ? "gone" : "refused")), element("p", { class: "note alarm", role: "alert" }, told),
    element("div", { class: "buttons" }, element("button", { onclick: show }, say("again")),
      element("a", { class: "button", href: address("events") }, say("events.title")))];
}

/** Say what nobody else has said; what was asked for a view that is left is no trouble. */
function tell(event) {
  if (event.reason?.name !== "AbortError" && !(event.reason instanceof Refused)) return;
  event.preventDefault();
  if (event.reason instanceof Refused) present(refusal(event.reason));
}

/** Browsers let pages of this machine and of HTTPS alone be kept for when no server answers. */
function keepPage() {
  navigator.serviceWorker?.register("page/worker.js", { scope: "./" }).catch(() => null);
}

async function start() {
  document.documentElement.lang = language();
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  addEventListener("hashchange", show);
  addEventListener("unhandledrejection", tell);
  listenToKeys();
  await renewSession().catch(() => null);
  await show();
  keepPage();
}

start();
