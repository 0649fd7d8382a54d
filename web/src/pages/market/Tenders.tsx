/** All tenders, the newest first, with their lowest bid. */

import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered, More } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Until } from "~/parts/Time";

type Tender = Schema["TenderPage"];

export function TenderState({ of }: { of: Tender["state"] }) {
  const t = useWords(words);
  return of === "closed" ? <State of="closed" label={t.closed} /> : <State of={of} />;
}

export function Tenders() {
  const t = useWords(words);
  const tenders = usePages("book", "/api/v1/book/tenders", { params: { query: { limit: 100 } } });
  const columns: Column<Tender>[] = [
    { name: t.goal, cell: (each) => <a href={`/market/tenders/${each.tender}`}>{each.goal}</a> },
    { name: t.client, cell: (each) => <Party of={each.client} /> },
    { name: t.state, cell: (each) => <TenderState of={each.state} /> },
    { name: t.highest, cell: (each) => <Amount value={each.highest_price} />, number: true },
    { name: t.bids, cell: (each) => countText(each.bids.length), number: true },
    { name: t.closes, cell: (each) => <Until at={each.closes_at} /> },
  ];
  return (
    <Card title={t.tenders} note={t.tendersNote}>
      <Answered of={tenders}>
        {() => (
          <Table
            caption={t.tenders}
            columns={columns}
            rows={tenders.items}
            keyOf={(each) => each.tender}
            empty={t.noTenders}
          />
        )}
      </Answered>
      <More of={tenders} />
    </Card>
  );
}
