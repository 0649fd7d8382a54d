/** What is wrong with what somebody has typed, before anything is sent. */

import { parseAmount } from "~/format/amounts";
import { periodNumber } from "~/format/periods";

/** Above zero, in minor units; null if it is none. */
export function amountOf(typed: string, decimals: number): string | null {
  const amount = parseAmount(typed, decimals);
  return amount !== null && BigInt(amount) > 0n ? amount : null;
}

/** A whole number of at least 1 and at most `most`. */
export function wholeOf(typed: string, most: number): number | null {
  const found = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : 0;
  return found >= 1 && found <= most ? found : null;
}

/** How many periods lie between two, both included; null if they are none or stand the wrong way round. */
export function spanOf(first: string, last: string): number | null {
  const [one, other] = [periodNumber(first), periodNumber(last)];
  return one === null || other === null || other < one ? null : other - one + 1;
}
