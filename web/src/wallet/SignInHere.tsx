/** Connecting and signing in at the place where it is needed. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { ConnectDialog } from "~/wallet/ConnectDialog";
import { connection } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";
import { signIn } from "~/wallet/session";
import { words } from "~/wallet/words";

/** children: what signing in gives, in sentences. */
export function SignInHere({ children }: { children: ComponentChildren }) {
  const t = useWords(words);
  const [isConnecting, setConnecting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (): Promise<void> => {
    setError(null);
    try {
      await signIn(t.signInStatement);
    } catch (caught) {
      setError(isRejected(caught) ? new Error(t.rejected) : caught);
    }
  };
  return (
    <section class="card sign-in-here">
      {children}
      <div class="row">
        {connection.value ? (
          <button type="button" class="primary" onClick={() => void attempt()}>
            {t.signIn}
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => setConnecting(true)}>
            {t.connectHere}
          </button>
        )}
      </div>
      <p class="hint">{connection.value ? t.signInNote : t.lead}</p>
      {error !== null && <Failure error={error} />}
      {isConnecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </section>
  );
}
