/** One period of one agreement: why it came to what it did, and what was paid after it. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Paid } from "~/pages/agreement/paying/PeriodsCard";
import { WhyOfPeriod } from "~/pages/agreement/paying/WhyOfPeriod";
import type { Agreement } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Answered } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { AgreementLink } from "~/parts/Names";
import "~/styles/agreement.css";

export default function PeriodPage() {
  const { agreement = "", period = "" } = useRoute().params;
  const t = useWords(words);
  const found = useApi("book", "/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } });
  const name = found.data?.name ?? shortHex(agreement, 4);
  return (
    <Page title={t.whyOf(name, periodText(period, "long"))} lead={t.whyLead}>
      <Answered of={found}>{(data) => <Shown agreement={data} period={period} />}</Answered>
    </Page>
  );
}

function Shown({ agreement, period }: { agreement: Agreement; period: string }) {
  const t = useWords(words);
  const path = { agreement: agreement.agreement };
  const payments = useApi("book", "/api/v1/book/agreements/{agreement}/payments", { params: { path } });
  return (
    <>
      <p>
        {t.agreement} <AgreementLink of={agreement} />
      </p>
      <Card title={t.whySteps}>
        <WhyOfPeriod agreement={agreement} period={period} />
      </Card>
      <Card title={t.paymentsOfPeriod}>
        <Answered of={payments}>{(all) => <Paid payments={all.filter((each) => each.period === period)} />}</Answered>
      </Card>
    </>
  );
}
