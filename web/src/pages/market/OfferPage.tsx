/** One offer: what it says, and accepting it. */

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useAccounts } from "~/acting/speaking";
import { useApi, useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { periodNumber } from "~/format/periods";
import { useWords } from "~/i18n/words";
import { Named, nameOf, useParty } from "~/pages/market/Named";
import { accept } from "~/pages/market/offering";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Facts, Page } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Hash, Party } from "~/parts/Names";
import { Until } from "~/parts/Time";
import { connection } from "~/wallet/connection";

type Offer = Schema["OfferView"];

export default function OfferPage() {
  const t = useWords(words);
  const offer = useRoute().params["offer"] ?? "";
  const found = useApi("mine", "/api/v1/offers/{offer}", { params: { path: { offer } } });
  const supplier = useParty(found.data?.supplier ?? "");
  return (
    <Page
      title={found.data ? t.offerOf(nameOf(supplier)) : t.offer}
      lead={found.error ? t.noSuchOffer : <a href="/market">{t.title}</a>}
    >
      <Answered of={found}>{(of) => <Shown of={of} supplier={supplier} />}</Answered>
    </Page>
  );
}

function Shown({ of, supplier }: { of: Offer; supplier: Schema["Party"] }) {
  const t = useWords(words);
  return (
    <>
      <Card title={t.offer}>
        <blockquote lang="en">
          <small>{t.says}</small>
          {of.sentence}
        </blockquote>
        <Facts
          of={[
            [t.supplier, <Party of={supplier} />],
            [t.forWhom, of.acceptor ? <Named address={of.acceptor} /> : t.anyone],
            [t.ceiling, <Amount value={String(of.terms["ceiling"])} symbol />],
            [t.periods, String(of.terms["periods"])],
            [t.left, countText(of.times - of.accepted)],
            [t.goodUntil, <Until at={of.deadline} />],
            [t.hash, <Hash value={of.hash} />],
          ]}
        />
      </Card>
      <Card title={t.accept} note={t.acceptNote}>
        {connection.value ? <Accepting of={of} /> : <p>{t.connect}</p>}
      </Card>
    </>
  );
}

function Accepting({ of }: { of: Offer }) {
  const t = useWords(words);
  const company = useCompany();
  const able = useAccounts()
    .filter((each) => each.address !== of.supplier)
    .filter((each) => !of.acceptor || of.acceptor === each.address);
  const [chosen, choose] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const { outcome, busy, run } = useDoing();
  const client = able.find((each) => each.address === chosen) ?? able.at(-1);
  const from = typed ?? company?.calendar.present ?? "";
  const wrong = periodNumber(from) === null ? t.badPeriod : null;
  if (!client) return <p>{t.noOffers}</p>;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!wrong) run(async () => (await accept(of.hash, client.address, from))?.relayed ?? null);
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ChoiceField
        label={t.acceptAs}
        value={client.address}
        onChange={choose}
        options={able.map((each) => ({ value: each.address, text: nameOf(each) }))}
      />
      <TextField label={t.begin} hint={t.periodHint} wrong={wrong} value={from} onInput={setTyped} />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.accept}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}
