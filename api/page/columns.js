/** Columns over time: how many events of which group began in each hour, day or month. */

import { drawn, element } from "./element.js";
import { groupOf } from "./labels.js";
import { minuteOf, number, spanName } from "./moment.js";
import { say } from "./words.js";

const HEIGHT = 100;
/** There is room for so many columns at least. */
const LEAST = 12;

/** When the next column begins, in local time. */
const NEXT = {
  hour: (date) => new Date(date.getTime() + 3_600_000),
  day: (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1),
  month: (date) => new Date(date.getFullYear(), date.getMonth() + 1, 1),
};

/**
 * Draw them.
 *
 * @param {{step: string, hours: Array<{hour: string|null, label: string, count: number}>}} counted As `/stats/hours` answers.
 * @param {object} known All labels.
 * @param {function(string, string): void} chosen Is told from when to when the column is that was clicked, as local minutes.
 */
export function columnsOf({ step, hours }, known, chosen) {
  const timed = hours.filter(({ hour }) => hour !== null);
  if (!timed.length) return null;
  const columns = columnsOver(timed.map(({ hour }) => Date.parse(hour)), NEXT[step]);
  for (const { hour, label, count } of timed) columns.findLast(({ start }) => start <= Date.parse(hour)).add(groupOf(label, known), count);
  const most = Math.max(...columns.map(({ total }) => total));
  const bars = columns.map((column, index) => bar(column, index, most, step, chosen));
  const [first, last] = [columns[0], columns.at(-1)].map(({ start }) => spanName(start, step));
  return element("figure", { class: "columns" },
    element("figcaption", { class: "faint small" }, say(`stats.per.${step}`, { count: most })),
    drawn("svg", { viewBox: `0 0 ${Math.max(columns.length, LEAST)} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, bars),
    element("div", { class: "line faint small" }, ends(first, last, columns.length).map((each) => element("span", {}, each))));
}

/** The names of the first and the last column; together, where the last one does not stand at the edge. */
function ends(first, last, count) {
  if (count === 1) return [first];
  return count < LEAST ? [`${first} – ${last}`] : [first, last];
}

/** A column for each step from the first time to the last, be it empty. */
function columnsOver(times, next) {
  const [from, to] = [times.reduce((one, other) => Math.min(one, other)), times.reduce((one, other) => Math.max(one, other))];
  const columns = [];
  for (let start = new Date(from); start <= to; start = next(start)) columns.push(new Column(start, next(start)));
  return columns;
}

class Column {
  constructor(start, end) {
    Object.assign(this, { start, end, total: 0, counts: new Map() });
  }

  add(group, count) {
    this.counts.set(group, (this.counts.get(group) ?? 0) + count);
    this.total += count;
  }
}

/** One column, a piece for each group; the table beside it says the same to who does not see it. */
function bar({ start, end, total, counts }, index, most, step, chosen) {
  let top = HEIGHT;
  const pieces = [...counts].sort().map(([group, count]) => {
    const height = (count / most) * HEIGHT;
    top -= height;
    return drawn("rect", { x: index + 0.08, y: top, width: 0.84, height, "data-group": group });
  });
  const words = `${spanName(start, step)}: ${number(total)}`;
  return drawn("g", { onclick: () => chosen(minuteOf(start), minuteOf(end)) },
    drawn("title", {}, words), drawn("rect", { x: index, y: 0, width: 1, height: HEIGHT, class: "ground" }), pieces);
}
