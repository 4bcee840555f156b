/** Builds elements: `element("a", {href: "#/events"}, "Events")`. Text is always text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element of the page.
 *
 * @param {string} tag Its name.
 * @param {object} properties Attributes; `onclick` and the like are listeners; null and false are left out.
 * @param {...(Node|string|number|Array|null|false)} children What it holds.
 */
export function element(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** Make an element of a drawing; as `element`. */
export function drawn(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

function filled(made, properties, children) {
  for (const [name, value] of Object.entries(properties)) give(made, name, value);
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== false));
  return made;
}

function give(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else made.setAttribute(name, value === true ? "" : value);
}
