/** Light or dark: as the system says until somebody chooses. */

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const KEPT = "heyi.theme";
const kept = localStorage.getItem(KEPT);

export const theme = signal<Theme>(kept === "light" || kept === "dark" ? kept : "system");
const system = matchMedia("(prefers-color-scheme: dark)");
export const isDark = signal(false);

effect(() => {
  if (theme.value === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, theme.value);
  apply();
});
system.addEventListener("change", apply);

function apply(): void {
  isDark.value = theme.value === "dark" || (theme.value === "system" && system.matches);
  document.documentElement.dataset["theme"] = isDark.value ? "dark" : "light";
}
