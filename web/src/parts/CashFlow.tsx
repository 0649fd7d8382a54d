/** What came in, went out and was left, period by period. */

import { useCompany } from "~/api/asking";
import { countText, type Minor } from "~/format/amounts";
import { drawn } from "~/format/drawn";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Amount } from "~/parts/Amount";
import { Chart } from "~/parts/Chart";
import { Table, type Column } from "~/parts/Table";
import { words } from "~/parts/words";

/** amount: above 0 it came in. balance: afterwards. moved_in: the period. */
interface Moved {
  readonly amount: Minor | null;
  readonly balance: Minor | null;
  readonly moved_in: string;
}

interface OfPeriod {
  readonly period: string;
  readonly came: bigint;
  readonly went: bigint;
  readonly left: bigint;
}

/** The oldest first. */
function byPeriod(movements: readonly Moved[]): OfPeriod[] {
  const found = new Map<string, OfPeriod>();
  for (const each of [...movements].reverse()) {
    const amount = BigInt(each.amount ?? 0);
    const before = found.get(each.moved_in) ?? { period: each.moved_in, came: 0n, went: 0n, left: 0n };
    found.set(each.moved_in, {
      period: each.moved_in,
      came: before.came + (amount > 0n ? amount : 0n),
      went: before.went - (amount < 0n ? amount : 0n),
      left: BigInt(each.balance ?? 0),
    });
  }
  return [...found.values()];
}

/** balanceName: where what is left is something else than the account's balance. */
export function CashFlow({ of, balanceName }: { of: readonly Moved[]; balanceName?: string }) {
  const t = useWords(words);
  const left = balanceName ?? t.cashFlow.balance;
  const company = useCompany();
  const periods = byPeriod(of);
  const decimals = company?.token.decimals ?? 0;
  const columns: Column<OfPeriod>[] = [
    { name: t.cashFlow.period, cell: (each) => periodText(each.period) },
    { name: t.cashFlow.came, cell: (each) => <Amount value={each.came} />, number: true },
    { name: t.cashFlow.went, cell: (each) => <Amount value={each.went} />, number: true },
    { name: left, cell: (each) => <Amount value={each.left} />, number: true },
  ];
  return (
    <Chart
      summary={t.cashFlow.summary(countText(periods.length))}
      x={periods.map((_, index) => index)}
      xText={(at) => (periods[at] ? periodText(periods[at].period) : "")}
      lines={[
        { name: t.cashFlow.came, values: periods.map((each) => drawn(each.came, decimals)), kind: "bar" },
        { name: t.cashFlow.went, values: periods.map((each) => drawn(-each.went, decimals)), kind: "bar" },
        { name: left, values: periods.map((each) => drawn(each.left, decimals)) },
      ]}
      height={220}
      table={<Table caption={t.cashFlow.byPeriod} columns={columns} rows={periods} keyOf={(each) => each.period} />}
    />
  );
}
