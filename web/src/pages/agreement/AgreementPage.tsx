/** One agreement: what was signed, by whom, where it stands, what it pays and why, and what can be done about it. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { Timeline } from "~/pages/agreement/events/Timeline";
import { ActionsCard } from "~/pages/agreement/papers/ActionsCard";
import { DocumentsCard } from "~/pages/agreement/papers/DocumentsCard";
import { PartiesCard } from "~/pages/agreement/papers/PartiesCard";
import { VersionsCard } from "~/pages/agreement/papers/VersionsCard";
import { PayoffCard } from "~/pages/agreement/payoff/PayoffCard";
import { PeriodsCard } from "~/pages/agreement/paying/PeriodsCard";
import { StandingLine } from "~/pages/agreement/StandingLine";
import { TermsCard } from "~/pages/agreement/terms/TermsCard";
import type { Agreement, Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Answered } from "~/parts/Answers";
import { Page } from "~/parts/Card";
import "~/styles/agreement.css";

export default function AgreementPage() {
  const agreement = useRoute().params["agreement"] ?? "";
  const t = useWords(words);
  const isHash = /^0x[0-9a-fA-F]{64}$/.test(agreement);
  const found = useApi("book", "/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } }, isHash);
  const data = found.data;
  return (
    <Page
      title={data?.name || t.agreementOf(shortHex(agreement, 4))}
      lead={
        data &&
        `${t.kindOf(data.kind)} · ${data.parties.map((each) => each.name ?? shortHex(each.address, 4)).join(" – ")}`
      }
    >
      {isHash ? <Answered of={found}>{(each) => <Shown agreement={each} />}</Answered> : <p role="alert">{t.noHash}</p>}
    </Page>
  );
}

function Shown({ agreement }: { agreement: Agreement }) {
  const version = agreement.terms.at(-1) as Version;
  return (
    <>
      <StandingLine agreement={agreement} />
      <TermsCard agreement={agreement} version={version} />
      <PartiesCard agreement={agreement} />
      <PayoffCard agreement={agreement} version={version} />
      <PeriodsCard agreement={agreement} />
      <VersionsCard agreement={agreement} />
      <Timeline agreement={agreement} />
      <DocumentsCard agreement={agreement} />
      <ActionsCard agreement={agreement} />
    </>
  );
}
