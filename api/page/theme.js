/** Dark or light: as the device has it, or as the reader chose. */

const KEPT = "vedette.theme";
const THEMES = ["auto", "light", "dark"];

/** What is chosen: "auto", "light" or "dark". */
export function theme() {
  const kept = localStorage.getItem(KEPT);
  return THEMES.includes(kept) ? kept : "auto";
}

/** Choose the next one, in turn. */
export function nextTheme() {
  localStorage.setItem(KEPT, THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  wear();
}

/** Show the page in what is chosen. */
export function wear() {
  if (theme() === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}
