/** A new tender, and beside it a new offer: what somebody wants, or has to give. */

import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { keccak256, stringToHex } from "viem";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useAccounts, type Account } from "~/acting/speaking";
import { useCompany, type Company } from "~/api/asking";
import { periodNumber } from "~/format/periods";
import { useWords } from "~/i18n/words";
import { amountOf, spanOf, wholeOf } from "~/pages/market/asTyped";
import { MakeOffer } from "~/pages/market/MakeOffer";
import { nameOf } from "~/pages/market/Named";
import { words } from "~/pages/market/words";
import { Loading } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { connection } from "~/wallet/connection";

const DAY = 86_400; // seconds
const EMPTY = { as: "", goal: "", measure: "", highest: "", first: "", last: "", days: "14" };
type Typed = typeof EMPTY;

export default function NewTenderPage() {
  const t = useWords(words);
  const company = useCompany();
  const accounts = useAccounts();
  return (
    <Page title={t.newTitle} lead={t.newLead}>
      {!connection.value ? (
        <p>{t.connect}</p>
      ) : !company ? (
        <Loading />
      ) : (
        <>
          <Card>
            <Form company={company} accounts={accounts} />
          </Card>
          <MakeOffer company={company} accounts={accounts} />
        </>
      )}
    </Page>
  );
}

function Form({ company, accounts }: { company: Company; accounts: readonly Account[] }) {
  const t = useWords(words);
  const { route } = useLocation();
  const [typed, setTyped] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const { outcome, busy, run } = useDoing();
  const set = (name: keyof Typed) => (value: string) => setTyped({ ...typed, [name]: value });
  const wrong = faultsOf(typed, company, t);
  const said = (name: keyof Typed): string | null => (isTried ? (wrong[name] ?? null) : null);
  // Whoever leads a unit mostly asks for it.
  const client = accounts.find((each) => each.address === typed.as) ?? accounts[1] ?? accounts[0];
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (!client || Object.keys(wrong).length) return;
    run(async () => {
      const done = await publish(typed, client, company);
      if (done && !done.error) route("/market");
      return done;
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ChoiceField
        label={t.as}
        value={client?.address ?? ""}
        onChange={set("as")}
        options={accounts.map((each) => ({ value: each.address, text: nameOf(each) }))}
      />
      <TextField label={t.goal} hint={t.goalHint} wrong={said("goal")} value={typed.goal} onInput={set("goal")} />
      <TextField
        label={t.measure}
        hint={t.measureHint}
        wrong={said("measure")}
        value={typed.measure}
        onInput={set("measure")}
      />
      <TextField
        label={`${t.highest} (${company.token.symbol})`}
        hint={t.highestHint}
        wrong={said("highest")}
        value={typed.highest}
        onInput={set("highest")}
        inputMode="decimal"
      />
      <TextField label={t.first} hint={t.periodHint} wrong={said("first")} value={typed.first} onInput={set("first")} />
      <TextField label={t.last} hint={t.periodHint} wrong={said("last")} value={typed.last} onInput={set("last")} />
      <TextField
        label={t.days}
        hint={t.daysHint}
        wrong={said("days")}
        value={typed.days}
        onInput={set("days")}
        inputMode="numeric"
      />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.publish}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}

function faultsOf(typed: Typed, company: Company, t: (typeof words)["en"]): Partial<Typed> {
  const faults: Partial<Typed> = {};
  if (!typed.goal.trim()) faults.goal = t.required;
  if (!typed.measure.trim()) faults.measure = t.required;
  if (amountOf(typed.highest, company.token.decimals) === null) faults.highest = t.badAmount;
  if (periodNumber(typed.first) === null) faults.first = t.badPeriod;
  if (periodNumber(typed.last) === null) faults.last = t.badPeriod;
  else if (!faults.first && spanOf(typed.first, typed.last) === null) faults.last = t.reversed;
  if (wholeOf(typed.days, 365) === null) faults.days = t.badDays;
  return faults;
}

function publish(typed: Typed, client: Account, company: Company) {
  const now = company.book.now ?? Math.floor(Date.now() / 1000);
  const tender = {
    client: client.address,
    goal: typed.goal.trim(),
    measure: typed.measure.trim(),
    token: company.token.address,
    highestPrice: amountOf(typed.highest, company.token.decimals),
    firstPeriod: periodNumber(typed.first),
    lastPeriod: periodNumber(typed.last),
    closesAt: now + Number(typed.days) * DAY,
    salt: keccak256(stringToHex(crypto.randomUUID())),
  };
  return carryOut({ contract: "Tenders", verb: "publish", arguments: { tender } });
}
