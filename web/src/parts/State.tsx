/** A state as a badge: a word and a shape, so that colour is never all there is. */

import { useWords } from "~/i18n/words";
import { words } from "~/parts/words";

const TONES: Record<string, string> = {
  active: "good",
  final: "good",
  ready: "good",
  awarded: "good",
  confirmed: "good",
  arrears: "bad",
  failed: "bad",
  disputed: "bad",
  expired: "bad",
  waiting: "wait",
  open: "wait",
  draft: "wait",
  seen: "wait",
};

/** label: where the page has a better word than the list's. */
export function State({ of, label }: { of: string; label?: string }) {
  const t = useWords(words);
  const known = t.states as Record<string, string>;
  return <span class={`state ${TONES[of] ?? "plain"}`}>{label ?? known[of] ?? of}</span>;
}
