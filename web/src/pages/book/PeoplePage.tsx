/** All people, by what they have earned. */

import { useState } from "preact/hooks";
import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Failure, Loading } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";

type Person = Schema["PersonItem"];

export default function PeoplePage() {
  const t = useWords(words);
  const [wanted, setWanted] = useState("");
  const query = { limit: 200, ...(wanted ? { q: wanted } : {}) };
  const people = usePages("book", "/api/v1/book/people", { params: { query } });
  const columns: Column<Person>[] = [
    { name: t.people, cell: (person) => <Party of={{ ...person, kind: "person" }} /> },
    { name: t.shared, cell: (person) => <Amount value={person.earned} />, number: true },
  ];
  return (
    <Page title={t.people}>
      <Card>
        <TextField label={t.find} type="search" value={wanted} onInput={setWanted} />
        {people.error ? (
          <Failure error={people.error} />
        ) : people.isPending ? (
          <Loading />
        ) : (
          <LongTable
            caption={t.people}
            columns={columns}
            rows={people.items}
            keyOf={(person) => person.address}
            more={people.more}
          />
        )}
      </Card>
    </Page>
  );
}
