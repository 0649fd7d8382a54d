/** One thing that somebody does on a page: under way, done, put aside by its owner, or gone wrong. */

import { useState } from "preact/hooks";
import type { Relayed } from "~/acting/carrying";

export type Outcome = { said: "underWay" | "done" | "putAside" } | { error: unknown };

/** `run` takes what carries it out; its null says that it was put aside. */
export function useDoing(): { outcome: Outcome | null; busy: boolean; run: (deed: () => Promise<unknown>) => void } {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const run = (deed: () => Promise<unknown>): void => {
    setOutcome({ said: "underWay" });
    void deed().then(
      (done) => setOutcome(done === null ? { said: "putAside" } : (failureOf(done) ?? { said: "done" })),
      (error: unknown) => setOutcome({ error }),
    );
  };
  const busy = outcome !== null && "said" in outcome && outcome.said === "underWay";
  return { outcome, busy, run };
}

/** A call that was relayed and failed on the chain. */
function failureOf(done: unknown): Outcome | null {
  const refused = (done as Partial<Relayed> | undefined)?.error;
  return refused ? { error: new Error(refused.detail ?? refused.code) } : null;
}
