/** All people in the ranking that the reader chooses; where pay is hidden, by name. */

import { oneOf, useAddressed, useSettled } from "~/parts/addressed";
import { useCompany, usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { Pay } from "~/pages/book/people/Pay";
import { words } from "~/pages/book/people/words";
import { Answered } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";
import "~/styles/book.css";

type Person = Schema["PersonItem"];
const SORTS = ["earned", "received", "withdrawn", "held", "name"] as const;

export default function PeoplePage() {
  const t = useWords(words);
  const company = useCompany();
  const [typed, type] = useAddressed("q");
  const [chosen, choose] = useAddressed("sort");
  const q = useSettled(typed.trim());
  // Without a choice the service ranks by what it may show.
  const sort = oneOf(SORTS, chosen) ?? null;
  const query = { limit: 200, q: q || null, sort };
  const people = usePages("book", "/api/v1/book/people", { params: { query } }, true, true);
  const isHidden = people.items.some((person) => person.hidden?.length);
  const ranked = sort ?? (isHidden ? "name" : "earned");
  return (
    <Page title={t.title} lead={t.lead}>
      <Card>
        <div class="sieve">
          <TextField label={t.find} type="search" value={typed} onInput={type} />
          <ChoiceField
            label={t.ranking}
            value={ranked}
            onChange={choose}
            options={SORTS.filter((value) => !isHidden || value === "name").map((value) => ({
              value,
              text: t.sorts[value],
            }))}
          />
        </div>
        {isHidden && <p class="note">{t.hiddenNote}</p>}
        <Answered of={people}>
          {() => (
            <>
              <p class="note" role="status">
                {(people.hasNextPage ? t.more : t.found)(countText(people.items.length))}
              </p>
              <LongTable
                caption={t.ranked(t.sorts[ranked])}
                columns={columnsOf(t)}
                rows={people.items}
                keyOf={(person) => person.address}
                count={people.hasNextPage ? (q ? null : (company?.people ?? null)) : people.items.length}
                more={people.more}
                empty={t.none}
              />
            </>
          )}
        </Answered>
      </Card>
    </Page>
  );
}

function columnsOf(t: (typeof words)["en"]): Column<Person>[] {
  return [
    { name: t.person, cell: (person) => <Party of={{ ...person, kind: "person" }} /> },
    { name: t.units, cell: (person) => <UnitsOf person={person} /> },
    { name: t.sorts.earned, cell: (person) => <Pay value={person.earned} />, number: true },
    { name: t.received, cell: (person) => <Pay value={person.received} />, number: true },
    { name: t.paid, cell: (person) => <Pay value={person.paid} />, number: true },
    { name: t.sorts.withdrawn, cell: (person) => <Pay value={person.withdrawn} />, number: true },
    { name: t.sorts.held, cell: (person) => <Pay value={person.held} />, number: true },
  ];
}

function UnitsOf({ person }: { person: Person }) {
  const t = useWords(words);
  if (!person.units.length) return <span class="quiet">–</span>;
  return (
    <>
      {person.units.map((part, index) => (
        <span key={part.unit.address}>
          {index > 0 && ", "}
          <Party of={part.unit} />
          {part.leads && <span class="quiet"> ({t.leads})</span>}
        </span>
      ))}
    </>
  );
}
