/** Offers that can still be accepted: by anyone, or by whoever is signed in. */

import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { Named } from "~/pages/market/Named";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered, More } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Table, type Column } from "~/parts/Table";
import { Until } from "~/parts/Time";

type Offer = Schema["OfferView"];

export function Offers() {
  const t = useWords(words);
  const offers = usePages("mine", "/api/v1/offers", { params: { query: { limit: 100 } } });
  const columns: Column<Offer>[] = [
    { name: t.offer, cell: (each) => <a href={`/market/offers/${each.hash}`}>{shortHex(each.hash, 4)}</a> },
    { name: t.supplier, cell: (each) => <Named address={String((each.terms["parties"] as string[])[1])} /> },
    { name: t.ceiling, cell: (each) => <Amount value={String(each.terms["ceiling"])} />, number: true },
    { name: t.forWhom, cell: (each) => (each.acceptor ? <Named address={each.acceptor} /> : t.anyone) },
    { name: t.left, cell: (each) => countText(each.times - each.accepted), number: true },
    { name: t.goodUntil, cell: (each) => <Until at={each.deadline} /> },
  ];
  return (
    <Card title={t.offers} note={t.offersNote}>
      <Answered of={offers}>
        {() => (
          <Table
            caption={t.offers}
            columns={columns}
            rows={offers.items}
            keyOf={(each) => each.hash}
            empty={t.noOffers}
          />
        )}
      </Answered>
      <More of={offers} />
    </Card>
  );
}
