/** The frame's head: menu, language, appearance, and who is here. */

import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { MENU } from "~/app/routes";
import { theme, type Theme } from "~/parts/theme";
import { words } from "~/app/words";
import { choose, language, LANGUAGES, useWords, type Language } from "~/i18n/words";
import { useWaiting } from "~/pages/inbox/waiting";
import { words as inbox } from "~/pages/inbox/words";
import { AccountMenu } from "~/wallet/AccountMenu";
import { me } from "~/wallet/session";

export function Header() {
  const t = useWords(words);
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  return (
    <header class="top">
      <a class="brand" href="/" aria-label={t.home}>
        <img src="/heyi.svg" alt="" width="28" height="28" />
        <span>Heyi</span>
      </a>
      <button
        type="button"
        class="ghost menu-button"
        aria-expanded={isOpen}
        aria-controls="menu"
        onClick={() => setOpen(!isOpen)}
      >
        {t.menu}
      </button>
      <nav id="menu" class={isOpen ? "open" : undefined} aria-label={t.nav} onClick={() => setOpen(false)}>
        {MENU.filter((entry) => !entry.mine || me.value).map((entry) => (
          <a key={entry.path} href={entry.path} aria-current={isAt(path, entry.path) ? "page" : undefined}>
            {t[entry.word]}
            {entry.path === "/inbox" && <Waiting />}
          </a>
        ))}
      </nav>
      <div class="settings">
        <select
          aria-label={t.language}
          value={language.value}
          onChange={(event) => choose(event.currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([value, name]) => (
            <option key={value} value={value} lang={value}>
              {name}
            </option>
          ))}
        </select>
        <ThemeButton />
        <AccountMenu />
      </div>
    </header>
  );
}

/** How many decisions wait for whoever is signed in. */
function Waiting() {
  const t = useWords(inbox);
  const waiting = useWaiting();
  return waiting > 0 ? (
    <span class="count" aria-label={t.waiting(waiting)} role="img">
      {waiting}
    </span>
  ) : null;
}

const THEMES: readonly { theme: Theme; sign: string }[] = [
  { theme: "system", sign: "◐" },
  { theme: "light", sign: "☀" },
  { theme: "dark", sign: "☾" },
];

function ThemeButton() {
  const t = useWords(words);
  const at = THEMES.findIndex((each) => each.theme === theme.value);
  const next = THEMES[(at + 1) % THEMES.length]?.theme ?? "system";
  const name = `${t.theme}: ${t.themes[theme.value]}`;
  return (
    <button type="button" class="ghost icon" aria-label={name} title={name} onClick={() => (theme.value = next)}>
      {THEMES[at]?.sign}
    </button>
  );
}

function isAt(path: string, entry: string): boolean {
  if (entry === "/") return path === "/" || path.startsWith("/units");
  return path === entry || path.startsWith(`${entry}/`);
}
