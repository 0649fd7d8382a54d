/** From what is written in a form to a template's entry with its parties, and back again. */

import type { Schema as Api } from "~/api/client";
import { decimal, parseAmount } from "~/format/amounts";
import { isFields, type Schema, type Written, type WrittenFields } from "~/pages/drafting/terms/schema";

export type Template = Api["TemplateGiven"];
export type Names = Readonly<Record<string, string>>;
type Plain = string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain };

/** What is wrong with a field, before anything is sent. */
export type Fault = "missing" | "amount" | "percent" | "whole" | "party" | "same";

export interface Read {
  readonly template: Template;
  /** By the place of the field: partners.0.weight. */
  readonly faults: Readonly<Record<string, Fault>>;
}

/** The template that a form's values make. id: the entry's own, which sets it apart from equal ones. */
export function read(
  kind: string,
  schema: Schema,
  values: WrittenFields,
  id: string,
  decimals: number,
  names: Names,
): Read {
  const reader = new Reader(decimals, names);
  const entry = reader.fields(schema, { ...values, id }, "") ?? {};
  reader.requireTwo();
  return { template: { kind: kind as Template["kind"], entry, parties: reader.parties }, faults: reader.faults };
}

class Reader {
  readonly faults: Record<string, Fault> = {};
  readonly parties: Record<string, { address: string }> = {};
  private readonly ids: Record<string, string> = {};
  private readonly named: string[] = [];

  constructor(
    private readonly decimals: number,
    private readonly names: Names,
  ) {}

  fields(schema: Schema, values: WrittenFields, path: string): { [name: string]: Plain } | undefined {
    const found: Record<string, Plain> = {};
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const place = path ? `${path}.${name}` : name;
      const value = place === "id" ? (values["id"] as string) : this.value(inner, values[name], place);
      if (value !== undefined) found[name] = value;
      else if (schema.required?.includes(name) && !this.faults[place]) this.faults[place] = "missing";
    }
    return found;
  }

  /** An agreement with oneself is none; that is said at the last field that names the one party again. */
  requireTwo(): void {
    const last = this.named.at(-1);
    if (last && this.named.length > 1 && Object.keys(this.parties).length === 1) this.faults[last] = "same";
  }

  private value(schema: Schema, value: Written | undefined, path: string): Plain | undefined {
    if (value === undefined || value === false) return undefined;
    if (Array.isArray(value)) return this.list(schema.items ?? {}, value as readonly Written[], path);
    if (isFields(value)) return this.fields(schema, value, path);
    if (value === true) return true;
    const text = (value as string).trim();
    return text === "" ? undefined : this.text(schema, text, path);
  }

  private list(schema: Schema, values: readonly Written[], path: string): Plain | undefined {
    const found = values
      .map((each, index) => this.value(schema, each, `${path}.${index}`))
      .filter((each) => each !== undefined);
    return found.length ? found : undefined;
  }

  private text(schema: Schema, text: string, path: string): Plain {
    const is = schema["x-is"] ?? "";
    if (is === "id") return this.party(text, path);
    if (["amount", "signedAmount", "bound"].includes(is)) return this.amount(text, path);
    if (is === "percent") return this.percent(text, path);
    if (schema.type === "integer") return this.whole(text, path);
    return text;
  }

  private amount(text: string, path: string): string {
    const minor = parseAmount(text, this.decimals);
    if (minor === null) return this.wrong(path, "amount", text);
    const exact = decimal(minor, this.decimals);
    return exact.includes(".") ? exact.replace(/\.?0+$/, "") : exact;
  }

  private percent(text: string, path: string): string {
    const found = /^(\d+(?:\.\d+)?) ?%?$/.exec(text.replace(",", "."));
    return found ? `${found[1]} %` : this.wrong(path, "percent", text);
  }

  private whole(text: string, path: string): number | string {
    return /^\d{1,9}$/.test(text) ? Number(text) : this.wrong(path, "whole", text);
  }

  /** An id for an address: of its name where that makes one, so that what the service says of it can be read. */
  private party(address: string, path: string): string {
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return this.wrong(path, "party", address);
    this.named.push(path);
    const known = this.ids[address];
    if (known) return known;
    const spoken = (this.names[address] ?? "")
      .normalize("NFD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-");
    const base = /^[a-z][a-z0-9-]*$/.test(spoken) ? spoken : "party";
    const taken = new Set(Object.values(this.ids));
    let id = base;
    for (let next = 2; taken.has(id); next += 1) id = `${base}-${next}`;
    this.ids[address] = id;
    this.parties[id] = { address };
    return id;
  }

  private wrong(path: string, fault: Fault, text: string): string {
    this.faults[path] = fault;
    return text;
  }
}

/** A form's values for a template that was made before: the way back. */
export function written(schema: Schema, template: Template): WrittenFields {
  const addresses = Object.fromEntries(Object.entries(template.parties).map(([id, each]) => [id, each.address]));
  const { id: _own, ...rest } = template.entry;
  return back(schema, rest as Plain, addresses) as WrittenFields;
}

function back(schema: Schema, value: Plain, addresses: Names): Written {
  if (Array.isArray(value)) return value.map((each: Plain) => back(schema.items ?? {}, each, addresses));
  if (typeof value === "object") {
    const fields = Object.entries(value as { [name: string]: Plain });
    return Object.fromEntries(
      fields.map(([name, inner]) => [name, back(schema.properties?.[name] ?? {}, inner, addresses)]),
    );
  }
  if (typeof value === "boolean") return value;
  if (schema["x-is"] === "id") return addresses[String(value)] ?? "";
  return schema["x-is"] === "percent" ? String(value).replace(/ ?%$/, "") : String(value);
}
