/** How far what somebody does has got. */

import type { Outcome } from "~/acting/doing";
import { words } from "~/acting/words";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";

export function Said({ of }: { of: Outcome | null }) {
  const t = useWords(words);
  if (!of) return null;
  if ("error" in of) return <Failure error={of.error} />;
  return <p role="status">{t.outcomes[of.said]}</p>;
}
