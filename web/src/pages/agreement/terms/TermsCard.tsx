/** The terms: the sentence that will be enforced, and beside it the numbers that the contract enforces. */

import { useWords } from "~/i18n/words";
import { keccak256, toBytes } from "viem";
import { Numbers } from "~/pages/agreement/terms/Numbers";
import type { Agreement, Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";

export function TermsCard({ agreement, version }: { agreement: Agreement; version: Version }) {
  const t = useWords(words);
  const several = agreement.versions > 1;
  return (
    <Card title={t.terms} note={several ? t.versionInForce(String(version.number + 1)) : undefined}>
      <div class="terms">
        <div class="said">
          <h3>{t.sentence}</h3>
          <Sentences version={version} />
        </div>
        <div class="counted">
          <h3>{t.numbers}</h3>
          <Numbers agreement={agreement} version={version} />
        </div>
      </div>
    </Card>
  );
}

/** Mostly all have signed the same words; where they have not, each with whoever signed them. */
function Sentences({ version }: { version: Version }) {
  const t = useWords(words);
  const hashes = [...new Set(version.sentences.map((each) => each.hash))];
  return (
    <>
      {hashes.map((hash) => {
        const signers = version.sentences.filter((each) => each.hash === hash);
        const text = signers[0]?.text;
        return (
          <div key={hash} class="said-one">
            {hashes.length > 1 && (
              <p class="note">
                {t.signedBy} {signers.map((each) => [<Party of={each.party} />, " "])}
              </p>
            )}
            {text ? <blockquote lang="en">{text}</blockquote> : <Empty>{hash ? t.textUnknown : t.hiddenPay}</Empty>}
            {hash && <Checked text={text ?? null} hash={hash} />}
          </div>
        );
      })}
    </>
  );
}

/** Whether the words shown are the ones that were signed: found out here, in the reader's browser. */
function Checked({ text, hash }: { text: string | null; hash: string }) {
  const t = useWords(words);
  const holds = text !== null && keccak256(toBytes(text)) === hash;
  return (
    <p class={text === null ? "quiet" : holds ? "checked good" : "checked bad"}>
      {text !== null && (holds ? t.sentenceChecked : t.sentenceDiffers)} <Hash value={hash} />
    </p>
  );
}
