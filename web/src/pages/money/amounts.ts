/** Whether an amount that somebody has written can be paid out of what there is. */

import { parseAmount } from "~/format/amounts";

export type AmountFault = "unread" | "nothing" | "tooMuch";

export function read(written: string, decimals: number, most: bigint): { amount: string } | { fault: AmountFault } {
  const amount = parseAmount(written, decimals);
  if (amount === null) return { fault: "unread" };
  if (BigInt(amount) <= 0n) return { fault: "nothing" };
  return BigInt(amount) > most ? { fault: "tooMuch" } : { amount };
}
