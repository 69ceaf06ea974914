/** Light and dark: as the system says, unless somebody chose. */

const KEY = "theme";
const system = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

export const theme = () => localStorage.getItem(KEY) ?? system();

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.documentElement.dataset.theme = theme();
  });
}

/** Switches; going back to what the system says forgets the choice. */
export function toggleTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  if (next === system()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  document.documentElement.dataset.theme = next;
  return next;
}
