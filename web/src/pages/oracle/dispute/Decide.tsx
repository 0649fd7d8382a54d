/** The decision, for arbiters: whether the figures stand, with the ruling in words. */

import { useState } from "preact/hooks";
import { keccak256, stringToHex } from "viem";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useApi } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { periodNumber } from "~/format/periods";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { Card } from "~/parts/Card";
import { ChoiceField, LongTextField } from "~/parts/Fields";
import { connection } from "~/wallet/connection";

type Dispute = Schema["DisputePage"];

export function Decide({ of }: { of: Dispute }) {
  const t = useWords(words);
  const arbiters = useApi("book", "/api/v1/book/oracle", {}).data?.arbiters ?? [];
  const here = connection.value?.account;
  const isArbiter = arbiters.some((each) => each.address === here);
  return (
    <Card title={t.decide} note={t.decideNote}>
      {!here ? <p>{t.connect}</p> : isArbiter ? <Form of={of} arbiter={here} /> : <p>{t.notArbiter}</p>}
    </Card>
  );
}

function Form({ of, arbiter }: { of: Dispute; arbiter: string }) {
  const t = useWords(words);
  const [decision, setDecision] = useState("upheld");
  const [ruling, setRuling] = useState("");
  const [isTried, setTried] = useState(false);
  const { outcome, busy, run } = useDoing();
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (ruling.trim()) run(() => decide(of, arbiter, decision === "upheld", ruling.trim()));
  };
  return (
    <form class="deed" onSubmit={submit} noValidate>
      <ChoiceField
        label={t.decision}
        value={decision}
        onChange={setDecision}
        options={[
          { value: "upheld", text: t.upheld },
          { value: "void", text: t.voided },
        ]}
      />
      <LongTextField
        label={t.rulingWords}
        hint={t.reasonHint}
        wrong={isTried && !ruling.trim() ? t.noReason : null}
        value={ruling}
        onInput={setRuling}
      />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.doDecide}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}

async function decide(of: Dispute, arbiter: string, upheld: boolean, ruling: string) {
  const done = await carryOut({
    contract: "RevenueOracle",
    verb: "decide",
    arguments: {
      subject: of.subject.subject,
      period: periodNumber(of.period),
      dispute: of.dispute,
      upheld,
      ruling: keccak256(stringToHex(ruling)),
      parties: of.parties.map((each) => each.address),
      arbiter,
    },
  });
  if (done && !done.error) await told(api.POST("/api/v1/sentences", { body: { text: ruling } }));
  return done;
}
