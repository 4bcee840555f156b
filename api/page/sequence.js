/** The events that were listed last, so that the next and the one before can be gone to. */

let listed = [];

/** Remember what is listed now, in its order. */
export function remember(ids) {
  listed = [...ids];
}

/** The ids before and behind an event, where there are any. */
export function neighbours(id) {
  const index = listed.indexOf(id);
  if (index < 0) return { before: null, behind: null };
  return { before: listed[index - 1] ?? null, behind: listed[index + 1] ?? null };
}
