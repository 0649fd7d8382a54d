/** A new offer of a service for a fee, which whoever is named, or anyone, can accept. */

import { useState } from "preact/hooks";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import type { Account } from "~/acting/speaking";
import type { Company } from "~/api/asking";
import { periodNumber } from "~/format/periods";
import { useWords } from "~/i18n/words";
import { amountOf, wholeOf } from "~/pages/market/asTyped";
import { nameOf } from "~/pages/market/Named";
import { makeOffer } from "~/pages/market/offering";
import { words } from "~/pages/market/words";
import { Card } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";

const DAY = 86_400; // seconds
const EMPTY = { as: "", fee: "", first: "", periods: "3", times: "1", days: "14" };
type Typed = typeof EMPTY;

export function MakeOffer({ company, accounts }: { company: Company; accounts: readonly Account[] }) {
  const t = useWords(words);
  const [typed, setTyped] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const { outcome, busy, run } = useDoing();
  const set = (name: keyof Typed) => (value: string) => setTyped({ ...typed, [name]: value });
  const wrong = faultsOf(typed, company, t);
  const field = (name: keyof Typed, label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      wrong={isTried ? wrong[name] : null}
      value={typed[name]}
      onInput={set(name)}
      inputMode="decimal"
    />
  );
  const supplier = accounts.find((each) => each.address === typed.as) ?? accounts[0];
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (!supplier || Object.keys(wrong).length) return;
    const now = company.book.now ?? Math.floor(Date.now() / 1000);
    const service = {
      supplier,
      client: null,
      fee: amountOf(typed.fee, company.token.decimals) ?? "",
      first: typed.first,
      periods: Number(typed.periods),
      times: Number(typed.times),
      deadline: now + Number(typed.days) * DAY,
    };
    run(() => makeOffer(service, company));
  };
  return (
    <Card title={t.makeOffer} note={t.makeOfferNote}>
      <form class="form" onSubmit={submit} noValidate>
        <ChoiceField
          label={t.offerAs}
          value={supplier?.address ?? ""}
          onChange={set("as")}
          options={accounts.map((each) => ({ value: each.address, text: nameOf(each) }))}
        />
        {field("fee", `${t.fee} (${company.token.symbol})`)}
        {field("first", t.begin, t.periodHint)}
        {field("periods", t.periods)}
        {field("times", t.times)}
        {field("days", t.goodUntil, t.daysHint)}
        <div class="row">
          <button type="submit" disabled={busy}>
            {t.signOffer}
          </button>
        </div>
        <Said of={outcome} />
      </form>
    </Card>
  );
}

function faultsOf(typed: Typed, company: Company, t: (typeof words)["en"]): Partial<Typed> {
  const faults: Partial<Typed> = {};
  if (amountOf(typed.fee, company.token.decimals) === null) faults.fee = t.badAmount;
  if (periodNumber(typed.first) === null) faults.first = t.badPeriod;
  if (wholeOf(typed.periods, 600) === null) faults.periods = t.badTimes;
  if (wholeOf(typed.times, 100_000) === null) faults.times = t.badTimes;
  if (wholeOf(typed.days, 365) === null) faults.days = t.badDays;
  return faults;
}
