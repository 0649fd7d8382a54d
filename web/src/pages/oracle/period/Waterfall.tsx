/** A settlement run: what a unit's closing of a period owed and paid, rank after rank, from the book. */

import { useState } from "preact/hooks";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { useJournal, type Line } from "~/pages/oracle/journal";
import { words } from "~/pages/oracle/words";
import { Answered, Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { ChoiceField } from "~/parts/Fields";
import { Statement, type StatementLine } from "~/parts/Statement";

const RANKS = ["collection", "fee", "bonus", "tranche", "preferred"] as const;

export function Waterfall({ period }: { period: string }) {
  const t = useWords(words);
  const units = useApi("book", "/api/v1/book/units", { params: { query: { limit: 200 } } });
  const [chosen, choose] = useState("");
  const list = units.data?.items ?? [];
  const address = chosen || (list[0]?.address ?? "");
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } }, address !== "");
  return (
    <Card title={t.waterfall} note={t.waterfallNote}>
      <ChoiceField
        label={t.chooseUnit}
        value={address}
        onChange={choose}
        options={list.map((each) => ({ value: each.address, text: each.name }))}
      />
      {address && <Answered of={unit}>{(found) => <Run unit={found} period={period} />}</Answered>}
    </Card>
  );
}

/** The run of one unit alone. */
export function UnitWaterfall({ address, period }: { address: string; period: string }) {
  const t = useWords(words);
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } });
  return (
    <Card title={t.waterfall} note={t.waterfallNote}>
      <Answered of={unit}>{(found) => <Run unit={found} period={period} />}</Answered>
    </Card>
  );
}

function Run({ unit, period }: { unit: Schema["UnitPage"]; period: string }) {
  const t = useWords(words);
  const books = unit.periods.find((each) => each.period === period);
  const closing = books?.closing;
  const journal = useJournal(Boolean(closing));
  if (!books || !closing) return <Empty>{t.notClosed}</Empty>;
  return (
    <Answered of={journal}>
      {(lines) => {
        const shown: StatementLine[] = [
          { name: t.received, value: books.received },
          { name: t.owed, value: closing.owed },
          ...RANKS.map((rank): StatementLine => ({
            name: t.ranks[rank],
            value: paidBy(lines, unit.address, period, rank),
            sign: "−",
          })).filter((line) => line.value !== "0"),
          { name: t.total, value: closing.paid, kind: "subtotal" },
          { name: t.arrears, value: closing.arrears },
          { name: t.ranks.team, value: books.to_team, sign: "−" },
          { name: t.ranks.investors, value: books.to_investors, sign: "−" },
          { name: t.shared, value: closing.shared, kind: "subtotal" },
          { name: t.undistributed, value: closing.undistributed },
          { name: t.held, value: closing.held, kind: "total" },
        ];
        return <Statement caption={t.waterfall} lines={shown} />;
      }}
    </Answered>
  );
}

/** What left the unit in payments of a nature for the period. */
function paidBy(lines: readonly Line[], account: string, period: string, nature: string): string {
  return lines
    .filter((line) => line.kind === "payment" && line.account === account)
    .filter((line) => line.nature === nature && line.period === period)
    .reduce((sum, line) => sum + BigInt(line.credit || 0), 0n)
    .toString();
}
