/** What the service finds wrong with a template, by the field it names; the rest stands above the form. */

import { Refused } from "~/api/client";

export interface Said {
  /** By field without places in lists: partners.weight. */
  readonly fields: Readonly<Record<string, string>>;
  readonly others: readonly string[];
}

const MISTAKE = /^template, (?:line \d+, )?field [a-z]+\.([a-z_.]+): (.+)$/s;

export function saidOf(error: unknown): Said {
  if (!(error instanceof Refused)) return { fields: {}, others: [] };
  const { mistakes, where, problem } = error.facts;
  if (Array.isArray(mistakes)) return ofMistakes(mistakes.map(String));
  const place = /^template\.entry\.(.+)$/.exec(String(where ?? ""))?.[1];
  if (place) return { fields: { [place.replaceAll(/\[\d+\]/g, "")]: String(problem) }, others: [] };
  return { fields: {}, others: [error.detail] };
}

function ofMistakes(mistakes: readonly string[]): Said {
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const mistake of mistakes) {
    const found = MISTAKE.exec(mistake);
    if (found) fields[found[1] as string] ??= found[2] as string;
    else others.push(mistake.replace(/^template(?:, field [a-z]+)?: /, ""));
  }
  return { fields, others };
}
