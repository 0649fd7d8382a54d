/** An amount of the company's credit: all decimals, by the reader's locale, with its sign for eyes and ears. */

import { useCompany } from "~/api/asking";
import { amountText, type Minor } from "~/format/amounts";

interface Props {
  value: Minor | null | undefined;
  /** Shows the credit's symbol behind it. */
  symbol?: boolean;
  /** Why there is none, for people who may not see it. */
  hidden?: string;
}

export function Amount({ value, symbol, hidden }: Props) {
  const company = useCompany();
  if (value === null || value === undefined) return <span class="quiet">{hidden ?? "–"}</span>;
  if (!company) return <span class="amount">…</span>;
  const { decimals, symbol: sign } = company.token;
  const negative = BigInt(value) < 0n;
  return (
    <span class={negative ? "amount negative" : "amount"}>
      {amountText(value, decimals)}
      {symbol && <span class="unit"> {sign}</span>}
    </span>
  );
}
