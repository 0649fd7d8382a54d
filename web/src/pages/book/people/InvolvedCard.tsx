/** A person's parts in units, and what came from each of them. */

import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Part, Pay } from "~/pages/book/people/Pay";
import { words } from "~/pages/book/people/words";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";

type Person = Schema["PersonPage"];
type Involved = Schema["InvolvedPage"];
type PartPage = Schema["PartPage"];

export function InvolvedCard({ person }: { person: Person }) {
  const t = useWords(words);
  const leads = new Set(person.units.filter((part) => part.leads).map((part) => part.unit.address));
  const columns: Column<Involved>[] = [
    { name: t.unit, cell: (each) => <Party of={each.unit} /> },
    { name: t.role, cell: (each) => rolesOf(each, leads, t).join(", ") },
    { name: t.teamUnits, cell: (each) => <Held part={each.member} />, number: true },
    { name: t.shares, cell: (each) => <Held part={each.investor} />, number: true },
    { name: t.invested, cell: (each) => <Pay value={each.invested} />, number: true },
    { name: t.earned, cell: (each) => <Pay value={each.earned} />, number: true },
  ];
  const isHidden = person.involved.some((each) => each.earned === null);
  const sum = person.involved.reduce((all, each) => all + BigInt(each.earned ?? 0), 0n);
  return (
    <Card title={t.from} note={t.fromNote}>
      <Table
        caption={t.from}
        columns={columns}
        rows={person.involved}
        keyOf={(each) => each.unit.address}
        empty={t.noUnits}
        foot={[t.total, "", "", "", "", <Pay value={isHidden ? null : sum} />]}
      />
    </Card>
  );
}

function rolesOf(each: Involved, leads: ReadonlySet<string>, t: (typeof words)["en"]): string[] {
  const roles = [
    leads.has(each.unit.address) ? t.leader : null,
    each.member ? t.member : null,
    each.investor ? t.investor : null,
  ].filter((role) => role !== null);
  return roles.length ? roles : [t.former];
}

/** As it is now, and from when on it will be another. */
function Held({ part }: { part: PartPage | null }) {
  const t = useWords(words);
  return (
    <>
      <Part value={part ? part.now : undefined} />
      {part && part.scheduled !== null && part.from_period && (
        <small class="quiet"> {t.then(countText(part.scheduled), periodText(part.from_period))}</small>
      )}
    </>
  );
}
