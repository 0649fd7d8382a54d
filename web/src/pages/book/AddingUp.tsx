/**
 * Whether the company adds up: the browser adds all units' figures itself and holds them against the company's.
 *
 * Of a small company it does so at once, of a large one when somebody wants it, because that fetches every unit.
 */

import { useEffect, useState } from "preact/hooks";
import { usePages, type Company } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Failure } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";

const SMALL = 500; // units: one request
const LINES = ["revenue", "cost", "profit", "shared", "arrears"] as const;
type Line = { what: (typeof LINES)[number]; sum: bigint; whole: bigint };

export function AddingUp({ company }: { company: Company }) {
  const t = useWords(words);
  const [isWanted, setWanted] = useState(company.units <= SMALL);
  const query = { limit: SMALL, sort: "name" as const };
  const units = usePages("book", "/api/v1/book/units", { params: { query } }, isWanted);
  useEffect(() => {
    if (isWanted) units.more();
  });
  const isDone = units.isSuccess && !units.hasNextPage;
  const lines = LINES.map((what) => ({
    what,
    sum: units.items.reduce((sum, unit) => sum + BigInt(unit[what] ?? 0), 0n),
    whole: BigInt(company[what]),
  }));
  const columns: Column<Line>[] = [
    { name: t.figure, cell: (line) => t[line.what] },
    { name: t.sumOfUnits, cell: (line) => <Amount value={isDone ? line.sum : null} />, number: true },
    { name: t.company, cell: (line) => <Amount value={line.whole} />, number: true },
    { name: t.check, cell: (line) => isDone && <Verdict line={line} /> },
  ];
  return (
    <Card title={t.addsUp} note={t.addsUpNote}>
      <Table caption={t.addsUp} columns={columns} rows={lines} keyOf={(line) => line.what} />
      {units.error ? (
        <Failure error={units.error} retry={() => void units.refetch()} />
      ) : !isWanted ? (
        <button type="button" onClick={() => setWanted(true)}>
          {t.addAll(countText(company.units))}
        </button>
      ) : (
        <p class="note" role="status">
          {isDone ? t.added(countText(units.items.length)) : t.adding(countText(units.items.length))}
        </p>
      )}
    </Card>
  );
}

function Verdict({ line }: { line: Line }) {
  const t = useWords(words);
  if (line.sum === line.whole) return <State of="final" label={t.equal} />;
  return (
    <>
      <State of="failed" label={t.differs} /> <Amount value={line.sum - line.whole} />
    </>
  );
}
