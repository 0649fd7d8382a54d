/** What has become of a challenge. */

import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { State } from "~/parts/State";

const TONES = { open: "open", upheld: "final", void: "failed", lapsed: "ended" } as const;

export function DisputeState({ of }: { of: Schema["DisputePage"]["state"] }) {
  const t = useWords(words);
  return <State of={TONES[of]} label={t.disputeStates[of]} />;
}
