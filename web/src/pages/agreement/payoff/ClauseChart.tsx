/** The curve of one clause: corners as the contract answers them, and the point that the last window reached. */

import { useApi, useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { Way } from "~/pages/agreement/terms/Numbers";
import { Subject, X, Y, xText } from "~/pages/agreement/terms/Measured";
import { FORMS, isMoney, METRICS, type Agreement, type Clause, type Terms } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Chart } from "~/parts/Chart";
import { Table } from "~/parts/Table";
import { Period } from "~/parts/Time";
import { periodText } from "~/format/times";

interface Payoff {
  who: string;
  measured: string;
  corners: { x: string; amount: string }[];
}

interface Props {
  agreement: Agreement;
  terms: Terms;
  number: number;
  payoff: Payoff | undefined;
}

export function ClauseChart({ agreement, terms, number, payoff }: Props) {
  const t = useWords(words);
  const company = useCompany();
  const clause = terms.clauses[number] as Clause;
  const now = useReached(agreement, clause, number);
  if (!company || !payoff) return null;
  const nature = terms.legs[clause.leg]?.nature ?? 0;
  const money = 10 ** company.token.decimals; // a chart's numbers only: the table beside it is exact
  const shown = isMoney(nature) ? money : 1;
  const corners = payoff.corners.map((each) => ({ x: fraction(each.x), y: Number(each.amount) / shown, now: false }));
  const all = now ? [...corners, { x: now.x, y: Number(now.amount) / shown, now: true }] : corners;
  all.sort((a, b) => a.x - b.x);
  const summary = now
    ? t.curveNow(payoff.measured, payoff.who, periodText(now.period))
    : t.curve(payoff.measured, payoff.who);
  return (
    <div class="payoff">
      <h3>
        <Way agreement={agreement} terms={terms} clause={clause} />
      </h3>
      <Chart
        summary={summary}
        x={all.map((each) => each.x)}
        xText={(x) => xText(clause, x, company.token.decimals)}
        lines={[
          { name: t.pays, values: all.map((each) => each.y) },
          ...(now
            ? [{ name: t.weStand, values: all.map((each) => (each.now ? each.y : null)), kind: "points" as const }]
            : []),
        ]}
        table={
          <Table
            caption={summary}
            rows={payoff.corners}
            keyOf={(row) => row.x}
            columns={[
              { name: t.result, cell: (row) => <X of={clause} value={whole(row.x)} /> },
              { name: t.pays, number: true, cell: (row) => <Y nature={nature} value={row.amount} /> },
            ]}
          />
        }
      />
      {now && (
        <p class="stand">
          <strong>{t.weStand}</strong> <Period of={now.period} />:{" "}
          {FORMS[clause.form] === "actual" && (
            <>
              <Subject of={clause.subject} agreement={agreement} plain /> ·{" "}
              {t.metrics[METRICS[clause.metric] ?? "revenue"]}{" "}
            </>
          )}
          <X of={clause} value={whole(now.text)} /> → <Y nature={nature} value={now.amount} />
        </p>
      )}
    </div>
  );
}

/** The clause's last window that was accrued: its x, and what the contract made of it. */
function useReached(agreement: Agreement, clause: Clause, number: number) {
  const path = { agreement: agreement.agreement };
  const periods = useApi("book", "/api/v1/book/agreements/{agreement}/periods", { params: { path } }).data ?? [];
  const ended = periods.filter((_, index) => (index + 1) % clause.window === 0);
  const period = ended.at(-1)?.period;
  const why = useApi(
    "book",
    "/api/v1/book/agreements/{agreement}/periods/{period}",
    { params: { path: { ...path, period: period ?? "" } } },
    Boolean(period),
  ).data;
  const found: Schema["ClausePage"] | undefined = why?.clauses?.[number];
  if (!period || !found?.x || found.entitlement === null || BigInt(found.x.denominator) <= 0n) return null;
  const text = `${found.x.numerator}/${found.x.denominator}`;
  return { period, x: fraction(text), text, amount: found.entitlement };
}

/** "3/4" or "-12" as a number, for a chart. */
function fraction(text: string): number {
  const [over, under = "1"] = text.split("/");
  return Number(over) / Number(under);
}

/** The whole part of a fraction, which is what a table shows of percent with two more digits. */
function whole(text: string): string {
  const [over = "0", under = "1"] = text.split("/");
  return (BigInt(over) / BigInt(under)).toString();
}
