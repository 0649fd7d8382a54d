/** The journal as anyone can download it, read line by line and added up exactly. */

import { useQuery } from "@tanstack/preact-query";
import { Unreachable } from "~/api/client";

export const JOURNAL = "/api/v1/book/exports/journal";

export interface Line {
  readonly transaction: string;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
  readonly kind: string;
  readonly nature: string;
  readonly period: string;
  /** Which amounts are private, where pay is. */
  readonly hidden?: string;
}

export interface Sum {
  readonly kind: string;
  readonly lines: number;
  readonly debit: bigint;
  readonly credit: bigint;
}

/** Asked for only when wanted: it is the whole company's. */
export function useJournal(wanted: boolean) {
  return useQuery<Line[], Error>({
    queryKey: ["book", "journal"],
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const answer = await fetch(`${JOURNAL}?format=jsonl`, { signal }).catch((error: unknown) => {
        throw new Unreachable(String(error));
      });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      const text = await answer.text();
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line);
    },
  });
}

/** By kind of movement, in the order in which they first came. */
export function addedUp(lines: readonly Line[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const line of lines) {
    const so = sums.get(line.kind) ?? { kind: line.kind, lines: 0, debit: 0n, credit: 0n };
    const debit = so.debit + BigInt(line.debit || 0);
    sums.set(line.kind, { ...so, lines: so.lines + 1, debit, credit: so.credit + BigInt(line.credit || 0) });
  }
  return [...sums.values()];
}
