/** What the contract would say, found out while its owner reads. */

import { useEffect, useState } from "preact/hooks";
import type { Simulation } from "~/acting/reviewing";
import { words } from "~/acting/words";
import { useWords } from "~/i18n/words";

export function Tried({ simulate }: { simulate: () => Promise<Simulation> }) {
  const t = useWords(words);
  const [found, setFound] = useState<Simulation>({ state: "trying" });
  useEffect(() => {
    void simulate().then(setFound, () => setFound({ state: "unknown" }));
  }, []);
  return (
    <span class={found.state === "refused" ? "wrong" : undefined} role="status">
      {t.simulations[found.state]}
      {found.detail && <>: {found.detail}</>}
    </span>
  );
}
