/** Reads a message by a descriptor's fields: which lines there are, in which groups, and what stands in them. */

import type { Descriptor, Field, FieldGroup, Format } from "~/acting/clear/descriptor";

export interface Line {
  field: Field;
  /** Which of several in a list, from 1; undefined if it is none of a list. */
  number?: number;
  value: unknown;
  /** What paths in the field's parameters begin at. */
  within: unknown;
  optional: boolean;
}

export interface Group {
  label: string;
  number?: number;
  entries: Entry[];
}

export type Entry = Line | Group;

export const isGroup = (entry: Entry): entry is Group => "entries" in entry;

/** A message whose descriptor says that a field must have another value: it must not be signed by this card. */
export class Malformed extends Error {}

export function read(format: Format, message: unknown): Entry[] {
  return entriesOf(format.fields, message);
}

/** Only what is optional, or only what is not; groups that hold nothing are left out. */
export function only(entries: readonly Entry[], optional: boolean): Entry[] {
  return entries.flatMap((entry): Entry[] => {
    if (!isGroup(entry)) return entry.optional === optional ? [entry] : [];
    const inner = only(entry.entries, optional);
    return inner.length ? [{ ...entry, entries: inner }] : [];
  });
}

/** The parts of a sentence with {paths} in it: texts, and the lines that stand in for paths. */
export function interpolated(sentence: string, entries: readonly Entry[]): (string | Line)[] | null {
  const lines = entries.filter((entry): entry is Line => !isGroup(entry));
  const parts = sentence.split(/\{([^}]+)\}/).map((part, index) => {
    return index % 2 === 0 ? part : lines.find((line) => line.field.path === part);
  });
  return parts.includes(undefined) ? null : (parts as (string | Line)[]);
}

/** What a parameter names: $. of the file, #. of the whole message, otherwise beside the field. */
export function named(path: unknown, line: Line, message: unknown, descriptor: Descriptor): unknown {
  if (typeof path !== "string") return undefined;
  if (path.startsWith("$.")) return valuesAt(descriptor, path.slice(2))[0]?.value;
  return valuesAt(path.startsWith("#.") ? message : line.within, path.replace("#.", ""))[0]?.value;
}

function entriesOf(fields: readonly (Field | FieldGroup)[], within: unknown): Entry[] {
  return fields.flatMap((field): Entry[] => {
    const found = valuesAt(within, field.path);
    if ("fields" in field) {
      return found.map(({ value, number }) => ({
        label: field.label,
        entries: entriesOf(field.fields, value),
        ...(number === undefined ? {} : { number }),
      }));
    }
    return found.flatMap(({ value, number }) => {
      if (!isShown(field, value)) return [];
      const optional = field.visible === "optional";
      return [{ field, value, within, optional, ...(number === undefined ? {} : { number }) }];
    });
  });
}

function isShown({ visible = "always", path }: Field, value: unknown): boolean {
  if (typeof visible === "string") return visible !== "never";
  const isIn = (list: unknown[]): boolean => list.some((each) => String(each) === String(value));
  if (visible.mustMatch && !isIn(visible.mustMatch)) throw new Malformed(path);
  return !visible.mustMatch && !isIn(visible.ifNotIn ?? []);
}

interface Found {
  value: unknown;
  number?: number;
}

/** terms.legs.[] is every one of the legs. */
function valuesAt(root: unknown, path: string): Found[] {
  return path.split(".").reduce<Found[]>(
    (found, step) =>
      found.flatMap(({ value, number }): Found[] => {
        if (step === "[]") return (value as unknown[]).map((each, index) => ({ value: each, number: index + 1 }));
        const inner = (value as Record<string, unknown> | null)?.[step];
        return inner === undefined ? [] : [{ value: inner, ...(number === undefined ? {} : { number }) }];
      }),
    [{ value: root }],
  );
}
