/** One period: where every figure stands, whose books are closed, and how a closing paid. */

import { useRoute } from "preact-iso";
import { usePages } from "~/api/asking";
import { periodNumber } from "~/format/periods";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Closing } from "~/pages/oracle/period/Closing";
import { Figures } from "~/pages/oracle/period/Figures";
import { Waterfall } from "~/pages/oracle/period/Waterfall";
import { words } from "~/pages/oracle/words";
import { Answered } from "~/parts/Answers";
import { Page } from "~/parts/Card";
import "~/styles/book.css";
import "~/styles/oracle.css";

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
  return (
    <Answered of={subjects}>
      {() => (
        <>
          <Figures period={period} of={subjects.items} more={subjects.more} />
          <Closing period={period} of={subjects.items} />
          <Waterfall period={period} />
        </>
      )}
    </Answered>
  );
}
