/** What whoever looks at a draft can do with it: sign, answer, withdraw, and open it once all have signed. */

import { useState } from "preact/hooks";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { formOf } from "~/pages/drafting/terms/choices";
import type { Template } from "~/pages/drafting/terms/entry";
import { openDraft, signDraft, speaksFor, withdrawDraft } from "~/pages/drafting/draft/signing";
import { words } from "~/pages/drafting/words";
import { Failure } from "~/parts/Answers";
import { me, session } from "~/wallet/session";

type Draft = Schema["DraftView"];

export function Deeds({ draft }: { draft: Draft }) {
  const t = useWords(words);
  const [underWay, setUnderWay] = useState("");
  const [done, setDone] = useState("");
  const [error, setError] = useState<unknown>(null);
  const mine = draft.signers.filter((each) => speaksFor(each, me.value, session.value?.roles?.member_of ?? []));

  /** Says what is under way, and then what came of it. */
  const attempt = async (says: string, deed: () => Promise<string>): Promise<void> => {
    setUnderWay(says);
    setDone("");
    setError(null);
    try {
      setDone(await deed());
    } catch (caught) {
      setError(caught);
    } finally {
      setUnderWay("");
    }
  };
  const sign = (signer: Draft["signers"][number]) =>
    attempt(t.signing, async () => ((await signDraft(draft, signer)) ? t.signedDone : t.rejected));
  const withdraw = (signer: Draft["signers"][number]) =>
    attempt(t.signing, async () => ((await withdrawDraft(draft, signer)) ? t.withdrawn : t.rejected));
  const open = (call: Schema["Call"]) =>
    attempt(t.opening, async () => {
      const { stage, error: refusal } = await openDraft(call);
      if (stage === "failed") throw new Error(refusal?.detail ?? t.failed);
      return "";
    });

  const form = formOf((draft.template as Template | null)?.kind ?? "");
  const busy = underWay !== "";
  return (
    <div class="form deeds">
      {draft.state === "opened" && (
        <p class="done">
          {t.opened} <a href={`/agreements/${draft.amends ?? draft.agreement}`}>{t.toAgreement}</a>
        </p>
      )}
      {draft.ready && <p>{t.allSigned}</p>}
      {draft.ready?.refused && <p class="wrong">{draft.ready.refused}</p>}
      {draft.state === "open" && (
        <div class="row">
          {draft.ready && (
            <button
              type="button"
              class="primary"
              disabled={busy}
              onClick={() => void open((draft.ready as Schema["Ready"]).call)}
            >
              {draft.amends ? t.amendNow : t.open}
            </button>
          )}
          {mine
            .filter((each) => !each.signed)
            .map((each) => (
              <button key={each.party} type="button" class="primary" disabled={busy} onClick={() => void sign(each)}>
                {t.sign(each.name)}
              </button>
            ))}
          {mine.length > 0 && form && (
            <a class="button" href={`/new/${form}?answers=${draft.id}`}>
              {t.counter}
            </a>
          )}
          {mine.map((each) => (
            <button key={each.party} type="button" class="danger" disabled={busy} onClick={() => void withdraw(each)}>
              {t.withdraw(each.name)}
            </button>
          ))}
        </div>
      )}
      <p role="status">{underWay || done}</p>
      {error !== null && <Failure error={error} />}
    </div>
  );
}
