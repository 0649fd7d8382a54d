/** Connecting and signing in at the place where it is missed. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { ConnectDialog } from "~/wallet/ConnectDialog";
import { connection } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";
import { signIn } from "~/wallet/session";
import { words } from "~/wallet/words";

/** A part of a page that needs it. children: what signing in gives, in sentences. */
export function SignInHere({ children }: { children?: ComponentChildren }) {
  const t = useWords(words);
  return (
    <section class="card sign-in-here">
      {children}
      <SignInButton />
      <p class="hint">{connection.value ? t.signInNote : t.lead}</p>
    </section>
  );
}

/** Beside a refusal that says that it is needed, such as when a session has ended. */
export function SignInButton() {
  const t = useWords(words);
  const [isConnecting, setConnecting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isPutAside, setPutAside] = useState(false);
  const attempt = async (): Promise<void> => {
    setError(null);
    setPutAside(false);
    try {
      await signIn(t.signInStatement);
    } catch (caught) {
      if (isRejected(caught)) setPutAside(true);
      else setError(caught);
    }
  };
  return (
    <>
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
      {isPutAside && <p role="status">{t.rejected}</p>}
      {error !== null && <Failure error={error} />}
      {isConnecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </>
  );
}
