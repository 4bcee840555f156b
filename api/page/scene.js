/** A camera's picture with things drawn over it, in shares of its width and height. */

import { drawn } from "./element.js";
import { part, route } from "./service.js";

/**
 * The picture of a camera; what is drawn over it is given in its own pixels.
 *
 * @param {string} camera Its name.
 * @param {number} width In pixels.
 * @param {number} height Likewise.
 * @param {string} words Says what is to be seen.
 */
export function scene(camera, width, height, words, ...over) {
  const still = route(part("cameras", camera, "still.jpg"));
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "scene", role: "img", "aria-label": words },
    drawn("rect", { width, height, class: "ground" }),
    drawn("image", { href: still, width, height, preserveAspectRatio: "none" }), over);
}

/** The way that something went: where it began, and an arrow where it ended. */
export function pathOver({ path, box, width }, group) {
  const points = path.map(([, x, y]) => [x, y]);
  const stroke = width / 200;
  const [first, last] = [points[0], points.at(-1)];
  const line = points.map((point) => point.join(",")).join(" ");
  return drawn("g", { "data-group": group },
    drawn("rect", { x: box[0], y: box[1], width: box[2], height: box[3], class: "box", "stroke-width": stroke }),
    drawn("polyline", { points: line, class: "path rim", "stroke-width": stroke * 2 }),
    drawn("polyline", { points: line, class: "path", "stroke-width": stroke }),
    first ? drawn("circle", { cx: first[0], cy: first[1], r: stroke * 1.6, class: "began" }) : null,
    last ? drawn("circle", { cx: last[0], cy: last[1], r: stroke * 2.4, class: "ended" }) : null);
}

/** A zone's polygon, its corners in shares of the picture. */
export function zoneOver(zone, width, height) {
  const points = zone.polygon.map(([x, y]) => `${x * width},${y * height}`).join(" ");
  return drawn("polygon", { points, class: "zone", "stroke-width": width / 300 });
}

/** A line, with an arrow head at its end. */
export function lineOver(line, width, height) {
  const [x1, y1, x2, y2] = [line.from[0] * width, line.from[1] * height, line.to[0] * width, line.to[1] * height];
  const [dx, dy] = [x2 - x1, y2 - y1];
  const size = width / 40 / Math.hypot(dx, dy);
  const wing = (side) => `${x2 - (dx - side * dy * 0.5) * size},${y2 - (dy + side * dx * 0.5) * size}`;
  return drawn("g", { class: "line", "stroke-width": width / 250 },
    drawn("line", { x1, y1, x2, y2 }), drawn("polyline", { points: `${wing(1)} ${x2},${y2} ${wing(-1)}` }));
}
