/** The open book: what the company comes to, all units ranked, whether their sums add up, and the books to download. */

import { useCompany } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { AddingUp } from "~/pages/book/AddingUp";
import { CreditCard } from "~/pages/book/CreditCard";
import { Downloads } from "~/pages/book/Downloads";
import { UnitsCard } from "~/pages/book/UnitsCard";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Loading } from "~/parts/Answers";
import { Figure, Figures, Page } from "~/parts/Card";
import "~/styles/book.css";

export default function BookPage() {
  const t = useWords(words);
  const company = useCompany();
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <a class="button" href="/winwin">
          {t.winwin}
        </a>
      }
    >
      {company ? (
        <Figures>
          <Figure name={t.revenue} note={t.revenueNote}>
            <Amount value={company.revenue} symbol />
          </Figure>
          <Figure name={t.profit} note={t.profitNote}>
            <Amount value={company.profit} symbol />
          </Figure>
          <Figure name={t.shared} note={t.sharedNote}>
            <Amount value={company.shared} symbol />
          </Figure>
          <Figure name={t.units} note={t.peopleCount(countText(company.people))}>
            {countText(company.units)}
          </Figure>
        </Figures>
      ) : (
        <Loading />
      )}
      <UnitsCard />
      {company && (
        <div class="beside">
          <div class="stack">
            <AddingUp company={company} />
            <Downloads />
          </div>
          <CreditCard credit={company.credit} />
        </div>
      )}
    </Page>
  );
}
