/** An investor's portfolio: one's own and one's units', or anybody's, as the book is open. */

import { useRoute } from "preact-iso";
import { useAccounts } from "~/acting/speaking";
import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { Holder } from "~/pages/portfolio/Holder";
import { words } from "~/pages/portfolio/words";
import { Answered } from "~/parts/Answers";
import { Page } from "~/parts/Card";
import { SignInHere } from "~/wallet/SignInHere";
import { me } from "~/wallet/session";
import "~/styles/portfolio.css";

export default function PortfolioPage() {
  const { address } = useRoute().params;
  return address ? <Anybodys address={address} /> : <Mine />;
}

function Mine() {
  const t = useWords(words);
  const accounts = useAccounts();
  return (
    <Page title={t.title} lead={t.lead}>
      {me.value ? (
        accounts.map((account) => <Holder key={account.address} account={account} isNamed />)
      ) : (
        <SignInHere>
          <p>{t.signInGives}</p>
        </SignInHere>
      )}
    </Page>
  );
}

function Anybodys({ address }: { address: string }) {
  const t = useWords(words);
  const asked = useApi("chain", "/api/v1/accounts/{address}", { params: { path: { address } } });
  const name = asked.data?.account.name ?? shortHex(address, 4);
  return (
    <Page title={t.portfolioOf(name)} lead={t.lead}>
      <Answered of={asked}>{(now) => <Holder account={now.account} />}</Answered>
    </Page>
  );
}
