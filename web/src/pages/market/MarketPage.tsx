/** The market: tenders, open offers, what services have cost, and people who are free. */

import { useWords } from "~/i18n/words";
import { Catalogue } from "~/pages/market/Catalogue";
import { Offers } from "~/pages/market/Offers";
import { Talent } from "~/pages/market/Talent";
import { Tenders } from "~/pages/market/Tenders";
import { words } from "~/pages/market/words";
import { Page } from "~/parts/Card";

export default function MarketPage() {
  const t = useWords(words);
  const actions = (
    <a class="button primary" href="/market/new">
      {t.publish}
    </a>
  );
  return (
    <Page title={t.title} lead={t.lead} actions={actions}>
      <Tenders />
      <Offers />
      <Catalogue />
      <Talent />
    </Page>
  );
}
