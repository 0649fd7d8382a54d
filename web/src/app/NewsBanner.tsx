/** Says what does not work at the moment, what still does, and what to do. */

import { connected } from "~/api/live";
import { useStanding } from "~/api/standing";
import { isKeptWaiting } from "~/acting/carrying";
import { words } from "~/app/words";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { Time } from "~/parts/Time";
import { isOtherAccount } from "~/wallet/session";
import { words as walletWords } from "~/wallet/words";

export function NewsBanner() {
  const t = useWords(words);
  const w = useWords(walletWords);
  const standing = useStanding();
  return (
    <div class="banner" role="status">
      {standing.state === "gone" && (
        <p>
          <strong>{t.gone}</strong> {t.goneAdvice}{" "}
          {standing.since > 0 && (
            <>
              {t.asOf} <Time at={standing.since} />.
            </>
          )}
        </p>
      )}
      {standing.state === "down" && (
        <p>
          <strong>{t.down(standing.problems.join(", "))}</strong> {t.goneAdvice}
        </p>
      )}
      {standing.state === "chainless" && (
        <p>
          <strong>{t.chainless}</strong> {t.chainlessAdvice(countText(standing.indexed ?? 0))}
        </p>
      )}
      {standing.state === "behind" && <p>{t.behind(countText(standing.blocks))}</p>}
      {standing.state !== "gone" && connected.value === false && <p>{t.silent}</p>}
      {isKeptWaiting.value && <p>{t.keptWaiting}</p>}
      {isOtherAccount.value && <p>{w.otherAccount}</p>}
    </div>
  );
}
