/** What a form begins with: nothing, a draft that is answered, or the terms of an agreement that is amended. */

import type { Company } from "~/api/asking";
import type { Schema as Api } from "~/api/client";
import type { Beginning } from "~/pages/drafting/Editor";
import { written, type Names } from "~/pages/drafting/terms/entry";
import { blank, type Schema, type Written, type WrittenFields } from "~/pages/drafting/terms/schema";

type Choice = { readonly kind: string; readonly open: readonly string[] };

const USUAL_PERIODS = "12";

/** Which party of an agreement stands where, in the order in which its contract has them. */
const PLACES: Readonly<Record<string, number>> = {
  client: 0,
  supplier: 1,
  investee: 0,
  investor: 1,
  lead: 0,
  unit: 0,
  person: 1,
};

export function fromNothing(choice: Choice, schema: Schema, company: Company): Beginning {
  const opened = choice.open
    .map((name) => [name, schema.properties?.[name]] as const)
    .filter((each): each is readonly [string, Schema] => Boolean(each[1]?.properties ?? each[1]?.items))
    .map(([name, inner]) => [name, blank(inner)] as const);
  const { id: _own, ...required } = blank(schema) as { readonly [name: string]: Written };
  const values: WrittenFields = {
    ...required,
    ...Object.fromEntries(opened),
    ...(choice.open.includes("from") ? { from: company.calendar.present } : {}),
    ...(choice.open.includes("periods") ? { periods: USUAL_PERIODS } : {}),
  };
  return { kind: choice.kind, open: choice.open, values, id: ownName(choice.kind), names: {} };
}

export function fromDraft(choice: Choice, schema: Schema, draft: Api["DraftView"], answers: boolean): Beginning | null {
  const template = draft.template as Api["TemplateGiven"] | null;
  if (!template || template.kind !== choice.kind) return null;
  return {
    kind: choice.kind,
    open: choice.open,
    values: written(schema, template),
    id: String(template.entry["id"] ?? ownName(choice.kind)),
    names: Object.fromEntries(draft.signers.map((each) => [each.party, each.name])),
    ...(answers ? { answers: draft.id } : {}),
    ...(answers && draft.amends ? { amends: draft.amends } : {}),
  };
}

/** Of an agreement whose template nobody has kept: its parties and dates. */
export function fromTerms(choice: Choice, schema: Schema, company: Company, page: Api["AgreementPage"]): Beginning {
  const begun = fromNothing(choice, schema, company);
  const parties = Object.entries(PLACES)
    .filter(([name]) => schema.properties?.[name])
    .map(([name, place]) => [name, page.parties[place]?.address ?? ""] as const);
  const notice = Number(page.terms.at(-1)?.terms?.["noticePeriods"] ?? 0);
  return {
    ...begun,
    values: {
      ...begun.values,
      ...Object.fromEntries(parties),
      ...(notice && schema.properties?.["notice"] ? { notice: String(notice) } : {}),
    },
    names: namesOf(page),
  };
}

export function namesOf(page: Api["AgreementPage"]): Names {
  return Object.fromEntries(page.parties.map((each) => [each.address, each.name ?? each.address]));
}

/** Sets the agreement apart from others that say the same. */
function ownName(kind: string): string {
  const random = crypto.getRandomValues(new Uint8Array(5));
  return `${kind}-${[...random].map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}
