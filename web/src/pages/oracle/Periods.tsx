/** All periods that have figures or are waited for. */

import { useApi, useCompany } from "~/api/asking";
import { countText } from "~/format/amounts";
import { periodNumber, periodOf } from "~/format/periods";
import { isBefore } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words as periodWords } from "~/pages/oracle/period/words";
import { words } from "~/pages/oracle/words";
import { Failure, Loading } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Table } from "~/parts/Table";
import { Period, Until } from "~/parts/Time";

const SMALL = 200; // units: one request

/** The latest first, from the present one back to the first that the company's clearing unit has books of. */
export function usePeriods(): { periods: string[]; error: Error | null } {
  const company = useCompany();
  const path = { address: company?.clearing?.address ?? "" };
  const clearing = useApi("book", "/api/v1/book/units/{address}", { params: { path } }, company !== undefined);
  const first = periodNumber(clearing.data?.first_period ?? "");
  const present = company?.calendar.present ?? "";
  const last = periodNumber(present);
  if (first === null || last === null) return { periods: [], error: clearing.error };
  const periods = Array.from({ length: last - first + 1 }, (_, index) => periodOf(last - index, present));
  return { periods, error: null };
}

export function Periods() {
  const t = useWords(words);
  const own = useWords(periodWords);
  const company = useCompany();
  const { periods, error } = usePeriods();
  return (
    <Card title={t.periods} note={t.periodsNote}>
      {error ? (
        <Failure error={error} />
      ) : !periods.length ? (
        <Loading />
      ) : (
        <Table
          caption={t.periods}
          columns={[
            {
              name: t.period,
              cell: (period) => (
                <a href={`/oracle/${encodeURIComponent(period)}`}>
                  <Period of={period} />
                </a>
              ),
            },
            {
              name: own.stand,
              cell: (period) => (period === company?.calendar.present ? t.present : <Standing of={period} />),
            },
            { name: own.next, cell: (period) => <Next of={period} /> },
            ...(company && company.units <= SMALL
              ? [{ name: own.closed, cell: (period: string) => <Closed of={period} all={company.units} /> }]
              : []),
          ]}
          rows={periods}
          keyOf={(period) => period}
        />
      )}
    </Card>
  );
}

type Of = { of: string };

function useProgress(period: string, limit: number, enabled = true) {
  const params = { params: { path: { period }, query: { limit } } };
  return useApi("book", "/api/v1/oracle/periods/{period}/progress", params, enabled).data;
}

/** How many figures of a period are where. */
function Standing({ of }: Of) {
  const t = useWords(words);
  const names = t.states as Record<string, string>;
  const found = Object.entries(useProgress(of, 1)?.states ?? {});
  return <>{found.map(([state, count]) => `${names[state] ?? state} ${countText(count)}`).join(" · ")}</>;
}

/** When the first of those that are posted becomes final. */
function Next({ of }: Of) {
  const isOpen = (useProgress(of, 1)?.states["posted"] ?? 0) > 0;
  const posted = useProgress(of, SMALL, isOpen)?.items.filter((each) => each.state === "posted") ?? [];
  const ends = posted.flatMap((each) => each.deadlines.map((deadline) => deadline.at));
  return isOpen && ends.length ? <Until at={Math.min(...ends)} /> : <>–</>;
}

/** How many units' books of a period are closed; of a small company, whose units one answer holds. */
function Closed({ of, all }: { of: string; all: number }) {
  const own = useWords(periodWords);
  const units = useApi("book", "/api/v1/book/units", { params: { query: { limit: SMALL } } }).data;
  const closed = units?.items.filter(({ closed_through: last }) => last !== null && !isBefore(last, of));
  return <>{closed ? own.closedOf(countText(closed.length), countText(all)) : "…"}</>;
}
