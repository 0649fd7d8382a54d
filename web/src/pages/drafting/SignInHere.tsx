/** Says that something needs a sign-in, and offers it in place. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/drafting/words";
import { Failure } from "~/parts/Answers";
import { ConnectDialog } from "~/wallet/ConnectDialog";
import { connection } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";
import { isSignedIn, signIn } from "~/wallet/session";

/** The children for whoever is signed in; the offer for everybody else. */
export function SignInHere({ children }: { children: ComponentChildren }) {
  const t = useWords(words);
  const [isConnecting, setConnecting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (isSignedIn.value) return <>{children}</>;
  const attempt = async (): Promise<void> => {
    setError(null);
    try {
      await signIn(t.signInStatement);
    } catch (caught) {
      setError(isRejected(caught) ? new Error(t.rejected) : caught);
    }
  };
  return (
    <div class="form">
      <p>{t.needSignIn}</p>
      <div class="row">
        {connection.value ? (
          <button type="button" class="primary" onClick={() => void attempt()}>
            {t.signIn}
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => setConnecting(true)}>
            {t.connect}
          </button>
        )}
      </div>
      {error !== null && <Failure error={error} />}
      {isConnecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </div>
  );
}
