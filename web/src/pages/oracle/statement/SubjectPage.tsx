/** One unit's figures of one period: every node's reading, what counts, until when, and a challenge. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { UnitWaterfall } from "~/pages/oracle/period/Waterfall";
import { Challenge } from "~/pages/oracle/statement/Challenge";
import { Readings } from "~/pages/oracle/statement/Readings";
import { Standing } from "~/pages/oracle/statement/Standing";
import { unitOf, useSubjectName } from "~/pages/oracle/SubjectName";
import { words } from "~/pages/oracle/words";
import { Answered } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import "~/styles/book.css";
import "~/styles/oracle.css";

export default function SubjectPage() {
  const t = useWords(words);
  const { period = "", subject = "" } = useRoute().params;
  const name = useSubjectName(subject);
  const unit = unitOf(subject);
  const path = { path: { period, subject } };
  const report = useApi("book", "/api/v1/book/statements/{subject}/{period}", { params: path });
  const differences = useApi("book", "/api/v1/oracle/periods/{period}/differences/{subject}", { params: path });
  const lead = <a href={`/oracle/${encodeURIComponent(period)}`}>{t.openPeriod(periodText(period, "long"))}</a>;
  return (
    <Page title={`${name}, ${periodText(period, "long")}`} lead={lead}>
      <Answered of={report}>{(found) => <Standing of={found} />}</Answered>
      <Card title={t.readings}>
        <Answered of={differences}>{(found) => <Readings of={found} report={report.data} />}</Answered>
      </Card>
      {report.data?.stage === "posted" && report.data.finality === "pending" && <Challenge of={report.data} />}
      {unit && report.data?.finality !== "pending" && <UnitWaterfall address={unit} period={period} />}
    </Page>
  );
}
