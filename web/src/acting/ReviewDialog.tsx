/** What is about to be signed, in words, with its digest and what the contract would say, before the wallet is asked. */

import { useEffect, useState } from "preact/hooks";
import { hashTypedData } from "viem";
import { askWallet, present, type Review, type Simulation } from "~/acting/reviewing";
import { words } from "~/acting/words";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Facts, Fold } from "~/parts/Card";
import { Dialog } from "~/parts/Dialog";
import { Hash } from "~/parts/Names";
import { connection } from "~/wallet/connection";

export function ReviewDialog() {
  const review = present.value;
  return review && <Shown key={review.digest} review={review} />;
}

function Shown({ review }: { review: Review }) {
  const t = useWords(words);
  const [stage, setStage] = useState<"reading" | "asking" | "rejected">("reading");
  const [error, setError] = useState<unknown>(null);
  const own = hashTypedData(review.typedData as never);
  const differs = own !== review.digest;
  const sign = async (): Promise<void> => {
    setStage("asking");
    setError(null);
    try {
      const signature = await askWallet(review.typedData);
      if (signature) review.answer(signature);
      else setStage("rejected");
    } catch (caught) {
      setError(caught);
      setStage("reading");
    }
  };
  return (
    <Dialog title={t.title} wide onClose={() => review.answer(null)}>
      {review.sentence && (
        <blockquote lang="en">
          <small>{t.sentence}</small>
          {review.sentence}
        </blockquote>
      )}
      <Facts
        of={[
          ["", review.typedData.primaryType],
          review.typedData.domain.verifyingContract
            ? [t.contract, <Hash value={review.typedData.domain.verifyingContract} />]
            : null,
          [t.digest, <Hash value={own} ends={10} />],
          review.simulate && [t.simulation, <Tried simulate={review.simulate} />],
        ]}
      />
      <p class="hint">{t.digestNote}</p>
      {differs && <Failure error={new Error(t.digestDiffers)} />}
      <Fold title={t.raw}>
        <pre tabIndex={0}>{JSON.stringify(review.typedData, null, 2)}</pre>
      </Fold>
      {stage === "rejected" && <p role="status">{t.rejected}</p>}
      {!connection.value && <p class="wrong">{t.connect}</p>}
      {error !== null && <Failure error={error} />}
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={differs || stage === "asking" || !connection.value}
          onClick={() => void sign()}
        >
          {stage === "asking" ? t.asking : t.sign}
        </button>
        <button type="button" onClick={() => review.answer(null)}>
          {t.cancel}
        </button>
      </div>
    </Dialog>
  );
}

function Tried({ simulate }: { simulate: () => Promise<Simulation> }) {
  const t = useWords(words);
  const [found, setFound] = useState<Simulation>({ state: "trying" });
  useEffect(() => {
    void simulate().then(setFound, () => setFound({ state: "unknown" }));
  }, []);
  return (
    <span class={found.state === "refused" ? "wrong" : undefined} role="status">
      {t.simulations[found.state]}
      {found.detail && `: ${found.detail}`}
    </span>
  );
}
