/** One dispute: who challenges what and why, until when an arbiter can decide, and the decision. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { Decide } from "~/pages/oracle/dispute/Decide";
import { DisputeState } from "~/pages/oracle/dispute/DisputeState";
import { Outcomes } from "~/pages/oracle/dispute/Outcomes";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Facts, Page } from "~/parts/Card";
import { AgreementLink, Hash, Party } from "~/parts/Names";
import { Period, Time, Until } from "~/parts/Time";
import "~/styles/oracle.css";

type Dispute = Schema["DisputePage"];

export default function DisputePage() {
  const t = useWords(words);
  const number = Number(useRoute().params["dispute"]);
  const dispute = useApi("book", "/api/v1/book/disputes/{dispute}", { params: { path: { dispute: number } } });
  return (
    <Page title={t.dispute(Number.isFinite(number) ? countText(number) : "?")} lead={<a href="/oracle">{t.title}</a>}>
      <Answered of={dispute}>
        {(found) => (
          <>
            <What of={found} />
            {found.ruling && <Ruling of={found.ruling} />}
            {found.state === "open" && <Outcomes of={found} />}
            {found.state === "open" && <Decide of={found} />}
          </>
        )}
      </Answered>
    </Page>
  );
}

function What({ of }: { of: Dispute }) {
  const t = useWords(words);
  return (
    <Card title={of.subject.name ?? shortHex(of.subject.subject)} note={t.evidenceNote}>
      <Facts
        of={[
          [t.state, <DisputeState of={of.state} />],
          [t.period, <Period of={of.period} />],
          [t.challenger, <Party of={of.challenger} />],
          [t.reason, <Words of={of.reason} />],
          [t.agreement, <Under agreement={of.agreement} />],
          [t.parties, of.parties.map((each) => <Listed key={each.address} of={each} />)],
          [t.bond, of.bond === "0" ? t.noBond : <Amount value={of.bond} symbol />],
          [t.lapses, of.state === "open" ? <Until at={of.lapses_at} /> : <Time at={of.lapses_at} />],
        ]}
      />
      <p>
        <a class="button" href={`/oracle/${of.period}/${of.subject.subject}`}>
          {t.toFigures}
        </a>
      </p>
    </Card>
  );
}

/** The agreement by its name, as soon as the book has told it. */
function Under({ agreement }: { agreement: string }) {
  const path = { agreement };
  const found = useApi("book", "/api/v1/book/agreements/{agreement}", { params: { path } }).data;
  return <AgreementLink of={found ?? { agreement, name: null }} />;
}

function Listed({ of }: { of: Schema["Party"] }) {
  return (
    <span class="listed">
      <Party of={of} />
    </span>
  );
}

function Words({ of }: { of: Schema["WordsPage"] }) {
  const t = useWords(words);
  if (of.text !== null && of.text !== undefined) return <q>{of.text}</q>;
  return (
    <>
      <Hash value={of.hash} /> <small class="quiet">{t.unsaid}</small>
    </>
  );
}

function Ruling({ of }: { of: Schema["RulingPage"] }) {
  const t = useWords(words);
  return (
    <Card title={t.ruling}>
      <Facts
        of={[
          [t.decision, of.upheld ? t.upheld : t.voided],
          [t.arbiter, <Party of={of.arbiter} />],
          [t.ruling, <Words of={of.words} />],
          of.bond_to && [t.bondTo, <Party of={of.bond_to} />],
        ]}
      />
    </Card>
  );
}
