/** Amounts as charts draw them. Whoever reads figures reads the exact table beside the chart. */

import { decimal, type Minor } from "~/format/amounts";

/** In whole units, as near as a float comes; null where there is no amount. */
export function drawn(amount: Minor | null | undefined, decimals: number): number | null {
  return amount === null || amount === undefined ? null : Number(decimal(amount, decimals));
}
