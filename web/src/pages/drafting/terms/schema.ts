/** The templates' JSON Schemas as the API gives them, and what a form has to know of them. */

import { useApi } from "~/api/asking";

/** What forms read of a schema. `x-is`: the name of what it is: id, amount, percent, period, metric and so on. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minItems?: number;
  readonly "x-is"?: string;
}

/** As somebody has written it: texts and ticks, in lists and by name. Addresses stand where templates have ids. */
export type Written = string | boolean | readonly Written[] | { readonly [name: string]: Written };
export type WrittenFields = { readonly [name: string]: Written };

/** The schema of a kind, as soon as it is here. */
export function useTemplate(kind: string | undefined) {
  const asked = useApi("chain", "/api/v1/templates", {}, kind !== undefined);
  const found = asked.data?.find((each) => each.kind === kind);
  return { ...asked, data: found?.schema as Schema | undefined };
}

export function isFields(value: Written | undefined): value is WrittenFields {
  return typeof value === "object" && !Array.isArray(value);
}

/** What a form begins with for something that was just added. */
export function blank(schema: Schema): Written {
  if (schema.properties) {
    const required = Object.entries(schema.properties).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(required.map(([name, inner]) => [name, blank(inner)]));
  }
  if (schema.items) return [blank(schema.items)];
  if (schema.const !== undefined) return typeof schema.const === "boolean" ? true : String(schema.const);
  return schema.enum?.[0] ?? "";
}

/** Where something stands, without places in lists: as the API names fields. */
export function withoutPlaces(path: string): string {
  return path.replaceAll(/\.\d+(?=\.|$)/g, "");
}
