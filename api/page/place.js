/** Where the reader is: a view and its parameters, as they stand behind the # of the address. */

/** @typedef {{view: string, id: string, parameters: URLSearchParams}} Place */

/** Read the place from the address: `#/events?label=person`, `#/event/0123`. */
export function currentPlace() {
  const [way, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view = "", ...rest] = way.split("/");
  return { view: view || "events", id: decoded(rest.join("/")), parameters: new URLSearchParams(query) };
}

/** The address of a place; parameters without a value are left out. */
export function address(view, parameters = {}, id = "") {
  const entries = parameters instanceof URLSearchParams ? [...parameters] : Object.entries(parameters);
  const given = entries.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}${query ? `?${query}` : ""}`;
}

/** Go there, so that the browser's "back" leads here. */
export function go(target) {
  location.hash = target;
}

/** Say in the address what is shown now, without a step to go back. */
export function note(target) {
  history.replaceState(null, "", target);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
