/** What cameras see now, and how they fare. */

import { element } from "../element.js";
import { number, when } from "../moment.js";
import { address } from "../place.js";
import { ask, part, route } from "../service.js";
import { say } from "../words.js";

const LOOK_MS = 5000;

/** Show all cameras; their states are asked for anew all the time. */
export async function show({ parameters, signal }) {
  const { cameras } = await ask("cameras", {}, signal);
  const boxes = parameters.get("boxes") !== "false";
  const tiles = cameras.toSorted((one, other) => isWatched(other) - isWatched(one)).map((camera) => tile(camera, boxes, signal));
  const heading = element("div", { class: "heading" }, element("h1", {}, say("live.title")),
    cameras.some(isWatched) ? boxesButton(boxes) : null);
  if (!cameras.length) return [heading, element("p", { class: "note" }, say("live.none"))];
  follow(tiles, signal);
  return [heading, element("ul", { class: "grid large" }, tiles.map(({ body }) => body))];
}

function boxesButton(boxes) {
  const href = address("live", { boxes: boxes ? "false" : "" });
  return element("a", { class: "button end", href }, say(boxes ? "boxes.hide" : "boxes.show"));
}

/** A camera's picture, moving while it is watched, and a line that says how it fares. */
function tile(camera, boxes, signal) {
  const path = part("cameras", camera.name, isWatched(camera) ? "live.mjpeg" : "still.jpg");
  const parameters = isWatched(camera) ? { boxes } : {};
  const image = element("img", { src: route(path, parameters), alt: say("live.picture", { camera: camera.name }) });
  image.addEventListener("error", () => image.replaceWith(element("span", { class: "picture none" }, say("no_picture"))));
  // A stream that nobody sees any more would hold its connection.
  signal.addEventListener("abort", () => image.removeAttribute("src"));
  const words = element("div", { class: "caption" }, caption(camera));
  const body = element("li", { class: "card" }, element("span", { class: "picture" }, image), words);
  return { name: camera.name, body, words };
}

function caption(camera) {
  const state = camera.state;
  return [
    element("h2", {}, element("a", { href: address("events", { camera: camera.name }) }, camera.name)),
    element("p", { class: isWatched(camera) && !state.connected ? "alarm" : "faint" }, condition(camera)),
    state && isWatched(camera) ? element("p", { class: "faint small" }, say("live.figures", {
      read: number(state.fps_read, 1), analysed: number(state.fps_analysed, 1), dropped: state.frames_dropped })) : null,
    state?.recording_trouble ? element("p", { class: "alarm small" }, state.recording_trouble) : null,
  ].filter(Boolean);
}

function condition({ state, ...camera }) {
  if (!isWatched({ state, ...camera })) return say("live.footage");
  if (state.connected) return say(state.recording ? "live.recording" : "live.connected", { when: when(state.since, null) });
  return say("live.away", { when: when(state.since, null), why: state.last_error ?? "" });
}

function isWatched({ live, state }) {
  return Boolean(live && state?.watched);
}

function follow(tiles, signal) {
  const look = async () => {
    const { cameras } = await ask("cameras", {}, signal).catch(() => ({ cameras: [] }));
    for (const camera of cameras) {
      tiles.find(({ name }) => name === camera.name)?.words.replaceChildren(...caption(camera));
    }
  };
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}
