/** What is about to be signed, in words, with its digest and what the contract would say, before the wallet is asked. */

import { lazy, ErrorBoundary } from "preact-iso";
import { useState } from "preact/hooks";
import { Digests, hashesOf } from "~/acting/Digests";
import { askWallet, present, type Review } from "~/acting/reviewing";
import { save } from "~/acting/saving";
import { Tried } from "~/acting/Tried";
import { words } from "~/acting/words";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Facts, Fold } from "~/parts/Card";
import { Dialog } from "~/parts/Dialog";
import { CheckField } from "~/parts/Fields";
import { Hash } from "~/parts/Names";
import { ChainCheck } from "~/wallet/ChainCheck";
import { connection } from "~/wallet/connection";
import { isOtherAccount } from "~/wallet/session";

const Reading = lazy(() => import("~/acting/Reading"));

export default function ReviewDialog() {
  const review = present.value;
  return review && <Shown key={review.digest} review={review} />;
}

function Shown({ review }: { review: Review }) {
  const t = useWords(words);
  const [stage, setStage] = useState<"reading" | "asking" | "rejected">("reading");
  const [error, setError] = useState<unknown>(null);
  const [isOwn, setOwn] = useState(false);
  const [isKept, setKept] = useState(false);
  const { typedData } = review;
  const hashes = hashesOf(typedData);
  const differs = hashes.digest !== review.digest;
  const signer = connection.value?.account;
  const sign = async (): Promise<void> => {
    setStage("asking");
    setError(null);
    try {
      const signature = await askWallet(typedData);
      if (signature && signer && isKept) save(typedData, hashes.digest, signer, signature);
      if (signature) review.answer(signature);
      else setStage("rejected");
    } catch (caught) {
      setError(caught);
      setStage("reading");
    }
  };
  return (
    <Dialog title={t.title} wide onClose={() => review.answer(null)}>
      <ErrorBoundary onError={setError}>
        <Reading data={typedData} found={setOwn} />
      </ErrorBoundary>
      <Facts
        of={[
          review.simulate && [t.simulation, <Tried simulate={review.simulate} />],
          [t.contract, <Hash value={typedData.domain.verifyingContract ?? ""} />],
        ]}
      />
      <Digests of={hashes} />
      {differs && <Failure error={new Error(t.digestDiffers)} />}
      <Fold title={t.raw}>
        <pre tabIndex={0}>{JSON.stringify(typedData, null, 2)}</pre>
      </Fold>
      {stage === "rejected" && <p role="status">{t.rejected}</p>}
      {!connection.value && <p class="wrong">{t.connect}</p>}
      <ChainCheck />
      {isOtherAccount.value && <p class="wrong">{t.otherAccount}</p>}
      {error !== null && <Failure error={error} />}
      <CheckField label={t.keep} value={isKept} onChange={setKept} />
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={differs || !isOwn || stage === "asking" || !signer}
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
