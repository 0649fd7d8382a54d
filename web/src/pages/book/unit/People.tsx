/** Who is in the unit, with which part of what it shares, and who has invested in it. */

import type { Schema } from "~/api/client";
import { countText, shareText } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/unit/words";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";

type Unit = Schema["UnitPage"];
type Part = Unit["team"][number];

export function People({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const units = unit.team.reduce((sum, part) => sum + BigInt(part.now ?? 0), 0n);
  const isHidden = [...unit.team, ...unit.investors].some((part) => part.now === null);
  const leads = (part: Part): boolean => part.account.address === unit.leader.address;
  return (
    <Card title={t.people} note={isHidden ? t.partsHidden : t.partsNote}>
      <Table
        caption={t.team}
        columns={columnsOf(t.member, t.units, units, t, leads)}
        rows={unit.team}
        keyOf={(part) => part.account.address}
        empty={t.noTeam}
      />
      {unit.investors.length > 0 && (
        <Table
          caption={t.investors}
          columns={columnsOf(t.investor, t.shares, BigInt(unit.total_shares), t)}
          rows={unit.investors}
          keyOf={(part) => part.account.address}
        />
      )}
    </Card>
  );
}

function columnsOf(
  who: string,
  what: string,
  whole: bigint,
  t: (typeof words)["en"],
  leads?: (part: Part) => boolean,
): Column<Part>[] {
  return [
    {
      name: who,
      cell: (part) => (
        <>
          <Party of={part.account} />
          {leads?.(part) && <span class="quiet"> {t.leader}</span>}
        </>
      ),
    },
    {
      name: what,
      cell: (part) => (part.now === null ? <span class="quiet">{t.hidden}</span> : countText(part.now)),
      number: true,
    },
    {
      name: t.share,
      cell: (part) => (part.now === null ? <span class="quiet">{t.hidden}</span> : shareText(part.now, whole)),
      number: true,
    },
    {
      name: t.then,
      cell: (part) =>
        part.scheduled === null || !part.from_period
          ? "–"
          : t.thenText(countText(part.scheduled), periodText(part.from_period)),
    },
  ];
}
