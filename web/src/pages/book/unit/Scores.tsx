/** What customers said of the unit, period by period, in points. */

import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/unit/words";
import { Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Chart } from "~/parts/Chart";
import { Table, type Column } from "~/parts/Table";
import { Period } from "~/parts/Time";

type Unit = Schema["UnitPage"];
type Books = Unit["periods"][number];

export function Scores({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const scored = unit.periods.filter((period) => period.score !== null);
  const columns: Column<Books>[] = [
    { name: t.period, cell: (period) => <Period of={period.period} /> },
    { name: t.score, cell: (period) => countText(period.score ?? 0), number: true },
  ];
  return (
    <Card title={t.score} note={t.scoreNote}>
      {scored.length ? (
        <Chart
          summary={t.scoreChart(unit.name)}
          x={scored.map((_, index) => index)}
          xText={(at) => (scored[at] ? periodText(scored[at].period) : "")}
          lines={[
            {
              name: t.score,
              values: scored.map((period) => period.score),
              kind: scored.length > 1 ? "line" : "points",
            },
          ]}
          height={220}
          table={<Table caption={t.score} columns={columns} rows={scored} keyOf={(period) => period.period} />}
        />
      ) : (
        <Empty>{t.noScore}</Empty>
      )}
    </Card>
  );
}
