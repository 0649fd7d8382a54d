/** Every unit's figure as each node reads it, beside what counts; who is outvoted, and what time will do. */

import { useApi } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { FigureState } from "~/pages/oracle/FigureState";
import { NodeName } from "~/pages/oracle/NodeName";
import {
  agreedOn,
  FIGURES,
  readingOf,
  verdictOn,
  type Figure,
  type Said,
  type Subject,
} from "~/pages/oracle/period/reading";
import { words } from "~/pages/oracle/period/words";
import { SubjectName } from "~/pages/oracle/SubjectName";
import { words as area } from "~/pages/oracle/words";
import { oneOf, useAddressed } from "~/parts/addressed";
import { Amount } from "~/parts/Amount";
import { Card } from "~/parts/Card";
import { ChoiceField } from "~/parts/Fields";
import { State } from "~/parts/State";
import { LongTable, type Column } from "~/parts/Table";
import { Until } from "~/parts/Time";

interface Props {
  period: string;
  of: readonly Subject[];
  more: () => void;
}

export function Figures({ period, of, more }: Props) {
  const t = useWords(words);
  const a = useWords(area);
  const [written, choose] = useAddressed("figure", "revenue");
  const figure = oneOf(FIGURES, written) ?? "revenue";
  const nodes = of[0]?.readings.map((each) => each.node) ?? [];
  const columns: Column<Subject>[] = [
    { name: a.unit, cell: (each) => <SubjectName of={each.subject} href={`/oracle/${period}/${each.subject}`} /> },
    { name: a.state, cell: (each) => <FigureState of={each.state} /> },
    { name: t.then, cell: (each) => <Then of={each} /> },
    { name: t.counts, cell: (each) => <Counts of={each} figure={figure} />, number: true },
    ...nodes.map((node): Column<Subject> => ({
      name: node,
      head: <NodeName of={node} />,
      cell: (each) => <Reading of={each} node={node} figure={figure} />,
      number: true,
    })),
  ];
  return (
    <Card title={t.figures} note={t.figuresNote}>
      <ChoiceField
        label={t.figure}
        value={figure}
        onChange={choose}
        options={FIGURES.map((value) => ({ value, text: t.names[value] }))}
      />
      <Silent nodes={nodes.filter((node) => of.every((each) => !readingOf(each, node)))} />
      <LongTable
        caption={t.captionOf(t.names[figure])}
        columns={columns}
        rows={of}
        keyOf={(each) => each.subject}
        more={more}
        empty={t.empty}
      />
      <Corrections period={period} />
    </Card>
  );
}

function Shown({ of, figure }: { of: Said | null; figure: Figure }) {
  if (!of) return <span class="quiet">–</span>;
  return figure === "score" ? <>{countText(of.score)}</> : <Amount value={of[figure]} />;
}

function Counts({ of, figure }: { of: Subject; figure: Figure }) {
  const t = useWords(words);
  const agreed = agreedOn(of);
  return (
    <>
      {agreed && !of.counts && <small class="quiet">{t.agreedOnly} </small>}
      <strong>
        <Shown of={agreed} figure={figure} />
      </strong>
    </>
  );
}

/** A word beside the figure wherever it isn't simply what counts. */
function Reading({ of, node, figure }: { of: Subject; node: string; figure: Figure }) {
  const t = useWords(words);
  const verdict = verdictOn(of, node, figure);
  if (verdict === "none") return <span class="quiet">{t.none}</span>;
  const shown = <Shown of={readingOf(of, node)} figure={figure} />;
  if (verdict === "agrees") return shown;
  return (
    <>
      <State of={verdict === "undecided" ? "waiting" : "failed"} label={t[verdict]} /> {shown}
    </>
  );
}

/** The last of the deadlines ends the state that it is in. */
function Then({ of }: { of: Subject }) {
  const t = useWords(words);
  const deadline = of.deadlines.at(-1);
  if (!deadline) return <span class="quiet">–</span>;
  const then = of.state === "posted" ? t.thenFinal : of.state === "challenged" ? t.thenLapses : t.thenAbsent;
  return (
    <>
      {then} <Until at={deadline.at} />
    </>
  );
}

function Silent({ nodes }: { nodes: readonly string[] }) {
  const t = useWords(words);
  if (!nodes.length) return null;
  return (
    <p>
      {t.silent}{" "}
      {nodes.map((node) => (
        <NodeName key={node} of={node} />
      ))}
    </p>
  );
}

function Corrections({ period }: { period: string }) {
  const t = useWords(words);
  const asked = useApi("book", "/api/v1/oracle/periods/{period}/corrections", { params: { path: { period } } });
  const signed = asked.data?.batches.length ?? 0;
  return signed > 0 ? <p class="note">{t.corrections(countText(signed))}</p> : null;
}
