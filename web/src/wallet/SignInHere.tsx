/** Signing in where it is missed: beside a refusal that says so, such as when a session has ended. */

import { useState } from "preact/hooks";
import { useWords } from "~/i18n/words";
import { ConnectDialog } from "~/wallet/ConnectDialog";
import { connection } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";
import { signIn } from "~/wallet/session";
import { words } from "~/wallet/words";

export function SignInHere() {
  const t = useWords(words);
  const [said, setSaid] = useState("");
  const [isConnecting, setConnecting] = useState(false);
  const attempt = async (): Promise<void> => {
    setSaid("");
    try {
      await signIn(t.signInStatement);
    } catch (error) {
      setSaid(isRejected(error) ? t.rejected : String(error instanceof Error ? error.message : error));
    }
  };
  return (
    <>
      {connection.value ? (
        <button type="button" class="primary" onClick={() => void attempt()}>
          {t.signIn}
        </button>
      ) : (
        <button type="button" class="primary" onClick={() => setConnecting(true)}>
          {t.connect}
        </button>
      )}
      {said && <p role="status">{said}</p>}
      {isConnecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </>
  );
}
