/** Hears of events as they come in. */

import { route } from "./service.js";

/**
 * Listen until the function that is returned is called.
 *
 * @param {URLSearchParams} filters Which events.
 * @param {function(object): void} heard Is given each event.
 */
export function listen(filters, heard) {
  const source = new EventSource(route("events/stream", filters));
  source.addEventListener("event", (message) => heard(JSON.parse(message.data)));
  return () => source.close();
}
