/** The kinds of notices, in the order in which they matter where nothing is due, and what one does about each. */

import type { Schema } from "~/api/client";

export const KINDS = [
  "dispute.undecided",
  "draft.waiting",
  "amendment.waiting",
  "consent.expiring",
  "offer.waiting",
  "tender.to_award",
  "figures.challengeable",
  "figures.apart",
  "figures.late",
  "node.silent",
  "closing.overdue",
  "arrears.owed",
  "profit.claimable",
  "money.withdrawable",
] as const;

export type Kind = (typeof KINDS)[number];
export type Notice = Schema["NoticeItem"];

/** Undefined of kinds that a later service may have: their words are the service's. */
export function kindOf(notice: Notice): Kind | undefined {
  return KINDS.find((kind) => kind === notice.kind);
}

/** What somebody could look at, and nobody waits for. */
const LOOKS: readonly Kind[] = ["figures.challengeable", "profit.claimable", "money.withdrawable"];

export function isDecision(notice: Notice): boolean {
  const kind = kindOf(notice);
  return kind === undefined || !LOOKS.includes(kind);
}

/** The desk's page, as a path: links are for mails, and may name another origin than the one that is open. */
export function pageOf(notice: Notice): string {
  const { pathname, search } = new URL(notice.link, location.href);
  return pathname + search;
}

/** Several of one kind with one page are one thing to do: figures of many units in one period. */
export interface Matter {
  readonly key: string;
  readonly notices: readonly Notice[];
}

export function matters(notices: readonly Notice[]): Matter[] {
  const found = new Map<string, Notice[]>();
  for (const notice of notices) {
    const grouped =
      notice.kind.startsWith("figures.") || notice.kind === "node.silent" || notice.kind === "profit.claimable";
    const key = grouped ? [notice.kind, notice.account, notice.link].join() : notice.id;
    found.set(key, [...(found.get(key) ?? []), notice]);
  }
  return [...found].map(([key, each]) => ({ key, notices: each }));
}
