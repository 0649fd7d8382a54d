/** Signing what has no page of its own: any function that people sign for, by its name and arguments. */

import { useState } from "preact/hooks";
import { carryOut, type Deed } from "~/acting/carrying";
import { useApi } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/signing/words";
import { Failure } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { LongTextField, TextField } from "~/parts/Fields";
import { Copy } from "~/parts/Names";
import { connection } from "~/wallet/connection";
import "~/styles/review.css";

type Outcome = { said: "underWay" | "done" | "putAside" } | { signature: string } | { error: unknown };

export default function SignPage() {
  const t = useWords(words);
  const verbs = useApi("chain", "/api/v1/relay/verbs", {}).data ?? [];
  const signed = verbs.filter((verb) => verb.signed.length > 0);
  const [call, setCall] = useState("");
  const [enterprise, setEnterprise] = useState("");
  const [given, setGiven] = useState("{}");
  const [sentence, setSentence] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isTried, setTried] = useState(false);
  const named = /^(\w+)\.(\w+)$/.exec(call.trim());
  const read = objectOf(given);
  const sign = async (): Promise<void> => {
    setTried(true);
    if (!named || !read) return;
    const deed: Deed = { contract: named[1] as string, verb: named[2] as string, arguments: read };
    if (enterprise.trim()) deed.enterprise = enterprise.trim();
    if (sentence) deed.sentence = sentence;
    setOutcome({ said: "underWay" });
    try {
      const done = await carryOut(deed, (signature) => setOutcome({ signature }));
      if (done?.error) setOutcome({ error: new Error(done.error.detail ?? done.error.code) });
      else if (done) setOutcome({ said: "done" });
      else setOutcome((present) => (present && "signature" in present ? present : { said: "putAside" }));
    } catch (error) {
      setOutcome({ error });
    }
  };
  return (
    <Page title={t.title} lead={t.lead}>
      <Card>
        <TextField
          label={t.call}
          hint={t.callHint}
          wrong={isTried && !named ? t.noCall : null}
          value={call}
          onInput={setCall}
          list={signed.map((verb) => ({
            value: `${verb.contract}.${verb.verb}`,
            text: `${verb.contract}.${verb.verb}`,
          }))}
        />
        <TextField label={t.enterprise} hint={t.enterpriseHint} value={enterprise} onInput={setEnterprise} />
        <LongTextField
          label={t.arguments}
          hint={t.argumentsHint}
          wrong={isTried && !read ? t.noJson : null}
          value={given}
          onInput={setGiven}
          rows={8}
        />
        <LongTextField label={t.sentence} hint={t.sentenceHint} value={sentence} onInput={setSentence} rows={2} />
        {!connection.value && <p class="wrong">{t.connect}</p>}
        <div class="row">
          <button type="button" class="primary" disabled={!connection.value} onClick={() => void sign()}>
            {t.review}
          </button>
        </div>
        {outcome && <Said of={outcome} />}
      </Card>
    </Page>
  );
}

function Said({ of }: { of: Outcome }) {
  const t = useWords(words);
  if ("error" in of) return <Failure error={of.error} />;
  if ("said" in of) return <p role="status">{t[of.said]}</p>;
  return (
    <div role="status">
      <p>
        <strong>{t.signature}</strong> <Copy value={of.signature} />
      </p>
      <p class="hint">{t.signatureNote}</p>
      <code class="whole">{of.signature}</code>
    </div>
  );
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
