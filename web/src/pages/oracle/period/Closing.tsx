/** Closing progress of a period: closed, ready, or waiting and for what; and who is in arrears. */

import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { isBefore } from "~/format/times";
import { useWords } from "~/i18n/words";
import { unitOf } from "~/pages/oracle/SubjectName";
import { words as own } from "~/pages/oracle/period/words";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { LongTable, type Column } from "~/parts/Table";
import { Until } from "~/parts/Time";

type Unit = Schema["UnitItem"];
type SubjectProgress = Schema["SubjectModel"];
const TONES = { closed: "final", ready: "seen", waits: "waiting" } as const;

export function Closing({ period, of }: { period: string; of: readonly SubjectProgress[] }) {
  const t = useWords(words);
  const units = usePages("book", "/api/v1/book/units", { params: { query: { limit: 200 } } });
  const figures = new Map(of.map((each) => [unitOf(each.subject)?.toLowerCase(), each]));
  const isClosed = (unit: Unit): boolean => unit.closed_through !== null && !isBefore(unit.closed_through, period);
  const figure = (unit: Unit): SubjectProgress | undefined => figures.get(unit.address.toLowerCase());
  const stateOf = (unit: Unit): keyof typeof TONES => {
    if (isClosed(unit)) return "closed";
    const state = figure(unit)?.state;
    return state === "final" || state === "absent" || state === "correcting" ? "ready" : "waits";
  };
  const reason = (unit: Unit) => {
    const state = stateOf(unit);
    if (state === "closed") return "–";
    return state === "ready" ? t.figuresFinal : <Waits of={figure(unit)} />;
  };
  const columns: Column<Unit>[] = [
    { name: t.unit, cell: (unit) => <Party of={{ ...unit, kind: "unit" }} /> },
    { name: t.closing, cell: (unit) => <State of={TONES[stateOf(unit)]} label={t.closingStates[stateOf(unit)]} /> },
    { name: t.arrears, cell: (unit) => <Amount value={unit.arrears} />, number: true },
    { name: t.waitsFor, cell: reason },
  ];
  const closed = units.items.filter(isClosed).length;
  const behind = units.items.filter((unit) => unit.arrears !== "0").length;
  return (
    <Card title={t.closing} note={t.closingNote}>
      <Answered of={units}>
        {() => (
          <>
            {!units.hasNextPage && (
              <p>
                <strong>{t.closedOf(countText(closed), countText(units.items.length))}</strong>
                {behind > 0 && ` · ${t.inArrears(countText(behind))}`}
              </p>
            )}
            <LongTable
              caption={t.closing}
              columns={columns}
              rows={units.items}
              keyOf={(unit) => unit.address}
              more={units.more}
            />
          </>
        )}
      </Answered>
    </Card>
  );
}

/** What keeps its own figures from being final, and until when at most. */
function Waits({ of }: { of: SubjectProgress | undefined }) {
  const t = useWords(own).waits;
  const deadline = of?.deadlines.at(-1);
  const what = of?.state === "posted" ? t.challenge : of?.state === "challenged" ? t.arbiter : t.nodes;
  return (
    <>
      {what} {deadline && <Until at={deadline.at} />}
    </>
  );
}
