/** For whom the person here can sign: for themselves, and for the units that they lead. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { me } from "~/wallet/session";

export type Account = Schema["Party"];

export function useAccounts(): readonly Account[] {
  const address = me.value;
  const params = { params: { path: { address: address ?? "" } } };
  const person = useApi("book", "/api/v1/book/people/{address}", params, address !== null).data;
  if (!address) return [];
  const led = person?.units.filter((each) => each.leads).map((each) => each.unit) ?? [];
  return [{ address, name: person?.name ?? null, kind: "person" }, ...led];
}
