/** What can be agreed: a kind of template, and which of its parts the form begins with. */

export interface Choice {
  readonly key: string;
  readonly kind: string;
  /** Optional fields that are shown from the start; the others can be added. */
  readonly open: readonly string[];
}

const MONEY = ["investor", "amount", "shares", "metric", "window"] as const;

export const CHOICES = [
  { key: "price", kind: "price", open: ["from"] },
  { key: "service", kind: "service", open: ["fee", "share", "at_most", "from", "periods", "notice"] },
  { key: "vam", kind: "vam", open: [...MONEY, "promises", "compensation", "from", "periods"] },
  { key: "vam-bonus", kind: "vam", open: [...MONEY, "promises", "bonus", "from", "periods"] },
  { key: "vam-growth", kind: "vam", open: [...MONEY, "growth", "compensation", "bonus", "from", "periods"] },
  { key: "vam-leading", kind: "vam", open: [...MONEY, "leading", "compensation", "bonus", "from", "periods"] },
  { key: "vam-shares", kind: "vam", open: [...MONEY, "promises", "team_shares", "from", "periods"] },
  { key: "vam-redemption", kind: "vam", open: ["investor", "amount", "shares", "redemption", "from", "periods"] },
  { key: "owner-entrepreneur", kind: "vam", open: ["investor", "amount", "shares", "losses", "from", "periods"] },
  { key: "community", kind: "community", open: ["metric", "window", "target", "from", "periods"] },
  { key: "benefit", kind: "benefit", open: ["from", "periods"] },
  { key: "lend", kind: "lend", open: ["fee", "from", "periods"] },
  { key: "job", kind: "job", open: ["from", "periods", "notice"] },
  { key: "letter", kind: "letter", open: ["from", "periods"] },
] as const satisfies readonly Choice[];

export type ChoiceKey = (typeof CHOICES)[number]["key"];

/** The choice of a key; null if there is none. */
export function choiceOf(key: string): (typeof CHOICES)[number] | null {
  return CHOICES.find((each) => each.key === key) ?? null;
}

/** Where the form for a kind stands, for whoever answers a paper of that kind. */
export function formOf(kind: string): string | null {
  return CHOICES.find((each) => each.kind === kind)?.key ?? null;
}
