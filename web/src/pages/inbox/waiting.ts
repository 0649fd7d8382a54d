/** What waits for whoever is signed in: asked once, for the page and for the count in the menu. */

import { useApi } from "~/api/asking";
import { isDecision, matters } from "~/pages/inbox/kinds";
import { isSignedIn, me } from "~/wallet/session";

export function useNotices() {
  const account = me.value;
  return useApi("mine", "/api/v1/notices", { params: { query: { account } } }, isSignedIn.value && account !== null);
}

/** How many decisions wait; 0 as long as nobody is signed in. */
export function useWaiting(): number {
  const found = useNotices().data?.items ?? [];
  return matters(found.filter(isDecision)).length;
}
