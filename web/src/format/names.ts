/** How hashes and addresses are shown: enough of both ends to compare, never the middle alone. */

export function shortHex(hex: string, ends = 6): string {
  return hex.length <= 2 * ends + 3 ? hex : `${hex.slice(0, ends + 2)}…${hex.slice(-ends)}`;
}
