/** Views in the navigation, with the key that leads to each after `g`. */
export const DESTINATIONS = [
  ["events", "e"], ["day", "d"], ["live", "l"], ["alerts", "a"], ["rules", "r"], ["places", "z"],
  ["stats", "s"], ["review", "v"], ["classify", "c"],
];
