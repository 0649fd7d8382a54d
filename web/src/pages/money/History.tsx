/** What moved, period by period and one by one, each with what it was for; and the same as a file. */

import { useEffect } from "preact/hooks";
import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/money/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { CashFlow } from "~/parts/CashFlow";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";
import { Time } from "~/parts/Time";

type Movement = Schema["MovementItem"];
const AT_ONCE = 500;

export function History({ address }: { address: string }) {
  const t = useWords(words);
  const query = { limit: AT_ONCE };
  const asked = usePages("book", "/api/v1/book/accounts/{address}/movements", {
    params: { path: { address }, query },
  });
  // The chart adds all of them up, so all are fetched.
  useEffect(() => asked.more(), [asked.items.length]);
  const file = `/api/v1/book/exports/accounts/${address}/statement`;
  return (
    <Card title={t.history} note={t.historyNote}>
      <Answered of={asked}>
        {() =>
          asked.items.length === 0 ? (
            <Empty>{t.noHistory}</Empty>
          ) : (
            <>
              {asked.items.every((each) => each.amount !== null) && <CashFlow of={asked.items} />}
              <h3>{t.movements}</h3>
              <LongTable
                caption={t.movements}
                columns={columnsOf(t)}
                rows={asked.items}
                keyOf={(each) => String(each.number)}
                count={asked.items[0]?.number ?? 0}
              />
            </>
          )
        }
      </Answered>
      <div class="row">
        <a class="button" href={`${file}?format=csv`} download={`${address}.csv`}>
          {t.asCsv}
        </a>
        <a class="button" href={`${file}?format=jsonl`} download={`${address}.jsonl`}>
          {t.asJson}
        </a>
      </div>
    </Card>
  );
}

function columnsOf(t: (typeof words)["en"]): Column<Movement>[] {
  const kinds = t.kinds as Record<string, string>;
  return [
    { name: t.when, cell: (each) => <Time at={each.place.time} dateOnly /> },
    { name: t.what, cell: (each) => kinds[each.kind] ?? each.kind },
    { name: t.withWhom, cell: (each) => <Party of={each.other} /> },
    { name: t.moved, cell: (each) => <Amount value={each.amount} hidden={t.hidden} />, number: true },
    { name: t.balance, cell: (each) => <Amount value={each.balance} hidden={t.hidden} />, number: true },
    { name: t.why, cell: (each) => <Why of={each} /> },
  ];
}

/** Where it is shown how the amount came about. */
function Why({ of }: { of: Movement }) {
  const t = useWords(words);
  const { agreement, period } = of;
  if (agreement) {
    const page = `/agreements/${agreement.agreement}`;
    return (
      <a href={period ? `${page}/periods/${encodeURIComponent(period)}` : page}>
        {agreement.name ?? t.theAgreement}
        {period && ` · ${periodText(period)}`}
      </a>
    );
  }
  if (of.kind === "claim" && of.other) return <a href={`/units/${of.other.address}`}>{t.whyShared}</a>;
  return <a href={`/transactions/${of.place.transaction}`}>{t.theTransaction}</a>;
}
