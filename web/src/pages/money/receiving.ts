/** Who is to receive money: what is wrong with an address, and what to look at twice before it is too late. */

import { isAddress, zeroAddress } from "viem";

export type Doubt = "zero" | "malformed" | "checksum" | "contract" | "lookAlike";

const ENDS = 4; // letters at both ends that people compare

/** Why nothing can be sent there; null if it can. */
export function refusalOf(address: string): Doubt | null {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return "malformed";
  if (BigInt(address) === BigInt(zeroAddress)) return "zero";
  return isAddress(address) ? null : "checksum";
}

/** An address that somebody knows and may have meant: alike at both ends, and another one. */
export function lookAlike(address: string, known: readonly string[]): string | null {
  const ends = (each: string): string => each.slice(2, 2 + ENDS).toLowerCase() + each.slice(-ENDS).toLowerCase();
  const same = (each: string): boolean => each.toLowerCase() === address.toLowerCase();
  if (known.some(same)) return null;
  return known.find((each) => ends(each) === ends(address)) ?? null;
}
