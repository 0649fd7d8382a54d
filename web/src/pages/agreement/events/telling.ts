/** Events in words: asks for the names that their sentences need. */

import { useAnswer, useCompany } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { sentence, type Happened, type Known, type Named } from "~/pages/agreement/events/sentences";
import { words } from "~/pages/agreement/events/words";

type Agreement = Schema["AgreementPage"];

/** How events are told: once the names that they need are there, and until then by addresses. */
export function useTelling(events: readonly Happened[], given?: Agreement) {
  const t = useWords(words);
  const company = useCompany();
  const contracts = new Set(Object.values(company?.contracts ?? {}));
  const addresses = [...new Set(events.flatMap((each) => addressesIn(each.args)))].filter(
    (address) => !contracts.has(address) && !given?.parties.some((party) => party.address === address),
  );
  const agreements = [...new Set(events.flatMap((each) => (each.agreement ? [each.agreement] : [])))].filter(
    (agreement) => agreement !== given?.agreement,
  );
  const known = useAnswer(
    "book",
    ["named", addresses, agreements],
    () => named(addresses, agreements),
    events.length > 0,
  );
  const names = new Map(known.data?.names);
  const pages = new Map(known.data?.agreements);
  if (given) pages.set(given.agreement, given);
  for (const page of pages.values()) for (const party of page.parties) names.set(party.address, party);
  for (const [name, address] of Object.entries(company?.contracts ?? {}))
    names.set(address, { address, name, kind: "contract" });
  const told = { names, agreements: pages };
  return { known: told, tell: (event: Happened) => (company ? sentence(event, t, company, told) : event.name) };
}

async function named(addresses: readonly string[], agreements: readonly string[]): Promise<Known> {
  const pages = await Promise.all(
    agreements.map((agreement) =>
      told(api.GET("/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } })).catch(() => null),
    ),
  );
  const names = await Promise.all(addresses.map(nameOf));
  return {
    names: new Map(names.flatMap((each) => (each ? [[each.address, each] as const] : []))),
    agreements: new Map(pages.flatMap((each) => (each ? [[each.agreement, each] as const] : []))),
  };
}

/** A unit's name or a person's; null for what is neither, such as an account of a contract. */
async function nameOf(address: string): Promise<Named | null> {
  const params = { params: { path: { address } } };
  const unit = await told(api.GET("/api/v1/book/units/{address}", params)).catch(() => null);
  if (unit) return { address, name: unit.name, kind: "unit" };
  const person = await told(api.GET("/api/v1/book/people/{address}", params)).catch(() => null);
  return person && { address, name: person.name, kind: "person" };
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

export function addressesIn(value: unknown): string[] {
  if (typeof value === "string") return ADDRESS.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  return value && typeof value === "object" ? Object.values(value).flatMap(addressesIn) : [];
}
