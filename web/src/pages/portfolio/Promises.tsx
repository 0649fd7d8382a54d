/** What the units have promised, against what the oracle says that they did, window by window. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import type { Agreement, Commitment } from "~/pages/portfolio/investing";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { AgreementLink, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";

type Goal = Schema["PromiseItem"];

interface Props {
  agreements: readonly Agreement[];
  commitments: readonly Commitment[];
}

export function Promises({ agreements, commitments }: Props) {
  const t = useWords(words);
  const units = [...new Map(commitments.map((each) => [each.unit.address, each.unit])).values()];
  const under = new Set(agreements.map((each) => each.agreement));
  return (
    <Card title={t.promises} note={t.promisesNote}>
      {units.map((unit) => (
        <OfUnit key={unit.address} unit={unit} under={under} />
      ))}
    </Card>
  );
}

function OfUnit({ unit, under }: { unit: Schema["Party"]; under: ReadonlySet<string> }) {
  const t = useWords(words);
  const path = { address: unit.address };
  const asked = useApi("book", "/api/v1/book/units/{address}/promises", { params: { path } });
  const columns: Column<Goal>[] = [
    { name: t.window, cell: windowText },
    { name: t.agreement, cell: (goal) => <AgreementLink of={goal} /> },
    { name: t.promised, cell: (goal) => figure(goal.promised, goal, t), number: true },
    { name: t.actual, cell: (goal) => figure(goal.actual, goal, t), number: true },
    {
      name: t.outcome,
      cell: (goal) => <State of={goal.is_met ? "final" : "failed"} label={goal.is_met ? t.met : t.missed} />,
    },
    {
      name: t.compensation,
      cell: (goal) => <Amount value={goal.compensation} hidden={t.hiddenOrNone} />,
      number: true,
    },
    { name: t.bonus, cell: (goal) => <Amount value={goal.bonus} hidden={t.hiddenOrNone} />, number: true },
  ];
  return (
    <>
      <h3>
        <Party of={unit} />
      </h3>
      <Answered of={asked}>
        {(goals) => (
          <Table
            caption={t.promisesOf(unit.name ?? unit.address)}
            columns={columns}
            rows={goals.filter((goal) => under.has(goal.agreement))}
            keyOf={(goal) => [goal.agreement, goal.metric, goal.first, goal.last, goal.promised].join()}
            empty={t.noWindows}
          />
        )}
      </Answered>
    </>
  );
}

function figure(value: string | null, goal: Goal, t: (typeof words)["en"]) {
  if (value !== null && goal.metric === "score") return countText(value);
  return <Amount value={value} hidden={t.hiddenOrNone} />;
}

function windowText(goal: Goal): string {
  const last = periodText(goal.last);
  return goal.first === goal.last ? last : `${periodText(goal.first)} – ${last}`;
}
