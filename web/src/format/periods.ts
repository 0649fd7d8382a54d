/** Periods as the contracts count them: months since 1970, or the number itself where they have a fixed length. */

export function periodNumber(period: string): number | null {
  const month = /^(\d{4,})-(0[1-9]|1[0-2])$/.exec(period);
  if (month) return (Number(month[1]) - 1970) * 12 + Number(month[2]) - 1;
  const numbered = /^#(\d+)$/.exec(period);
  return numbered ? Number(numbered[1]) : null;
}

/** The other way: as texts of the same calendar as `like`. */
export function periodOf(number: number, like: string): string {
  if (like.startsWith("#")) return `#${number}`;
  return `${1970 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}
