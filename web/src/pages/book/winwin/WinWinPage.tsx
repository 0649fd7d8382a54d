/** The Win-Win Value Added statement of the whole company, of everything to date or of one period. */

import { useAddressed } from "~/parts/addressed";
import { useApi, useCompany } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { PeriodChoice } from "~/pages/book/winwin/PeriodChoice";
import { WinWin } from "~/pages/book/winwin/WinWin";
import { words } from "~/pages/book/winwin/words";
import { Loading } from "~/parts/Answers";
import { Page } from "~/parts/Card";
import "~/styles/book.css";

export default function WinWinPage() {
  const t = useWords(words);
  const company = useCompany();
  const [period, choose] = useAddressed("period");
  // The clearing unit closes every period of the company.
  const path = { address: company?.clearing.address ?? "" };
  const periods = useApi("book", "/api/v1/book/units/{address}/periods", { params: { path } }, company !== undefined);
  return (
    <Page title={t.title} lead={t.lead}>
      {periods.data ? (
        <>
          <div class="sieve">
            <PeriodChoice periods={periods.data.map((each) => each.period)} value={period} onChange={choose} />
          </div>
          <WinWin unit={null} period={period || null} title={t.statement} />
        </>
      ) : (
        <Loading />
      )}
    </Page>
  );
}
