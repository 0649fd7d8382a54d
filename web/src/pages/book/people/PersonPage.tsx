/** One person: what came from which unit, parts in units, agreements, and where the credit went. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import { Refused } from "~/api/client";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { InvolvedCard } from "~/pages/book/people/InvolvedCard";
import { Pay } from "~/pages/book/people/Pay";
import { words } from "~/pages/book/people/words";
import { AgreementList } from "~/pages/book/agreements/AgreementList";
import { Failure, Loading } from "~/parts/Answers";
import { Card, Figure, Figures, Page } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";
import "~/styles/book.css";

type Person = Schema["PersonPage"];

export default function PersonPage() {
  const { address = "" } = useRoute().params;
  const asked = useApi("book", "/api/v1/book/people/{address}", { params: { path: { address } } });
  if (asked.data) return <Shown person={asked.data} />;
  return (
    <Page title={shortHex(address, 4)}>
      {asked.error ? (
        <Failure
          error={asked.error}
          {...(asked.error instanceof Refused && asked.error.status < 500 ? {} : { retry: () => void asked.refetch() })}
        />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Shown({ person }: { person: Person }) {
  const t = useWords(words);
  const free = person.units.filter((part) => part.free_until !== null);
  return (
    <Page title={person.name ?? shortHex(person.address, 4)} lead={<Hash value={person.address} />}>
      {person.hidden?.length ? <p class="note">{t.hiddenNote}</p> : null}
      <Figures>
        <Figure name={t.sorts.earned} note={t.earnedNote}>
          <Pay value={person.earned} symbol />
        </Figure>
        <Figure name={t.received} note={t.receivedNote}>
          <Pay value={person.received} symbol />
        </Figure>
        <Figure name={t.paid} note={t.receivedNote}>
          <Pay value={person.paid} symbol />
        </Figure>
        <Figure name={t.sorts.withdrawn} note={t.withdrawnNote}>
          <Pay value={person.withdrawn} symbol />
        </Figure>
        <Figure name={t.sorts.held} note={t.heldNote}>
          <Pay value={person.held} symbol />
        </Figure>
      </Figures>
      {free.length > 0 && (
        <Card title={t.talent}>
          {free.map((part) => (
            <p key={part.unit.address}>
              <Party of={part.unit} /> · {t.freeUntil(part.unit.name ?? "", part.free_until ?? "")}
            </p>
          ))}
        </Card>
      )}
      <InvolvedCard person={person} />
      <Card title={t.agreements}>
        <AgreementList of={person.newest} empty={t.noAgreements} />
        {person.agreements > person.newest.length && (
          <a href={`/agreements?party=${person.address}`}>{t.allAgreements(countText(person.agreements))}</a>
        )}
      </Card>
    </Page>
  );
}
