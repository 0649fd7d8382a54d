/** Where what is shown comes from: chain, block, and the chain's own time. */

import { useCompany } from "~/api/asking";
import { words } from "~/app/words";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { Time } from "~/parts/Time";

export function Footer() {
  const t = useWords(words);
  const company = useCompany();
  if (!company) return <footer class="bottom" />;
  const { indexed, now } = company.book;
  return (
    <footer class="bottom">
      <span>{company.platform?.name}</span>
      <span>
        {t.chain} {company.chain_id}
      </span>
      {indexed !== null && (
        <span>
          {t.block} {countText(indexed)}
        </span>
      )}
      {now !== null && (
        <span>
          {t.clock} <Time at={now} />
        </span>
      )}
    </footer>
  );
}
