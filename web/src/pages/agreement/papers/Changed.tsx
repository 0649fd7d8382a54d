/** A value of terms that changed, in the unit of its place: money, a period, what a clause measures; else as it stands. */

import type { ComponentChildren } from "preact";
import { useCompany } from "~/api/asking";
import { shortHex } from "~/format/names";
import { Measured, X, Y } from "~/pages/agreement/terms/Measured";
import { periodOf } from "~/pages/agreement/events/sentences";
import { termsOf, type Version } from "~/pages/agreement/terms/reading";
import { Amount } from "~/parts/Amount";

const MONEY = /^ceiling$|\.escrow$|^tranches\[\d+\]\.amount$/;
const OF_CLAUSE = /^clauses\[(\d+)\]\.(.+)$/;

export function Changed({ version, where, value }: { version: Version; where: string; value: unknown }) {
  const company = useCompany();
  if (typeof value === "object") return <>{JSON.stringify(value)}</>;
  const text = String(value);
  if (/^0x[0-9a-fA-F]{40,}$/.test(text)) return <code title={text}>{shortHex(text, 4)}</code>;
  if (where === "firstPeriod" && company) return <>{periodOf(value, company)}</>;
  if (MONEY.test(where)) return <Amount value={text} />;
  return <>{ofClause(version, where, text) ?? text}</>;
}

function ofClause(version: Version, where: string, text: string): ComponentChildren {
  const [, number, rest = ""] = OF_CLAUSE.exec(where) ?? [];
  const terms = termsOf(version);
  const clause = terms?.clauses[Number(number)];
  if (!terms || !clause) return null;
  if (/^points\[\d+\]\.y$/.test(rest)) return <Y nature={terms.legs[clause.leg]?.nature ?? 0} value={text} />;
  if (/^points\[\d+\]\.x$/.test(rest)) return <X of={clause} value={text} />;
  if (/promises\[\d+\]$|^absentAs$/.test(rest)) return <Measured metric={clause.metric} value={text} />;
  return null;
}
