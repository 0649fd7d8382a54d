/** From flows by agreement to a picture of flows by neighbour: who stands where, and how wide each band is. */

import type { Schema } from "~/api/client";

type Flow = Schema["FlowItem"];
type Party = Flow["other"];

/** A neighbour on one side of the unit. amount: what moved, all agreements together; null where it is not shown. */
export interface Neighbour {
  readonly party: Party;
  readonly amount: bigint | null;
  readonly agreements: number;
}

/** Where a neighbour and its band are drawn. at: the middle of its box; bandAt: the band's middle at the unit. */
export interface Placed extends Neighbour {
  readonly at: number;
  readonly bandAt: number;
  readonly width: number;
}

export interface Side {
  readonly shown: readonly Placed[];
  /** Neighbours for whom there is no room; the table has them. */
  readonly left: number;
}

export interface Picture {
  readonly height: number;
  readonly payers: Side;
  readonly payees: Side;
}

export const ROW = 46; // a neighbour's box and the room below it
export const BOX = 38;
const MOST = 12; // neighbours drawn on a side
const THINNEST = 1.5;

export function pictureOf(flows: readonly Flow[]): Picture {
  const payers = neighbours(flows, "received");
  const payees = neighbours(flows, "paid");
  const rows = Math.max(1, Math.min(MOST, Math.max(payers.length, payees.length)));
  const height = rows * ROW;
  const widest = [payers, payees].map(sum).reduce((one, other) => (one > other ? one : other), 1n);
  return { height, payers: placed(payers, height, widest), payees: placed(payees, height, widest) };
}

/** Who moved money that way, the most first; what is hidden counts as moved. */
function neighbours(flows: readonly Flow[], way: "received" | "paid"): Neighbour[] {
  const found = new Map<string, Neighbour>();
  for (const flow of flows) {
    const moved = flow[way];
    if (moved !== null && BigInt(moved) === 0n) continue;
    const before = found.get(flow.other.address);
    const amount = moved === null || before?.amount === null ? null : BigInt(moved) + (before?.amount ?? 0n);
    found.set(flow.other.address, { party: flow.other, amount, agreements: (before?.agreements ?? 0) + 1 });
  }
  const size = (each: Neighbour): bigint => each.amount ?? 0n;
  return [...found.values()].sort((one, other) => (size(one) < size(other) ? 1 : size(one) > size(other) ? -1 : 0));
}

/** Boxes evenly over the height; bands one below another at the unit, as wide as their part of the widest side. */
function placed(side: readonly Neighbour[], height: number, widest: bigint): Side {
  const shown = side.slice(0, MOST);
  const room = height * 0.8;
  const widths = shown.map((each) => Math.max(THINNEST, (Number(each.amount ?? 0n) / Number(widest)) * room));
  const all = widths.reduce((total, width) => total + width, 0);
  let edge = (height - all) / 2;
  const step = height / Math.max(1, shown.length);
  return {
    left: side.length - shown.length,
    shown: shown.map((each, index) => {
      const width = widths[index] ?? THINNEST;
      const bandAt = edge + width / 2;
      edge += width;
      return { ...each, at: step * (index + 0.5), bandAt, width };
    }),
  };
}

function sum(side: readonly Neighbour[]): bigint {
  return side.reduce((total, each) => total + (each.amount ?? 0n), 0n);
}
