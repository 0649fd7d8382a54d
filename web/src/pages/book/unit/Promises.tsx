/** Promised against actual: what investments promised of the unit's figures, window by window, and what followed. */

import { useApi, useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { drawn } from "~/format/drawn";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/unit/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Chart } from "~/parts/Chart";
import { AgreementLink } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";

type Goal = Schema["PromiseItem"];

export function Promises({ unit }: { unit: Schema["UnitPage"] }) {
  const t = useWords(words);
  const path = { address: unit.address };
  const asked = useApi("book", "/api/v1/book/units/{address}/promises", { params: { path } });
  return (
    <Card title={t.promises} note={t.promisesNote}>
      <Answered of={asked}>
        {(goals) =>
          goals.length ? (
            [...new Set(goals.map((goal) => goal.metric))].map((metric) => (
              <OfMetric key={metric} metric={metric} goals={goals.filter((goal) => goal.metric === metric)} />
            ))
          ) : (
            <Empty>{t.noPromises}</Empty>
          )
        }
      </Answered>
    </Card>
  );
}

function OfMetric({ metric, goals }: { metric: string; goals: readonly Goal[] }) {
  const t = useWords(words);
  const company = useCompany();
  const decimals = metric === "score" ? 0 : (company?.token.decimals ?? 0);
  const name = (t.metrics as Record<string, string>)[metric] ?? metric;
  return (
    <Chart
      summary={t.promisesChart(name)}
      x={goals.map((_, index) => index)}
      xText={(at) => (goals[at] ? t.windowTo(periodText(goals[at].last)) : "")}
      lines={[
        { name: t.actual, values: goals.map((goal) => drawn(goal.actual, decimals)), kind: "bar" },
        { name: t.promised, values: goals.map((goal) => drawn(goal.promised, decimals)), kind: "points" },
      ]}
      height={220}
      table={<Table caption={t.promises} columns={columnsOf(t)} rows={goals} keyOf={keyOf} />}
    />
  );
}

function columnsOf(t: (typeof words)["en"]): Column<Goal>[] {
  return [
    { name: t.window, cell: windowText },
    { name: t.agreement, cell: (goal) => <AgreementLink of={goal} /> },
    { name: t.promised, cell: (goal) => figure(goal.promised, goal, t), number: true },
    { name: t.actual, cell: (goal) => figure(goal.actual, goal, t), number: true },
    {
      name: t.outcome,
      cell: (goal) =>
        goal.is_met === null ? (
          <span class="quiet">{t.hidden}</span>
        ) : (
          <State of={goal.is_met ? "final" : "failed"} label={goal.is_met ? t.met : t.missed} />
        ),
    },
    { name: t.compensation, cell: (goal) => <Amount value={goal.compensation} hidden={t.hidden} />, number: true },
    { name: t.bonus, cell: (goal) => <Amount value={goal.bonus} hidden={t.hidden} />, number: true },
    { name: t.sharesMoved, cell: (goal) => (goal.shares === null ? t.hidden : countText(goal.shares)), number: true },
  ];
}

function figure(value: string | null, goal: Goal, t: (typeof words)["en"]) {
  if (value !== null && goal.metric === "score") return countText(value);
  return <Amount value={value} hidden={t.hidden} />;
}

function windowText(goal: Goal): string {
  const last = periodText(goal.last);
  return goal.first === goal.last ? last : `${periodText(goal.first)} – ${last}`;
}

function keyOf(goal: Goal): string {
  return [goal.agreement, goal.metric, goal.first, goal.last, goal.promised].join();
}
