/** What only who has signed in can see or do; for everybody else the offer to sign in. */

import type { ComponentChildren } from "preact";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/drafting/words";
import { SignInButton } from "~/wallet/SignInHere";
import { isSignedIn } from "~/wallet/session";

export function SignedIn({ children }: { children: ComponentChildren }) {
  const t = useWords(words);
  if (isSignedIn.value) return <>{children}</>;
  return (
    <div class="form">
      <p>{t.needSignIn}</p>
      <SignInButton />
    </div>
  );
}
