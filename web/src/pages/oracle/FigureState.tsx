/** Where a figure stands, as a badge. */

import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { State } from "~/parts/State";

type Where = Schema["SubjectModel"]["state"];

const TONES: Record<Where, string> = {
  waiting: "waiting",
  apart: "failed",
  agreed: "seen",
  signed: "seen",
  posted: "waiting",
  challenged: "disputed",
  final: "final",
  absent: "ended",
  correcting: "waiting",
};

export function FigureState({ of }: { of: Where }) {
  const t = useWords(words);
  return <State of={TONES[of]} label={t.states[of]} />;
}
