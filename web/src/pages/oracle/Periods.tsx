/** All periods that have figures or are waited for. */

import { useApi, useCompany } from "~/api/asking";
import { countText } from "~/format/amounts";
import { periodNumber, periodOf } from "~/format/periods";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { Failure, Loading } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Period } from "~/parts/Time";

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
  const company = useCompany();
  const { periods, error } = usePeriods();
  return (
    <Card title={t.periods} note={t.periodsNote}>
      {error ? (
        <Failure error={error} />
      ) : !periods.length ? (
        <Loading />
      ) : (
        <ul class="periods">
          {periods.map((period) => (
            <li key={period}>
              <a href={`/oracle/${encodeURIComponent(period)}`}>
                <Period of={period} />
              </a>{" "}
              {period === company?.calendar.present ? (
                <small class="quiet">{t.present}</small>
              ) : (
                <Standing of={period} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** How many figures of a period are where. */
function Standing({ of }: { of: string }) {
  const t = useWords(words);
  const params = { params: { path: { period: of }, query: { limit: 1 } } };
  const progress = useApi("book", "/api/v1/oracle/periods/{period}/progress", params);
  const names = t.states as Record<string, string>;
  const found = Object.entries(progress.data?.states ?? {});
  return (
    <small class="quiet">
      {found.map(([state, count]) => `${names[state] ?? state} ${countText(count)}`).join(" · ")}
    </small>
  );
}
