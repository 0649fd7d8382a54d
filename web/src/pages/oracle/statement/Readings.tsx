/** What each node says, with disagreement marked; and which rows only it has or lacks. */

import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { NodeName } from "~/pages/oracle/NodeName";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Fold } from "~/parts/Card";
import { Hash } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";

type Reading = Schema["NodeDifferenceModel"];
type Said = Schema["StatementModel"];

const same = (one: Said, other: Said): boolean =>
  one.revenue === other.revenue &&
  one.profit === other.profit &&
  one.other === other.other &&
  one.otherMetric === other.otherMetric &&
  one.score === other.score;

/** The reading of most nodes that is on the chain; null where nothing is, and nobody can be outvoted. */
function counted(of: readonly Reading[], report: Schema["ReportPage"] | undefined): Said | null {
  const figures = report?.figures;
  if (!figures) return null;
  const found = of.find(
    ({ statement }) =>
      statement &&
      statement.revenue === figures.revenue &&
      statement.profit === figures.profit &&
      statement.other === figures.other &&
      statement.score === figures.score,
  );
  return found?.statement ?? null;
}

export function Readings({ of, report }: { of: Schema["DifferencesModel"]; report: Schema["ReportPage"] | undefined }) {
  const t = useWords(words);
  const right = counted(of.nodes, report);
  const verdict = ({ statement }: Reading) => {
    if (!statement) return <span class="quiet">{t.none}</span>;
    if (right) {
      return same(statement, right) ? <State of="final" label={t.agrees} /> : <State of="failed" label={t.outvoted} />;
    }
    return of.alike ? <State of="seen" label={t.agrees} /> : <State of="waiting" label={t.undecided} />;
  };
  const columns: Column<Reading>[] = [
    { name: t.node, cell: (each) => <NodeName of={each.node} /> },
    { name: t.state, cell: verdict },
    { name: t.revenue, cell: ({ statement }) => <Amount value={statement?.revenue} />, number: true },
    { name: t.profit, cell: ({ statement }) => <Amount value={statement?.profit} />, number: true },
    { name: t.other, cell: ({ statement }) => <Amount value={statement?.other} />, number: true },
    { name: t.score, cell: ({ statement }) => (statement ? countText(statement.score) : "–"), number: true },
    { name: t.rows, cell: ({ rows }) => count(rows?.rows), number: true },
    { name: t.only, cell: ({ rows }) => count(rows?.only), number: true },
    { name: t.lacks, cell: ({ rows }) => count(rows?.lacks), number: true },
    { name: t.evidence, cell: ({ statement }) => (statement ? <Hash value={statement.evidence} ends={4} /> : "–") },
  ];
  const isHidden = of.nodes.some(({ rows }) => rows && rows.only !== null && rows.only_rows === null);
  return (
    <>
      <p>{of.alike ? t.alike : t.notAlike}</p>
      <Table caption={t.readings} columns={columns} rows={of.nodes} keyOf={(each) => each.node} />
      {of.nodes.map((each) => (
        <Rows key={each.node} of={each} />
      ))}
      {isHidden && <p class="note">{t.rowsHidden}</p>}
    </>
  );
}

const count = (of: number | null | undefined) => (of === null || of === undefined ? "–" : countText(of));

function Rows({ of }: { of: Reading }) {
  const t = useWords(words);
  const { rows } = of;
  const lists = [
    { name: t.rowsOnly(countText(rows?.only ?? 0)), list: rows?.only_rows ?? [] },
    { name: t.rowsLacks(countText(rows?.lacks ?? 0)), list: rows?.lacks_rows ?? [] },
  ].filter(({ list }) => list.length > 0);
  return (
    <>
      {lists.map(({ name, list }) => (
        <Fold
          key={name}
          title={
            <>
              <NodeName of={of.node} />: {name}
            </>
          }
        >
          <pre class="rows" tabIndex={0}>
            {list.join("\n")}
          </pre>
        </Fold>
      ))}
    </>
  );
}
