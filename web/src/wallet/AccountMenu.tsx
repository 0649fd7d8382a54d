/** Who is here: connect, sign in, what one may be here, and a wallet on the wrong chain or with another account. */

import { useState } from "preact/hooks";
import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Hash } from "~/parts/Names";
import { ConnectDialog } from "~/wallet/ConnectDialog";
import { ChainCheck } from "~/wallet/ChainCheck";
import { connection, disconnect } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";
import { isOtherAccount, isSignedIn, me, session, signIn, signOut } from "~/wallet/session";
import { words } from "~/wallet/words";

export function AccountMenu() {
  const t = useWords(words);
  const [isConnecting, setConnecting] = useState(false);
  return (
    <div class="account">
      {me.value ? (
        <Account address={me.value} onConnect={() => setConnecting(true)} />
      ) : (
        <button type="button" class="primary" onClick={() => setConnecting(true)}>
          {t.connect}
        </button>
      )}
      {isConnecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </div>
  );
}

function Account({ address, onConnect }: { address: string; onConnect: () => void }) {
  const t = useWords(words);
  const [error, setError] = useState<unknown>(null);
  const person = useApi("book", "/api/v1/book/people/{address}", { params: { path: { address } } });
  const attempt = (deed: () => Promise<void>) => async (): Promise<void> => {
    setError(null);
    try {
      await deed();
    } catch (caught) {
      setError(isRejected(caught) ? new Error(t.rejected) : caught);
    }
  };
  return (
    <details class="drop">
      <summary>
        {connection.value?.isDeveloper && <span class="state wait">{t.playMark}</span>}
        <bdi>{person.data?.name ?? shortHex(address, 4)}</bdi>
      </summary>
      <div class="panel">
        <Hash value={address} />
        <p>
          {isSignedIn.value ? t.signedIn : t.notSignedIn}
          {connection.value && <span class="quiet"> · {connection.value.walletName}</span>}
        </p>
        <Roles />
        <ChainCheck />
        {isOtherAccount.value && <p class="wrong">{t.otherAccount}</p>}
        {error !== null && <Failure error={error} />}
        <div class="row">
          {!connection.value && (
            <button type="button" class="primary" onClick={onConnect}>
              {t.connect}
            </button>
          )}
          {connection.value && (!isSignedIn.value || isOtherAccount.value) && (
            <button type="button" class="primary" onClick={attempt(() => signIn(t.signInStatement))}>
              {t.signIn}
            </button>
          )}
          {isSignedIn.value && (
            <button type="button" onClick={attempt(signOut)}>
              {t.signOut}
            </button>
          )}
          {connection.value && (
            <button type="button" onClick={disconnect}>
              {t.disconnect}
            </button>
          )}
        </div>
        {isSignedIn.value && <a href="/account">{t.account}</a>}
        {!isSignedIn.value && <p class="hint">{t.signInNote}</p>}
      </div>
    </details>
  );
}

function Roles() {
  const t = useWords(words);
  const roles = session.value?.roles;
  if (!roles) return null;
  const held = [
    roles.leads.length && t.leader,
    roles.member_of.length && t.member,
    roles.invests_in.length && t.investor,
    roles.finance && t.finance,
    roles.auditor && t.auditor,
    roles.oracle && t.oracle,
    roles.arbiter && t.arbiter,
  ].filter(Boolean);
  if (!held.length) return null;
  return (
    <p>
      {t.roles}: {held.join(", ")}
    </p>
  );
}
