/** What the unit's charter says, and where it stands on the chain. */

import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/unit/words";
import { Amount } from "~/parts/Amount";
import { Card, Facts } from "~/parts/Card";
import { Hash } from "~/parts/Names";
import { Period } from "~/parts/Time";

export function Charter({ unit }: { unit: Schema["UnitPage"] }) {
  const t = useWords(words);
  return (
    <Card title={t.charter}>
      <Facts
        of={[
          [t.quorum, t.quorumText(countText(unit.quorum))],
          [t.totalShares, countText(unit.total_shares)],
          [t.allowance, <Amount value={unit.allowance} symbol />],
          [t.windUp, unit.wind_up_after === 0 ? t.never : t.windUpText(countText(unit.wind_up_after))],
          [t.firstPeriod, <Period of={unit.first_period} />],
          [t.closed, <Period of={unit.closed_through} />],
          [t.unclaimed, <Amount value={unit.unclaimed} symbol />],
          [t.address, <Hash value={unit.address} />],
          [t.pool, <Hash value={unit.pool} />],
        ]}
      />
    </Card>
  );
}
