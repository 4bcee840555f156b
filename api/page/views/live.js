/** What cameras see now, and how they fare: all of them, or one alone and large. */

import { element } from "../element.js";
import { number, when } from "../moment.js";
import { address } from "../place.js";
import { ask, part, route } from "../service.js";
import { say } from "../words.js";

const LOOK_MS = 3000;

const MOST_STREAMS = 4;
/** A browser opens six connections to a server at most, of all its tabs; the cameras behind these show a still now and then. */

/** Show all cameras, or the one of an id; their states are asked for anew all the time. */
export async function show({ id, parameters, signal }) {
  const { cameras } = await ask("cameras", {}, signal);
  const chosen = cameras.filter(({ name }) => !id || name === id);
  const hasBoxes = parameters.get("boxes") !== "false";
  const tiles = chosen.filter(isWatched).map((camera, index) => new Tile(camera, { hasBoxes, isMoving: index < MOST_STREAMS, isAlone: Boolean(id) }));
  if (tiles.length) follow(tiles, signal);
  const resting = chosen.filter((camera) => !isWatched(camera));
  return [
    element("div", { class: "heading" }, element("h1", {}, id || say("live.title")),
      element("div", { class: "end" }, id ? element("a", { class: "button", href: address("live", parameters) }, say("live.all")) : null,
        tiles.length ? boxesButton(hasBoxes, id) : null)),
    tiles.length ? element("ul", { class: id ? "list" : "grid large" }, tiles.map(({ body }) => body))
      : element("p", { class: "note" }, say(cameras.some(isWatched) ? "live.unknown" : "live.none")),
    !id && resting.length ? element("section", { "aria-labelledby": "resting" }, element("h2", { id: "resting" }, say("live.resting")),
      element("ul", { class: "grid" }, resting.map(restingCard))) : null,
  ].filter(Boolean);
}

function boxesButton(hasBoxes, id) {
  const href = address("live", { boxes: hasBoxes ? "false" : "" }, id);
  return element("a", { class: "button", href }, say(hasBoxes ? "boxes.hide" : "boxes.show"));
}

/** A camera that is watched: its picture, which comes back when the camera does, and a line that says how it fares. */
class Tile {
  constructor(camera, { hasBoxes, isMoving, isAlone }) {
    Object.assign(this, { name: camera.name, hasBoxes, isMoving: isMoving || isAlone });
    this.place = isAlone ? element("span", { class: "picture" })
      : element("a", { class: "picture", href: address("live", {}, camera.name), "aria-label": say("live.alone", { camera: camera.name }) });
    this.words = element("div", { class: "caption" });
    this.body = element("li", { class: isAlone ? "card alone" : "card" }, this.place, this.words);
    this.take(camera);
  }

  /** Show how the camera fares now; null: nobody said. */
  take(camera) {
    this.words.replaceChildren(...(camera ? caption(camera) : [element("p", { class: "alarm" }, say("nobody"))]));
    const wanted = camera && !document.hidden ? this.wanted(camera.state) : "nothing";
    const isDue = wanted !== this.shown || wanted === "still" || (wanted !== "last still" && !this.image);
    this.shown = wanted;
    if (wanted === "nothing") this.drop();
    else if (isDue) this.draw(wanted);
  }

  /** What to show: a stream of one connection, a still now and then, or one once. */
  wanted({ connected, since, frames_analysed: looks }) {
    if (!connected) return "last still";
    return this.isMoving && looks ? `stream since ${since}` : "still";
  }

  draw(wanted) {
    const isStill = wanted.endsWith("still");
    const [file, parameters] = isStill ? ["still.jpg", { at: Date.now() }] : ["live.mjpeg", { boxes: this.hasBoxes }];
    const image = element("img", { alt: say("live.picture", { camera: this.name }) });
    image.addEventListener("error", () => image === this.image && this.drop());
    // A still takes the place of the one before when it is there.
    if (isStill && this.image) image.addEventListener("load", () => this.swap(image), { once: true });
    else this.swap(image);
    image.src = route(part("cameras", this.name, file), parameters);
  }

  swap(image) {
    this.image?.removeAttribute("src");
    this.image = image;
    this.place.replaceChildren(image);
  }

  /** Let go of the picture: a stream that nobody sees would hold its connection. */
  drop() {
    this.image?.removeAttribute("src");
    this.image = null;
    this.place.replaceChildren(element("span", { class: "none" }, say("no_picture")));
  }
}

function caption({ name, state }) {
  return [
    element("h2", {}, element("a", { href: address("events", { camera: name }) }, name)),
    element("p", { class: state.connected ? "faint" : "alarm" }, condition(state)),
    state.connected ? element("p", { class: "faint small" }, say("live.figures", {
      read: number(state.fps_read, 1), analysed: number(state.fps_analysed, 1), dropped: state.frames_dropped })) : null,
    state.recording_trouble ? element("p", { class: "alarm small" }, say("live.unrecorded", { why: state.recording_trouble })) : null,
  ].filter(Boolean);
}

function condition(state) {
  const since = when(state.since, null);
  if (state.connected) return say(state.recording ? "live.recording" : "live.connected", { when: since });
  return say("live.away", { when: since, why: state.last_error ?? "" });
}

function isWatched({ live, state }) {
  return Boolean(live && state?.watched);
}

function restingCard({ name, width }) {
  const none = () => element("span", { class: "none" }, say("no_picture"));
  const image = width ? element("img", { loading: "lazy", src: part("cameras", name, "still.jpg"), alt: say("live.picture", { camera: name }) }) : none();
  image.addEventListener("error", () => image.replaceWith(none()));
  return element("li", { class: "card" }, element("a", { href: address("events", { camera: name }) },
    element("span", { class: "picture" }, image), element("span", { class: "caption" }, name)));
}

/** What is known while nobody answers; what is refused is for the reader to know. */
function unanswered(error) {
  if (error.status) throw error;
  return { cameras: [] };
}

/** Ask for the states again and again, as long as somebody looks at them. */
function follow(tiles, signal) {
  const look = async () => {
    const answer = document.hidden ? null : await ask("cameras", {}, signal).catch(unanswered);
    if (signal.aborted) return;
    for (const tile of tiles) {
      if (!answer) tile.drop();
      else tile.take(answer.cameras.find((camera) => camera.name === tile.name && isWatched(camera)) ?? null);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    tiles.forEach((tile) => tile.drop());
  });
}
