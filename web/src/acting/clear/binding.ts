/** Whether typed data is for one of the company's own contracts, and which descriptor it is read by. */

import type { Company } from "~/api/asking";
import type { TypedData } from "~/acting/reviewing";
import { descriptorOf, type Descriptor, type Format } from "~/acting/clear/descriptor";

export interface Bound {
  contract: string;
  descriptor: Descriptor;
  format: Format;
}

/** foreign: to be refused; unknown: one of the company's contracts, but nothing says how the message reads. */
export type Binding = { state: "clear"; bound: Bound } | { state: "foreign" } | { state: "unknown" };

/** isUnit: whether an address is a unit's of this company; each has a contract of its own. */
export function bind(data: TypedData, company: Company, isUnit: (address: string) => boolean): Binding {
  const { domain } = data;
  const address = domain.verifyingContract ?? "";
  if (BigInt(domain.chainId ?? 0) !== BigInt(company.chain_id)) return { state: "foreign" };
  const contract = nameOf(address, company) ?? (isUnit(address) ? "Enterprise" : undefined);
  if (!contract) return { state: "foreign" };
  const descriptor = descriptorOf(contract);
  const wanted = descriptor?.context?.eip712.domain;
  if (wanted?.name && wanted.name !== domain.name) return { state: "foreign" };
  if (wanted?.version && wanted.version !== domain.version) return { state: "foreign" };
  const format = descriptor?.display?.formats[encodeType(data.types, data.primaryType)];
  return descriptor && format
    ? { state: "clear", bound: { contract, descriptor: withToken(descriptor, company), format } }
    : { state: "unknown" };
}

export function nameOf(address: string, company: Company): string | undefined {
  const same = ([, each]: [string, string]): boolean => each.toLowerCase() === address.toLowerCase();
  return Object.entries(company.contracts).find(same)?.[0];
}

/** EIP-712's encodeType: the primary type, then all that it needs, by name. */
export function encodeType(types: TypedData["types"], primary: string): string {
  const needed = new Set<string>();
  const gather = (name: string): void => {
    for (const { type } of types[name] ?? []) {
      const inner = type.split("[")[0] as string;
      if (!types[inner] || needed.has(inner)) continue;
      needed.add(inner);
      gather(inner);
    }
  };
  gather(primary);
  needed.delete(primary);
  const one = (name: string): string => `${name}(${(types[name] ?? []).map((m) => `${m.type} ${m.name}`).join(",")})`;
  return [primary, ...[...needed].sort()].map(one).join("");
}

function withToken(descriptor: Descriptor, company: Company): Descriptor {
  const constants = { ...descriptor.metadata.constants, token: company.token.address };
  return { ...descriptor, metadata: { ...descriptor.metadata, constants } };
}
