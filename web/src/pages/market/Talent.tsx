/** The talent pool: people without a unit, and those whose unit is being wound up. */

import { useApi, usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered, Loading } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";

type Person = Schema["PersonItem"];

export function Talent() {
  const t = useWords(words);
  const people = usePages("book", "/api/v1/book/people", { params: { query: { limit: 200 } } });
  const oracle = useApi("book", "/api/v1/book/oracle", {}).data;
  const offices = new Set([...(oracle?.nodes ?? []), ...(oracle?.arbiters.map((each) => each.address) ?? [])]);
  const free = people.items
    .filter((each) => !offices.has(each.address))
    .filter((each) => !each.units.length || each.units.some((part) => part.free_until));
  const columns: Column<Person>[] = [
    { name: t.person, cell: (each) => <Party of={{ ...each, kind: "person" }} /> },
    { name: t.parts, cell: (each) => (each.units.length ? <Units of={each} /> : t.noUnit) },
    { name: t.free, cell: (each) => each.units.find((part) => part.free_until)?.free_until ?? "–" },
    { name: t.earned, cell: (each) => <Amount value={each.earned} />, number: true },
  ];
  return (
    <Card title={t.talent} note={t.talentNote}>
      <Answered of={people}>
        {() =>
          oracle ? (
            <LongTable
              caption={t.talent}
              columns={columns}
              rows={free}
              keyOf={(each) => each.address}
              more={people.more}
              empty={t.noTalent}
            />
          ) : (
            <Loading />
          )
        }
      </Answered>
    </Card>
  );
}

function Units({ of }: { of: Person }) {
  return (
    <>
      {of.units.map((part) => (
        <span key={part.unit.address} class="listed">
          <Party of={part.unit} /> {part.units ?? ""}
        </span>
      ))}
    </>
  );
}
