/** What somebody has earned, can claim and withdraw, and how it moved; for leaders also what their units may spend. */

import { useApi } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { Claims } from "~/pages/money/Claims";
import { History } from "~/pages/money/History";
import { UnitMoney } from "~/pages/money/UnitMoney";
import { Withdraw } from "~/pages/money/Withdraw";
import { words } from "~/pages/money/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Figure, Figures, Page } from "~/parts/Card";
import { SignInHere } from "~/wallet/SignInHere";
import { isSignedIn, me } from "~/wallet/session";
import "~/styles/money.css";

export default function MoneyPage() {
  const t = useWords(words);
  const address = me.value;
  return (
    <Page title={t.title} lead={t.lead}>
      {address ? (
        <Mine key={address} address={address} />
      ) : (
        <SignInHere>
          <p>{t.signInGives}</p>
        </SignInHere>
      )}
    </Page>
  );
}

function Mine({ address }: { address: string }) {
  const t = useWords(words);
  const path = { params: { path: { address } } };
  const account = useApi("mine", "/api/v1/accounts/{address}", path);
  const person = useApi("book", "/api/v1/book/people/{address}", path);
  const led = person.data?.units.filter((part) => part.leads).map((part) => part.unit) ?? [];
  return (
    <>
      <Answered of={account}>
        {(now) => (
          <>
            {now.hidden?.length && !isSignedIn.value ? (
              <SignInHere>
                <p>{t.hiddenNote}</p>
              </SignInHere>
            ) : null}
            <Figures>
              <Figure name={t.earned} note={t.earnedNote}>
                <Amount value={person.data ? person.data.earned : person.error ? "0" : null} hidden={t.hidden} symbol />
              </Figure>
              <Figure name={t.claimable} note={t.claimableNote}>
                <Amount value={now.claimable} hidden={t.hidden} symbol />
              </Figure>
              <Figure name={t.held} note={t.heldNote}>
                <Amount value={now.held} hidden={t.hidden} symbol />
              </Figure>
              <Figure name={t.withdrawn} note={t.withdrawnNote}>
                <Amount
                  value={person.data ? person.data.withdrawn : person.error ? "0" : null}
                  hidden={t.hidden}
                  symbol
                />
              </Figure>
              <Figure name={t.inWallet} note={t.inWalletNote}>
                <Amount value={now.in_wallet} hidden={t.hidden} symbol />
              </Figure>
            </Figures>
            <div class="cards">
              <Claims now={now} />
              <Withdraw now={now} />
            </div>
          </>
        )}
      </Answered>
      {led.map((unit) => (
        <UnitMoney key={unit.address} unit={unit} />
      ))}
      <History address={address} />
    </>
  );
}
