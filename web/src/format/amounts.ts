/** Amounts: whole minor units as texts or bigints, shown by the reader's locale. Nothing here ever becomes a float. */

import { tag } from "~/i18n/words";

export type Minor = string | bigint;

const formats = new Map<string, Intl.NumberFormat>();

/** A table has hundreds of cells, and making a format costs more than using it. */
function format(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = tag() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(tag(), options);
  formats.set(key, known);
  return known;
}

/** The exact decimal text of an amount in minor units: 1234567 with 3 decimals is 1234.567. */
export function decimal(amount: Minor, decimals: number): string {
  const value = BigInt(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = value < 0n ? "-" : "";
  return decimals ? `${sign}${whole}.${digits.slice(-decimals)}` : sign + whole;
}

/** As people read it: 1,234.567. All decimals are shown, so columns line up and nothing is rounded away. */
export function amountText(amount: Minor, decimals: number): string {
  const form = format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return form.format(decimal(amount, decimals) as unknown as number); // exact: Intl reads decimal texts
}

/** Minor units of what somebody has written (1,234.50, or 1 234,50 where that is the locale's way); null if it is none. */
export function parseAmount(written: string, decimals: number): string | null {
  const point =
    format()
      .formatToParts(1.5)
      .find((part) => part.type === "decimal")?.value ?? ".";
  const plain = written
    .trim()
    .replaceAll(/[\s'’]/g, "")
    .replaceAll(point === "." ? "," : ".", "")
    .replace(point, ".");
  const found = /^(-?)(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!found || !(found[2] || found[3])) return null;
  const fraction = found[3] ?? "";
  if (fraction.length > decimals) return null;
  return BigInt(`${found[1]}${found[2] || "0"}${fraction.padEnd(decimals, "0")}`).toString();
}

export function countText(count: number | bigint | string): string {
  return format().format(typeof count === "string" ? BigInt(count) : count);
}

/** A part of a whole, both in the same units, as 12.3 %. The digit that is left out is rounded for show only. */
export function shareText(part: Minor, whole: Minor, digits = 1): string {
  const [of, all] = [BigInt(part), BigInt(whole)];
  if (all === 0n) return "–";
  const perMillion = Number((of * 1_000_000n) / all) / 1_000_000;
  return format({ style: "percent", maximumFractionDigits: digits }).format(perMillion);
}

/** Short, for axes of charts: 1.2M. */
export function shortText(value: number): string {
  return format({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}
