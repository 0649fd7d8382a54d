/** The next adjustment of an agreement and its size, computed by the contract at figures that are known and supposed. */

import { useQuery } from "@tanstack/preact-query";
import { useApi } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { isBefore } from "~/format/times";

type Agreement = Schema["AgreementPage"];
type Figure = Schema["FigureGiven"];
type Supposed = Schema["AgreementPreview"];

function usePreview(agreement: string, figures: Figure[], enabled: boolean) {
  return useQuery<Supposed, Error>({
    queryKey: ["book", "/api/v1/previews/agreements", agreement, figures],
    enabled,
    queryFn: () =>
      told(api.POST("/api/v1/previews/agreements/{agreement}", { params: { path: { agreement } }, body: { figures } })),
  });
}

export interface Adjustment {
  readonly period: string;
  /** What the account gets (above 0) or pays, if figures that are not known yet were nothing. */
  readonly worst: bigint;
  /** The same, if they were as the last final ones. Null where the book has none to go by. */
  readonly likely: bigint | null;
}

/** Undefined while it is computed; null if none is to come. */
export function useNextAdjustment(of: Agreement, account: string) {
  const isOpen = of.status === "open";
  const known = usePreview(of.agreement, [], isOpen);
  const period = known.data && nextOf(known.data, of);
  const subject = known.data?.supposed.assumed[0]?.subject ?? "";
  const isUnit = of.parties.some((each) => each.address === subject);
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address: subject } } }, isUnit);
  const figures = known.data && period && unit.data ? continued(known.data, period, unit.data) : [];
  const likely = usePreview(of.agreement, figures, figures.length > 0);
  const adjustment: Adjustment | null | undefined = !isOpen
    ? null
    : known.data && (period ? adjusted(known.data, likely.data, period, account) : null);
  return { adjustment, error: known.error };
}

function nextOf(preview: Supposed, of: Agreement): string | undefined {
  const open = preview.supposed.periods.filter((each) => !isBefore(each.period, of.next_period));
  return open.find((each) => each.legs.some((leg) => leg.amount !== "0"))?.period;
}

/** Figures of periods to come as those of the last final one. */
function continued(preview: Supposed, until: string, unit: Schema["UnitPage"]): Figure[] {
  const last = [...unit.periods].reverse().find((each) => each.finality === "final");
  if (!last) return [];
  return preview.supposed.assumed
    .filter((each) => each.subject === unit.address && !isBefore(until, each.period))
    .flatMap((each): Figure[] => {
      const [of, period] = [each.subject, each.period];
      if (each.metric === "Revenue" && last.revenue !== null) return [{ of, period, revenue: last.revenue }];
      if (each.metric === "Profit" && last.profit !== null) return [{ of, period, profit: last.profit }];
      if (each.metric === "Score" && last.score !== null) return [{ of, period, score: last.score }];
      return [];
    });
}

function adjusted(known: Supposed, likely: Supposed | undefined, period: string, account: string): Adjustment {
  return { period, worst: amountOf(known, period, account), likely: likely ? amountOf(likely, period, account) : null };
}

/** Money only: above 0 the account gets it. */
function amountOf(preview: Supposed, period: string, account: string): bigint {
  const legs = preview.supposed.periods.find((each) => each.period === period)?.legs ?? [];
  return legs
    .filter((leg) => leg.nature !== "Shares" && leg.nature !== "Control")
    .reduce((sum, leg) => sum + BigInt(leg.to[account] ?? 0) - (leg.debtor === account ? BigInt(leg.amount) : 0n), 0n);
}
