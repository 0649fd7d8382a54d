/** What one person gets: an amount, or that it is not shown. Null is never shown as nothing. */

import type { Minor } from "~/format/amounts";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/people/words";
import { Amount } from "~/parts/Amount";

export function Pay({ value, symbol }: { value: Minor | null; symbol?: boolean }) {
  const t = useWords(words);
  return <Amount value={value} hidden={t.hidden} {...(symbol ? { symbol } : {})} />;
}

/** A part in a team or in shares, which tells pay as much as an amount does. */
export function Part({ value }: { value: string | null | undefined }) {
  const t = useWords(words);
  if (value === undefined) return <span class="quiet">–</span>;
  return value === null ? <span class="quiet">{t.hidden}</span> : <>{countText(value)}</>;
}
