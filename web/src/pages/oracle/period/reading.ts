/** What of a subject's figures counts or is agreed on, and how one node's reading stands to that. */

import type { Schema } from "~/api/client";

export type Subject = Schema["SubjectModel"];
export type Said = Schema["StatementModel"];
export const FIGURES = ["revenue", "profit", "other", "score"] as const;
export type Figure = (typeof FIGURES)[number];

export type Verdict = "agrees" | "none" | "undecided" | "outvoted" | "elsewhere" | "otherwise";

const alike = (one: Said, other: Said): boolean =>
  FIGURES.every((figure) => one[figure] === other[figure]) && one.otherMetric === other.otherMetric;

/** What the chain has; before that, what a quorum of the committee reads alike; null if there is neither. */
export function agreedOn(of: Subject): Said | null {
  if (of.counts) return of.counts;
  const said = of.readings
    .filter((each) => of.committee.includes(each.node))
    .flatMap((each) => (each.statement ? [each.statement] : []));
  return said.find((one) => said.filter((other) => alike(one, other)).length >= of.quorum) ?? null;
}

export function readingOf(of: Subject, node: string): Said | null {
  return of.readings.find((each) => each.node === node)?.statement ?? null;
}

/** elsewhere: outvoted, but not on this figure. otherwise: what a quorum reads now differs from what is final. */
export function verdictOn(of: Subject, node: string, figure: Figure): Verdict {
  const said = readingOf(of, node);
  if (!said) return "none";
  if (of.state === "apart") return "undecided";
  if (!of.differing.includes(node)) return "agrees";
  if (of.state === "correcting" || of.state === "absent") return "otherwise";
  return agreedOn(of)?.[figure] === said[figure] ? "elsewhere" : "outvoted";
}
