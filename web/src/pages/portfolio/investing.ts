/** What an account has put into units under VAM agreements, and what came back, as the book knows it. */

import type { Schema } from "~/api/client";

export type Agreement = Schema["AgreementPage"];
export type Movement = Schema["MovementItem"];

/** One commitment: money for shares, at the opening or when a milestone is reached. paid: of it, to date. */
export interface Commitment {
  readonly agreement: Agreement;
  readonly unit: Schema["Party"];
  readonly committed: bigint;
  readonly paid: bigint;
  /** Null where no shares are given for it. */
  readonly shares: string | null;
  /** At the opening; otherwise under a leg, by this period at the latest. */
  readonly atOpening: boolean;
}

interface Tranche {
  investor: number;
  enterprise: number;
  amount: string;
  shares: string;
}

export function commitmentsOf(agreement: Agreement, account: string): Commitment[] {
  const terms = agreement.terms[0]?.terms as { parties: string[]; tranches: Tranche[] } | undefined;
  const party = (index: number) => agreement.parties.find((each) => each.address === terms?.parties[index]);
  const opening = (terms?.tranches ?? []).flatMap((tranche): Commitment[] => {
    const unit = party(tranche.enterprise);
    if (!unit || party(tranche.investor)?.address !== account) return [];
    const amount = BigInt(tranche.amount);
    return [{ agreement, unit, committed: amount, paid: amount, shares: tranche.shares, atOpening: true }];
  });
  const later = agreement.legs
    .filter((leg) => leg.nature === "tranche" && leg.debtor.address === account)
    .flatMap((leg): Commitment[] => {
      const unit = leg.creditors[0];
      if (!unit) return [];
      // What lies locked for the leg is committed as well as what was paid out of it.
      const paid = BigInt(leg.paid ?? 0);
      return [{ agreement, unit, committed: paid + BigInt(leg.escrow ?? 0), paid, shares: null, atOpening: false }];
    });
  return [...opening, ...later];
}

/** Money that investing moved: into units, back by their pools, and under the agreements. */
export function ofInvesting(movements: readonly Movement[], agreements: readonly Agreement[]): Movement[] {
  const under = new Set(agreements.map((each) => each.agreement));
  const units = new Set(agreements.flatMap((each) => each.parties.map((party) => party.address)));
  return movements.filter(
    (each) =>
      (each.agreement && under.has(each.agreement.agreement)) ||
      (each.kind === "claim" && each.other && units.has(each.other.address) && each.other.address !== each.account),
  );
}

export interface Exposure {
  readonly unit: Schema["Party"];
  readonly invested: bigint;
  readonly back: bigint;
  /** What was put in and has not come back. */
  readonly atRisk: bigint;
}

export function exposures(commitments: readonly Commitment[], moved: readonly Movement[]): Exposure[] {
  const units = new Map(commitments.map((each) => [each.unit.address, each.unit]));
  return [...units.values()].map((unit) => {
    const mine = commitments.filter((each) => each.unit.address === unit.address);
    const under = new Set(mine.map((each) => each.agreement.agreement));
    const invested = mine.reduce((sum, each) => sum + each.paid, 0n);
    const back = moved
      .filter((each) => (each.agreement ? under.has(each.agreement.agreement) : each.other?.address === unit.address))
      .filter((each) => each.kind !== "investment" && each.kind !== "escrow" && each.nature !== "tranche")
      .reduce((sum, each) => sum + BigInt(each.amount ?? 0), 0n);
    return { unit, invested, back, atRisk: invested > back ? invested - back : 0n };
  });
}
