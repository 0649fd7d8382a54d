/** Bidding: a price a period, signed as an offer and named by a bid. */

import { useState } from "preact/hooks";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import type { Account } from "~/acting/speaking";
import { useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { amountText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { amountOf } from "~/pages/market/asTyped";
import { nameOf } from "~/pages/market/Named";
import { bid } from "~/pages/market/offering";
import { words } from "~/pages/market/words";
import { Card } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";

export function BidForm({ of, accounts }: { of: Schema["TenderPage"]; accounts: readonly Account[] }) {
  const t = useWords(words);
  const company = useCompany();
  const [chosen, choose] = useState("");
  const [typed, setTyped] = useState("");
  const [isTried, setTried] = useState(false);
  const { outcome, busy, run } = useDoing();
  const supplier = accounts.find((each) => each.address === chosen) ?? accounts[1] ?? accounts[0];
  if (!company || !supplier) return null;
  const { decimals, symbol } = company.token;
  const price = amountOf(typed, decimals);
  const isTooHigh = price !== null && BigInt(price) > BigInt(of.highest_price);
  const wrong = price === null ? t.badAmount : isTooHigh ? t.tooHigh(amountText(of.highest_price, decimals)) : null;
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (price !== null && !wrong) run(() => bid(of, supplier, price, company));
  };
  return (
    <Card title={t.yourBid} note={t.bidNote}>
      <form class="form" onSubmit={submit} noValidate>
        <ChoiceField
          label={t.bidAs}
          value={supplier.address}
          onChange={choose}
          options={accounts.map((each) => ({ value: each.address, text: nameOf(each) }))}
        />
        <TextField
          label={`${t.price} (${symbol})`}
          wrong={isTried ? wrong : null}
          value={typed}
          onInput={setTyped}
          inputMode="decimal"
        />
        <div class="row">
          <button type="submit" class="primary" disabled={busy}>
            {t.submitBid}
          </button>
        </div>
        <Said of={outcome} />
      </form>
    </Card>
  );
}
