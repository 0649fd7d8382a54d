/** Challenging a figure: as a party of an agreement that reads it, with the bond if there is one, and a reason. */

import { useState } from "preact/hooks";
import { keccak256, stringToHex } from "viem";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useAccounts } from "~/acting/speaking";
import { useAnswer, useApi } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { periodNumber } from "~/format/periods";
import { isBefore } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Bond } from "~/pages/oracle/statement/Bond";
import { words } from "~/pages/oracle/words";
import { Loading } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { ChoiceField, LongTextField } from "~/parts/Fields";
import { connection } from "~/wallet/connection";

type Report = Schema["ReportPage"];

export function Challenge({ of }: { of: Report }) {
  const t = useWords(words);
  const accounts = useAccounts();
  const address = of.subject.address ?? "";
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } }, address !== "").data;
  const speaks = new Set(accounts.map((each) => each.address));
  const all = [...(unit?.owes_under ?? []), ...(unit?.is_owed_under ?? [])];
  const mine = all
    .filter((each, index) => all.findIndex((other) => other.agreement === each.agreement) === index)
    .filter((each) => isBefore(of.period, each.end_period) && each.parties.some((party) => speaks.has(party.address)));
  const able = useReading(mine, of.subject.subject);
  return (
    <Card title={t.challenge} note={t.challengeNote}>
      {!connection.value ? (
        <p>{t.connect}</p>
      ) : able === undefined ? (
        <Loading />
      ) : able.length ? (
        <Form of={of} agreements={able} speaks={speaks} />
      ) : (
        <p>{t.cannotChallenge}</p>
      )}
    </Card>
  );
}

type Item = Schema["AgreementItem"];

/** Those whose clauses or gates read the subject: of no other agreement does the contract take a challenge. */
function useReading(agreements: readonly Item[], subject: string): readonly Item[] | undefined {
  const key = ["reading", subject, agreements.map((each) => each.agreement)];
  const found = useAnswer("book", key, () =>
    Promise.all(
      agreements.map(async ({ agreement }) => {
        const path = { agreement };
        return reads(await told(api.GET("/api/v1/book/agreements/{agreement}", { params: { path } })), subject);
      }),
    ),
  ).data;
  return found && agreements.filter((_, index) => found[index]);
}

interface Clause {
  readonly subject: string;
  readonly gates: readonly { subject: string }[];
  readonly base: readonly { benchmark: string }[];
}

function reads(page: Schema["AgreementPage"], subject: string): boolean {
  const inForce = page.terms.at(-1)?.terms; // null where they are not for whoever looks
  const clauses = (inForce?.["clauses"] ?? []) as readonly Clause[];
  return clauses.some(
    (clause) =>
      clause.subject === subject ||
      clause.gates.some((gate) => gate.subject === subject) ||
      clause.base.some((base) => base.benchmark === subject),
  );
}

interface FormProps {
  of: Report;
  agreements: readonly Item[];
  speaks: ReadonlySet<string>;
}

function Form({ of, agreements, speaks }: FormProps) {
  const t = useWords(words);
  const [chosen, choose] = useState(agreements[0]?.agreement ?? "");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const { outcome, busy, run } = useDoing();
  const found = agreements.find((each) => each.agreement === chosen) ?? agreements[0];
  const party = found?.parties.find((each) => speaks.has(each.address));
  if (!found || !party) return null;
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim()) run(() => challenge(of, found.agreement, party.address, reason.trim()));
  };
  return (
    <form class="deed" onSubmit={submit} noValidate>
      <ChoiceField
        label={t.challengeOf}
        hint={`${t.challengeAs} ${party.name ?? party.address}`}
        value={found.agreement}
        onChange={choose}
        options={agreements.map((each) => ({ value: each.agreement, text: each.name ?? each.agreement }))}
      />
      <LongTextField
        label={t.reason}
        hint={t.reasonHint}
        wrong={isTried && !reason.trim() ? t.noReason : null}
        value={reason}
        onInput={setReason}
      />
      <Bond of={of} challenger={party} />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.doChallenge}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}

/** Signs and carries the challenge, and then gives the book the words of which the chain has the hash. */
async function challenge(of: Report, agreement: string, party: string, reason: string) {
  const page = await told(api.GET("/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } }));
  const company = await told(api.GET("/api/v1/book/company"));
  const contract = Object.entries(company.contracts).find(([, address]) => address === page.contract)?.[0] ?? "";
  const done = await carryOut({
    contract,
    verb: "challenge",
    arguments: {
      agreement,
      inForce: page.terms.at(-1)?.terms,
      party: page.parties.findIndex((each) => each.address === party),
      subject: of.subject.subject,
      period: periodNumber(of.period),
      reason: keccak256(stringToHex(reason)),
    },
  });
  if (done && !done.error) await told(api.POST("/api/v1/sentences", { body: { text: reason } }));
  return done;
}
