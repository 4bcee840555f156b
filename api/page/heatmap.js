/** Where in a camera's picture things go: colours over the picture, the brighter the more. */

import { drawn, element } from "./element.js";
import { scene } from "./scene.js";
import { say } from "./words.js";

/** From one event to the most; plasma of van der Walt and Smith, which looks even to the colour-blind too. */
const COLOURS = [[13, 8, 135], [126, 3, 168], [204, 71, 120], [248, 149, 64], [240, 249, 33]];

/** How much the picture is covered where one event passed, and where most did. */
const [LEAST_COVER, MOST_COVER] = [0.35, 0.85];

/**
 * Draw it.
 *
 * @param {object} camera With name, width and height.
 * @param {Array<Array<number>>} counts As `/stats/heat-map` answers them.
 */
export function heatMap({ name, width, height }, counts) {
  const most = counts.reduce((found, row) => row.reduce((one, other) => Math.max(one, other), found), 0);
  const over = drawn("image", { href: painted(counts, Math.max(most, 1)), width, height, preserveAspectRatio: "none" });
  const ramp = COLOURS.map((colour, index) => drawn("stop", { offset: index / (COLOURS.length - 1), "stop-color": `rgb(${colour})` }));
  return element("figure", { class: "heat" }, scene(name, width, height, say("stats.heat-map.of", { camera: name }), over),
    element("figcaption", { class: "line faint small" }, element("span", {}, "1"),
      drawn("svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("linearGradient", { id: "ramp" }, ramp),
        drawn("rect", { width: 100, height: 4, fill: "url(#ramp)" })),
      element("span", {}, say("events.count", { count: Math.round(most) }))));
}

function painted(counts, most) {
  const canvas = element("canvas", { width: counts[0].length, height: counts.length });
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  counts.flat().forEach((count, index) => image.data.set(pixel(count, most), index * 4));
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

function pixel(count, most) {
  const share = Math.min(count / most, 1);
  const place = share * (COLOURS.length - 1);
  const index = Math.min(Math.floor(place), COLOURS.length - 2);
  const colour = COLOURS[index].map((value, channel) => value + (COLOURS[index + 1][channel] - value) * (place - index));
  return [...colour, Math.min(count, 1) * (LEAST_COVER + (MOST_COVER - LEAST_COVER) * share) * 255];
}
