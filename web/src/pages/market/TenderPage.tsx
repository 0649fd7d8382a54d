/** One tender: what is asked for, who has bid how much, and bidding, awarding or withdrawing it. */

import { useRoute } from "preact-iso";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useAccounts } from "~/acting/speaking";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { BidForm } from "~/pages/market/BidForm";
import { award, publishedTender } from "~/pages/market/offering";
import { TenderState } from "~/pages/market/Tenders";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Facts, Page } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Period, Time, Until } from "~/parts/Time";
import { connection } from "~/wallet/connection";
import { isSignedIn } from "~/wallet/session";

type Tender = Schema["TenderPage"];
type Bid = Tender["bids"][number];

export default function TenderPage() {
  const t = useWords(words);
  const tender = useRoute().params["tender"] ?? "";
  const found = useApi("book", "/api/v1/book/tenders/{tender}", { params: { path: { tender } } });
  return (
    <Page title={found.data?.goal ?? t.tender} lead={<a href="/market">{t.title}</a>}>
      <Answered of={found}>{(of) => <Shown of={of} />}</Answered>
    </Page>
  );
}

function Shown({ of }: { of: Tender }) {
  const t = useWords(words);
  const accounts = useAccounts();
  const isClient = accounts.some((each) => each.address === of.client.address);
  const isOpen = of.state === "open" || of.state === "closed";
  return (
    <>
      <Card title={t.tender}>
        <Facts
          of={[
            [t.state, <TenderState of={of.state} />],
            [t.client, <Party of={of.client} />],
            [t.measure, of.measure],
            [t.highest, <Amount value={of.highest_price} symbol />],
            [t.first, <Period of={of.first_period} />],
            [t.last, <Period of={of.last_period} />],
            [t.closes, of.state === "open" ? <Until at={of.closes_at} /> : <Time at={of.closes_at} />],
            of.award && [t.awarded, <Party of={of.award.supplier} />],
            of.award && [t.agreement, <a href={`/agreements/${of.award.agreement}`}>{shortHex(of.award.agreement)}</a>],
            of.withdrawn && [t.withdrawnAt, <Time at={of.withdrawn.time} />],
          ]}
        />
      </Card>
      <Bids of={of} canAward={isClient && isOpen} />
      {isOpen && !connection.value && <p>{t.connect}</p>}
      {of.state === "open" && connection.value && !isClient && <BidForm of={of} accounts={accounts} />}
      {isClient && isOpen && connection.value && <Withdrawing of={of} />}
    </>
  );
}

function Bids({ of, canAward }: { of: Tender; canAward: boolean }) {
  const t = useWords(words);
  const { outcome, busy, run } = useDoing();
  const columns: Column<Bid>[] = [
    { name: t.supplier, cell: (bid) => <Party of={bid.supplier} /> },
    { name: t.price, cell: (bid) => <Amount value={bid.price} />, number: true },
    { name: t.offer, cell: (bid) => <Hash value={bid.offer} ends={4} /> },
    {
      name: t.state,
      cell: (bid) =>
        bid.won ? (
          <State of="awarded" label={t.won} />
        ) : canAward && isSignedIn.value ? (
          <button type="button" class="small" disabled={busy} onClick={() => run(() => award(of, bid.offer))}>
            {t.award}
            <span class="unseen"> {bid.supplier.name ?? bid.supplier.address}</span>
          </button>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <Card title={t.bids}>
      <Table caption={t.bids} columns={columns} rows={of.bids} keyOf={(bid) => bid.offer} empty={t.noBids} />
      {canAward && <p class="note">{isSignedIn.value ? t.awardNote : t.signIn}</p>}
      <Said of={outcome} />
    </Card>
  );
}

function Withdrawing({ of }: { of: Tender }) {
  const t = useWords(words);
  const { outcome, busy, run } = useDoing();
  const withdraw = async () =>
    carryOut({ contract: "Tenders", verb: "withdraw", arguments: { tender: await publishedTender(of) } });
  return (
    <div>
      <button type="button" class="danger" disabled={busy} onClick={() => run(withdraw)}>
        {t.withdraw}
      </button>
      <Said of={outcome} />
    </div>
  );
}
