/** The unit's own Win-Win Value Added statement, of everything to date or of one period. */

import { useState } from "preact/hooks";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { PeriodChoice } from "~/pages/book/winwin/PeriodChoice";
import { WinWin } from "~/pages/book/winwin/WinWin";
import { words } from "~/pages/book/unit/words";

export function UnitWinWin({ unit }: { unit: Schema["UnitPage"] }) {
  const t = useWords(words);
  const [period, choose] = useState("");
  return (
    <section class="winwin" aria-label={t.winwin}>
      <div class="sieve">
        <PeriodChoice periods={unit.periods.map((each) => each.period)} value={period} onChange={choose} />
      </div>
      <WinWin unit={unit.address} period={period || null} title={t.winwin} />
    </section>
  );
}
