/** What counts, since when, and how long it can still be challenged by the chain's clock; corrections; rows. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Card, Facts, Fold } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table } from "~/parts/Table";
import { Period, Time, Until } from "~/parts/Time";

type Report = Schema["ReportPage"];

function stateOf(of: Report): keyof (typeof words)["en"]["states"] {
  if (of.finality === "final") return "final";
  if (of.finality === "absent") return "absent";
  return of.stage === "challenged" ? "challenged" : of.stage === "posted" ? "posted" : "waiting";
}

export function Standing({ of }: { of: Report }) {
  const t = useWords(words);
  const state = stateOf(of);
  const tones = { final: "final", absent: "ended", challenged: "disputed", posted: "waiting" } as Record<
    string,
    string
  >;
  const { figures } = of;
  const isOpen = of.finality === "pending" && of.final_at !== null;
  return (
    <Card title={t.standing} note={t.means[state]}>
      <Facts
        of={[
          [t.state, <State of={tones[state] ?? "waiting"} label={t.states[state]} />],
          of.final_at !== null && [
            isOpen ? t.countdown : t.finalAt,
            isOpen ? <Until at={of.final_at} /> : <Time at={of.final_at} />,
          ],
          figures && [t.revenue, <Amount value={figures.revenue} symbol />],
          figures && [t.profit, <Amount value={figures.profit} symbol />],
          figures && [
            figures.other_metric === "ecosystem" ? t.ecosystem : t.collected,
            <Amount value={figures.other} symbol />,
          ],
          figures && [t.score, countText(figures.score)],
          of.posted && [t.posted, <Time at={of.posted.time} />],
          of.evidence !== null && [t.evidence, <Hash value={of.evidence} />],
          of.challenger && [t.challenger, <Party of={of.challenger} />],
        ]}
      />
      <Challenged of={of} />
      {of.corrections.length > 0 && <Corrections of={of} />}
      {of.evidence && <Evidence hash={of.evidence} />}
    </Card>
  );
}

function Challenged({ of }: { of: Report }) {
  const t = useWords(words);
  const disputes = useApi(
    "book",
    "/api/v1/book/disputes",
    { params: { query: { limit: 100 } } },
    of.challenger !== null,
  );
  const found = disputes.data?.items.find(
    (each) => each.subject.subject === of.subject.subject && each.period === of.period,
  );
  if (!found) return null;
  return (
    <p>
      <a href={`/disputes/${found.dispute}`}>{t.dispute(countText(found.dispute))}</a>
    </p>
  );
}

function Corrections({ of }: { of: Report }) {
  const t = useWords(words);
  return (
    <Table
      caption={t.corrections}
      columns={[
        { name: t.bookedIn, cell: (each) => <Period of={each.booked_in} /> },
        { name: t.revenue, cell: (each) => <Amount value={each.figures.revenue} />, number: true },
        { name: t.profit, cell: (each) => <Amount value={each.figures.profit} />, number: true },
        { name: t.difference, cell: (each) => <Amount value={each.differences.profit} />, number: true },
      ]}
      rows={of.corrections}
      keyOf={(each) => each.place.transaction + each.place.log_index}
    />
  );
}

/** The rows, for who may look into the books: others are told so by the service. */
function Evidence({ hash }: { hash: string }) {
  const t = useWords(words);
  const params = { params: { path: { hash }, query: { limit: 100 } } };
  const rows = useApi("mine", "/api/v1/oracle/evidence/{hash}", params);
  if (rows.error) return <p class="note">{t.rowsHidden}</p>;
  if (!rows.data) return null;
  return (
    <Fold title={`${t.rowsOf} (${countText(rows.data.rows)})`}>
      <pre class="rows" tabIndex={0}>
        {rows.data.items.join("\n")}
      </pre>
    </Fold>
  );
}
