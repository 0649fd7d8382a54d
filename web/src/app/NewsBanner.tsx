/** Says what does not work at the moment, and what still does. */

import { useCompany } from "~/api/asking";
import { connected } from "~/api/live";
import { words } from "~/app/words";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";

export function NewsBanner() {
  const t = useWords(words);
  const company = useCompany();
  const { indexed, height } = (company?.book ?? {}) as { indexed?: number; height?: number | null };
  const behind = height && indexed ? height - indexed : 0;
  return (
    <div class="banner" role="status">
      {connected.value === false && <p>{t.silent}</p>}
      {behind > 5 && <p>{t.behind(countText(behind))}</p>}
    </div>
  );
}
