/** Says what a photo shows: taken with the phone's camera, or chosen. */

import { element } from "../element.js";
import { knownLabels, labelChip } from "../labels.js";
import { percent } from "../moment.js";
import { Refused, send } from "../service.js";
import { labelName, say } from "../words.js";

const MODEL = "classify/model.tflite";

const LONG_SIDE = 1024;
/** Pixels of the photo's longer side that are sent: far more than the model looks at, and quick on a phone. */

/** Show the choice of a photo; below it the answer. */
export async function show({ signal }) {
  const known = await knownLabels();
  keepModel();
  const answer = element("div", { role: "status", class: "answer" });
  const choose = async ({ target }) => {
    const [photo] = target.files;
    if (!photo) return;
    answer.replaceChildren(element("p", { class: "faint" }, say("classify.busy")));
    answer.replaceChildren(...(await answered(photo, known, signal)));
  };
  const input = element("input", { type: "file", accept: "image/*", id: "photo", class: "unseen", onchange: choose });
  return [element("h1", {}, say("classify.title")), element("p", { class: "faint" }, say("classify.text")),
    element("p", {}, input, element("label", { class: "button main", for: "photo" }, say("classify.choose"))), answer];
}

/** Have the model come over in the meantime, for when no server answers any more. */
function keepModel() {
  if (navigator.serviceWorker?.controller) fetch(MODEL).catch(() => null);
}

async function answered(photo, known, signal) {
  try {
    const canvas = await smaller(photo);
    const picture = canvas ? await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92)) : photo;
    return [shown(picture, signal), verdict(await classesOf(picture, canvas, signal), known)];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const told = error.status === 422 ? say("classify.wrong") : error.message || say("nobody");
    return [element("p", { class: "note alarm" }, told)];
  }
}

/** What the server says of a picture; where nobody answers, what the model here does. */
async function classesOf(picture, canvas, signal) {
  const form = new FormData();
  form.append("picture", picture, "picture.jpg");
  try {
    return await send("POST", "classify", form, signal);
  } catch (error) {
    if (error.status !== 0 || !canvas) throw error;
    const classifier = await classifierHere();
    return classifier.classify(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
  }
}

/** The model in this page; its file was kept when this view was first shown. */
async function classifierHere() {
  const { Classifier } = await import("../network/classifier.js");
  const response = await fetch(MODEL).catch(() => null);
  if (!response?.ok) throw new Refused(0, "");
  return Classifier.of(await response.arrayBuffer());
}

/** The photo, drawn no larger than needed; null if the browser cannot read it. */
async function smaller(photo) {
  const bitmap = await createImageBitmap(photo).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = element("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function shown(picture, signal) {
  const address = URL.createObjectURL(picture);
  signal.addEventListener("abort", () => URL.revokeObjectURL(address));
  return element("img", { class: "photo", alt: say("classify.picture"), src: address });
}

function verdict({ label, score, scores }, known) {
  const likely = Object.entries(scores).toSorted(([, one], [, other]) => other - one).slice(0, 5);
  return element("section", { class: "sheet padded" },
    element("h2", { class: "verdict" }, labelName(label)),
    element("p", { class: "faint" }, say("classify.sure", { percent: percent(score) })),
    element("table", { class: "bars" }, element("tbody", {}, likely.map(([each, share]) => element("tr", {},
      element("th", { scope: "row" }, labelChip(each, known)), element("td", { class: "number" }, percent(share)),
      element("td", { class: "bar", "aria-hidden": "true" }, element("meter", { value: share, min: 0, max: 1 })))))));
}
