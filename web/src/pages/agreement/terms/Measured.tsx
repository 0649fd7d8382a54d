/** Figures of terms in their units: money, points, percent or days; and whose they are. */

import { useApi } from "~/api/asking";
import { amountText, countText, shareText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { addressOf, isMoney, measureOf, METRICS, type Agreement, type Clause } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Amount } from "~/parts/Amount";
import { Party } from "~/parts/Names";

/** A clause's x. */
export function X({ of, value }: { of: Clause; value: string }) {
  const t = useWords(words);
  switch (measureOf(of)) {
    case "money":
      return <Amount value={value} />;
    case "part":
      return <span class="amount">{shareText(value, of.base[0]?.scale ?? "1", 2)}</span>;
    case "days":
      return <span class="amount">{t.days(countText(value))}</span>;
    case "points":
      return <span class="amount">{t.points(countText(value))}</span>;
  }
}

/** A clause's y: money, or shares. */
export function Y({ nature, value }: { nature: number; value: string }) {
  const t = useWords(words);
  return isMoney(nature) ? <Amount value={value} /> : <span class="amount">{t.shares(countText(value))}</span>;
}

/** A figure of a metric. */
export function Measured({ metric, value }: { metric: number | string; value: string }) {
  const t = useWords(words);
  const name = typeof metric === "number" ? METRICS[metric] : metric;
  return name === "score" ? <span class="amount">{t.points(countText(value))}</span> : <Amount value={value} />;
}

/** The same as X, as a text for axes of charts. */
export function xText(of: Clause, value: number, decimals: number): string {
  const whole = BigInt(Math.round(value));
  switch (measureOf(of)) {
    case "money":
      return amountText(whole, decimals).replace(/([.,]0+)$/, "");
    case "part":
      return shareText(whole, of.base[0]?.scale ?? "1", 1);
    case "days":
    case "points":
      return countText(whole);
  }
}

/** A unit whose figures are read, by its name; a benchmark by its hash. */
export function Subject({ of, agreement, plain }: { of: string; agreement: Agreement; plain?: boolean }) {
  const address = addressOf(of);
  const party = agreement.parties.find((each) => each.address.toLowerCase() === address?.toLowerCase());
  const asked = useApi(
    "book",
    "/api/v1/book/units/{address}",
    { params: { path: { address: address ?? "" } } },
    Boolean(address && !party),
  );
  if (!address) return <code title={of}>{shortHex(of, 4)}</code>;
  const found = party ?? { address, name: asked.data?.name ?? null, kind: "unit" };
  return <Party of={found} {...(plain ? { plain } : {})} />;
}
