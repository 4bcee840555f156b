/** Keeps the page and the model for when no server answers. */

const KEPT = "vedette";

/** All files of the page, from where this one is. */
const FILES = [
  "../",
  "alertrow.js", "app.js", "card.js", "columns.js", "correction.js", "destinations.js", "drawing.js", "element.js", "fields.js",
  "filters.js", "frame.js", "heatmap.js", "icon.svg", "keys.js", "labels.js", "listening.js", "manifest.webmanifest", "moment.js",
  "place.js", "reasons.js", "scene.js", "sequence.js", "service.js", "theme.js", "touchicon.png", "trial.js", "welcome.js", "words.js",
  "network/classifier.js", "network/metadata.js", "network/network.js", "network/operations.js", "network/square.js",
  "network/table.js",
  "style/base.css", "style/controls.css", "style/frame.css", "style/views.css",
  "views/alert.js", "views/alerts.js", "views/classify.js", "views/day.js", "views/event.js", "views/events.js",
  "views/live.js", "views/places.js", "views/review.js", "views/rules.js", "views/signin.js", "views/stats.js",
  "words/en.js", "words/ru.js",
];

/** Answers that the page needs to classify by itself; nothing of the history is kept. */
const ANSWERS = ["../labels", "../classify/model.tflite"];

const kept = new Set([...FILES, ...ANSWERS].map((file) => new URL(file, location).href));

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && kept.has(event.request.url.split("#")[0])) event.respondWith(answered(event.request));
});

async function keepFiles() {
  const cache = await caches.open(KEPT);
  await cache.addAll(FILES);
  await skipWaiting();
}

/** What the server says; where it says nothing, what it said last. */
async function answered(request) {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(request);
    if (known) return known;
    throw error;
  }
}
