/** Who the parties are, and who signed which version of the terms, when, for whom. */

import { useApi } from "~/api/asking";
import { useWords } from "~/i18n/words";
import type { Agreement } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table } from "~/parts/Table";
import { Time } from "~/parts/Time";

type PartyOf = Agreement["parties"][number];

export function PartiesCard({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const late = new Set(agreement.in_arrears.map((each) => each.address));
  return (
    <Card title={t.parties} note={t.partiesNote}>
      <Table
        caption={t.parties}
        rows={agreement.parties}
        keyOf={(party) => party.address}
        columns={[
          { name: t.party, cell: (party) => <Party of={party} /> },
          { name: t.as, cell: (party) => <As party={party} /> },
          { name: t.signed, cell: (party) => <SignedBy agreement={agreement} party={party} /> },
          {
            name: t.standing,
            cell: (party) =>
              late.has(party.address) ? <State of="arrears" /> : <span class="quiet">{t.nothingLate}</span>,
          },
        ]}
      />
    </Card>
  );
}

/** A unit is no person: its leader signs for it, or so many of its members. */
function As({ party }: { party: PartyOf }) {
  const t = useWords(words);
  const isUnit = party.kind === "unit";
  const unit = useApi(
    "book",
    "/api/v1/book/units/{address}",
    { params: { path: { address: party.address } } },
    isUnit,
  ).data;
  if (!isUnit) return <>{t.person}</>;
  return (
    <>
      {t.unit}
      {unit && (
        <>
          {" · "}
          {t.ledBy} <Party of={unit.leader} />
        </>
      )}
    </>
  );
}

function SignedBy({ agreement, party }: { agreement: Agreement; party: PartyOf }) {
  const t = useWords(words);
  return (
    <ul class="plain">
      {agreement.terms.map(
        (version) =>
          version.sentences.some((each) => each.party.address === party.address) && (
            <li key={version.number}>
              {agreement.versions > 1 && `${t.version(String(version.number + 1))}: `}
              <a href={`/transactions/${version.signed.transaction}`}>
                <Time at={version.signed.time} />
              </a>{" "}
              <State of={version.signed.state} />
            </li>
          ),
      )}
    </ul>
  );
}
