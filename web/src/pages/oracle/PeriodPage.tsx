/** One period: where every figure stands, whose books are closed, and how a closing paid. */

import { useRoute } from "preact-iso";
import { usePages, useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { periodNumber } from "~/format/periods";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Closing } from "~/pages/oracle/Closing";
import { FigureState } from "~/pages/oracle/FigureState";
import { SubjectName } from "~/pages/oracle/SubjectName";
import { Waterfall } from "~/pages/oracle/Waterfall";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Failure, Loading } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { LongTable, type Column } from "~/parts/Table";
import "~/styles/book.css";
import "~/styles/oracle.css";

export type SubjectProgress = Schema["SubjectModel"];

export default function PeriodPage() {
  const t = useWords(words);
  const period = useRoute().params["period"] ?? "";
  const isPeriod = periodNumber(period) !== null;
  return (
    <Page
      title={isPeriod ? t.openPeriod(periodText(period, "long")) : t.badPeriod}
      lead={<a href="/oracle">{t.title}</a>}
    >
      {isPeriod && <Shown period={period} />}
    </Page>
  );
}

function Shown({ period }: { period: string }) {
  const params = { params: { path: { period }, query: { limit: 200 } } };
  const subjects = usePages("book", "/api/v1/oracle/periods/{period}/progress", params);
  if (subjects.error) return <Failure error={subjects.error} retry={() => void subjects.refetch()} />;
  if (subjects.isPending) return <Loading />;
  return (
    <>
      <Figures period={period} of={subjects.items} more={subjects.more} />
      <Closing period={period} of={subjects.items} />
      <Waterfall period={period} />
    </>
  );
}

function Figures({ period, of, more }: { period: string; of: readonly SubjectProgress[]; more: () => void }) {
  const t = useWords(words);
  const corrections = useApi("book", "/api/v1/oracle/periods/{period}/corrections", { params: { path: { period } } });
  const columns: Column<SubjectProgress>[] = [
    { name: t.unit, cell: (each) => <SubjectName of={each.subject} href={`/oracle/${period}/${each.subject}`} /> },
    { name: t.state, cell: (each) => <FigureState of={each.state} /> },
    { name: t.revenue, cell: (each) => <Amount value={each.counts?.revenue} />, number: true },
    { name: t.profit, cell: (each) => <Amount value={each.counts?.profit} />, number: true },
    { name: t.score, cell: (each) => (each.counts?.score ? countText(each.counts.score) : "–"), number: true },
    {
      name: t.differing,
      cell: (each) => (each.differing.length ? countText(each.differing.length) : "–"),
      number: true,
    },
  ];
  const signed = corrections.data?.batches.length ?? 0;
  return (
    <Card title={t.standing}>
      <LongTable caption={t.standing} columns={columns} rows={of} keyOf={(each) => each.subject} more={more} />
      {signed > 0 && (
        <p class="note">
          {t.corrections}: {countText(signed)}
        </p>
      )}
    </Card>
  );
}
