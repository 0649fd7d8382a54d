/** The unit's books period by period: what it earned and what moved, as a chart and in exact figures. */

import { useState } from "preact/hooks";
import { useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { drawn } from "~/format/drawn";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/unit/words";
import { Amount } from "~/parts/Amount";
import { Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Chart, type Line } from "~/parts/Chart";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Period } from "~/parts/Time";

type Unit = Schema["UnitPage"];
type Books = Unit["periods"][number];

const VIEWS = {
  result: ["revenue", "cost", "profit", "shared"],
  money: ["received", "paid", "held", "arrears"],
} as const;
type View = keyof typeof VIEWS;
type What = (typeof VIEWS)[View][number];

export function Books({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const company = useCompany();
  const [view, show] = useState<View>("result");
  const periods = unit.periods;
  const lines = VIEWS[view].map((what, index): Line => ({
    name: t.figures[what],
    values: periods.map((each) => drawn(figure(each, what), company?.token.decimals ?? 0)),
    kind: index === 2 ? "bar" : "line",
  }));
  return (
    <Card title={t.books} note={t.booksNote}>
      {!periods.length ? (
        <Empty>{t.noPeriods}</Empty>
      ) : (
        <>
          <div class="row" role="group" aria-label={t.view}>
            {(["result", "money"] as const).map((each) => (
              <button key={each} type="button" class="small" aria-pressed={view === each} onClick={() => show(each)}>
                {t.views[each]}
              </button>
            ))}
          </div>
          <Chart
            key={view}
            summary={t.chartOf(t.views[view], unit.name)}
            x={periods.map((_, index) => index)}
            xText={(at) => (periods[at] ? periodText(periods[at].period) : "")}
            lines={lines}
            table={<BooksTable unit={unit} />}
          />
        </>
      )}
    </Card>
  );
}

/** Of a period: its own field, or what its closing came to. */
function figure(period: Books, what: What): string | null {
  switch (what) {
    case "held":
    case "arrears":
    case "shared":
      return period.closing?.[what] ?? null;
    default:
      return period[what];
  }
}

function BooksTable({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const amount = (what: What): Column<Books> => ({
    name: t.figures[what],
    cell: (period) => <Amount value={figure(period, what)} />,
    number: true,
  });
  const columns: Column<Books>[] = [
    { name: t.period, cell: (period) => <Period of={period.period} /> },
    { name: t.finality, cell: (period) => <Finality of={period} /> },
    ...VIEWS.result.map(amount),
    ...VIEWS.money.map(amount),
    { name: t.income, cell: (period) => <Amount value={period.income} />, number: true },
    { name: t.expense, cell: (period) => <Amount value={period.expense} />, number: true },
    { name: t.toTeam, cell: (period) => <Amount value={period.to_team} />, number: true },
    { name: t.toInvestors, cell: (period) => <Amount value={period.to_investors} />, number: true },
  ];
  return <Table caption={t.books} columns={columns} rows={unit.periods} keyOf={(period) => period.period} />;
}

function Finality({ of }: { of: Books }) {
  const t = useWords(words);
  const tones = { final: "final", pending: "waiting", absent: "expired" } as const;
  return <State of={tones[of.finality]} label={t.finalities[of.finality]} />;
}
