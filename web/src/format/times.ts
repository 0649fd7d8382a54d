/** Times are Unix seconds in the API, periods texts such as 2011-04 (months in UTC) or a number where they have a fixed length. */

import { tag } from "~/i18n/words";

const formats = new Map<string, Intl.DateTimeFormat>();

/** As amounts': making a format costs more than using it. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = tag() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tag(), options);
  formats.set(key, known);
  return known;
}

export function timeText(seconds: number): string {
  return format({ dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000);
}

export function dateText(seconds: number): string {
  return format({ dateStyle: "medium" }).format(seconds * 1000);
}

/** 2011-04 as Apr 2011; anything else as it stands. */
export function periodText(period: string, month: "short" | "long" = "short"): string {
  const found = /^(\d{4,})-(\d{2})$/.exec(period);
  if (!found) return period;
  const day = Date.UTC(Number(found[1]), Number(found[2]) - 1, 1);
  return format({ year: "numeric", month, timeZone: "UTC" }).format(day);
}

/** The period before: 2010-12 of 2011-01, #11 of #12. An agreement's end is the first period that does not count. */
export function periodBefore(period: string): string {
  const month = /^(\d{4,})-(\d{2})$/.exec(period);
  if (month) {
    const day = new Date(Date.UTC(Number(month[1]), Number(month[2]) - 2, 1));
    return day.toISOString().slice(0, 7);
  }
  const numbered = /^#(\d+)$/.exec(period);
  return numbered ? `#${Number(numbered[1]) - 1}` : period;
}

/** Whether a period comes before another, both as the same calendar writes them. */
export function isBefore(one: string, other: string): boolean {
  const number = (period: string): number => Number(period.replaceAll(/\D/g, ""));
  return number(one) < number(other);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "in 3 days", "2 hours ago": of a time by the chain's clock, which need not be this machine's. */
export function fromNow(seconds: number, now: number): string {
  const distance = seconds - now;
  const [unit, size] = STEPS.find(([, each]) => Math.abs(distance) >= each) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(tag(), { numeric: "auto" }).format(Math.trunc(distance / size), unit);
}
