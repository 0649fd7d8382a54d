/** A unit or person of whom only the address is known here, by name. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { shortHex } from "~/format/names";
import { Party } from "~/parts/Names";

export function useParty(address: string): Schema["Party"] {
  const params = { params: { path: { address } } };
  const unit = useApi("book", "/api/v1/book/units/{address}", params, address !== "");
  const person = useApi("book", "/api/v1/book/people/{address}", params, unit.error !== null);
  if (unit.data) return { address, name: unit.data.name, kind: "unit" };
  return { address, name: person.data?.name ?? null, kind: "person" };
}

export function Named({ address }: { address: string }) {
  return <Party of={useParty(address)} />;
}

export const nameOf = (party: Schema["Party"]): string => party.name ?? shortHex(party.address, 4);
