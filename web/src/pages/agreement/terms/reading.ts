/** Terms as the contract's struct has them, typed; and what follows from them without asking anybody. */

import type { Schema } from "~/api/client";

export interface Point {
  x: string;
  y: string;
}

export interface Base {
  from: number;
  scale: string;
  promises: string[];
  lag: number;
  leg: number;
  benchmark: string;
  curve: Point[];
}

export interface Gate {
  subject: string;
  metric: number;
  periods: number;
  running: number;
  promises: string[];
  atLeast: string;
  below: string;
}

export interface Clause {
  leg: number;
  subject: string;
  metric: number;
  form: number;
  span: number;
  window: number;
  absentAs: string;
  base: Base[];
  gates: Gate[];
  points: Point[];
}

export interface Leg {
  debtor: number;
  creditor: number;
  nature: number;
  backers: number;
  escrow: string;
}

export interface Terms {
  parties: string[];
  ceiling: string;
  firstPeriod: number;
  periods: number;
  noticePeriods: number;
  correctionPeriods: number;
  legs: Leg[];
  clauses: Clause[];
  tranches: { investor: number; enterprise: number; amount: string; shares: string }[];
  weights: number[];
}

export type Agreement = Schema["AgreementPage"];
export type Version = Schema["VersionPage"];

export const METRICS = ["revenue", "profit", "collected", "ecosystem", "score"] as const;
export const FORMS = ["actual", "variance", "ratio", "inverse", "days", "base"] as const;
export const NATURES = ["fee", "collection", "bonus", "tranche", "preferred", "shares", "control"] as const;
export const REFERENCES = ["promises", "earlier", "benchmark", "days", "accrued", "dividends"] as const;
const ALL_PARTNERS = 255;
const BEYOND = 2n ** 62n; // bounds of gates that bind nobody

/** The struct as the API hands it on; null where it is hidden. */
export function termsOf(version: Version | undefined): Terms | null {
  return (version?.terms as unknown as Terms | null | undefined) ?? null;
}

export function creditorsOf(terms: Terms, leg: Leg): number[] {
  return leg.creditor === ALL_PARTNERS ? terms.parties.map((_, index) => index).slice(1) : [leg.creditor];
}

/** Whether its amounts are money; shares and control are not. */
export function isMoney(nature: number): boolean {
  return nature < NATURES.indexOf("shares");
}

/** One amount, whatever happens. */
export function isConstant(clause: Clause): boolean {
  return clause.points.length === 1;
}

/** A unit's address, where the subject is one; a benchmark's subject is a hash. */
export function addressOf(subject: string): string | null {
  return /^0x0{24}[0-9a-f]{40}$/i.test(subject) && !/^0x0+$/.test(subject) ? `0x${subject.slice(26)}` : null;
}

export function boundsOf(gate: Gate): { least: string | null; below: string | null } {
  return {
    least: BigInt(gate.atLeast) > -BEYOND ? gate.atLeast : null,
    below: BigInt(gate.below) < BEYOND ? gate.below : null,
  };
}

/** What x is counted in: money, points, a part of the whole (in `scale`), or days. */
export function measureOf(clause: Clause): "money" | "points" | "part" | "days" {
  const form = FORMS[clause.form];
  if (form === "ratio" || form === "inverse") return "part";
  if (form === "days") return "days";
  return METRICS[clause.metric] === "score" ? "points" : "money";
}

/** The last period that counts, of the first that does not any more. */
export function lastBefore(period: string): string {
  const months = /^(\d{4,})-(\d{2})$/.exec(period);
  if (!months) return period.replace(/\d+$/, (number) => String(Number(number) - 1));
  const count = Number(months[1]) * 12 + Number(months[2]) - 2;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/** Everything that the terms read: each subject and metric once. */
export function figuresRead(terms: Terms): { subject: string; metric: number }[] {
  const found = new Map<string, { subject: string; metric: number }>();
  const note = (subject: string, metric: number): void => {
    if (!/^0x0+$/.test(subject)) found.set(`${subject}-${metric}`, { subject, metric });
  };
  for (const clause of terms.clauses) {
    if (!isConstant(clause) || clause.gates.length) {
      if (FORMS[clause.form] !== "days" && FORMS[clause.form] !== "base") note(clause.subject, clause.metric);
    }
    for (const gate of clause.gates) note(gate.subject, gate.metric);
    for (const base of clause.base) note(base.benchmark, clause.metric);
  }
  return [...found.values()];
}
