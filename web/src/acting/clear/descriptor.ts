/** ERC-7730 descriptors: what wallets read, and the review is drawn of. Files: web/descriptors/erc7730, version 2. */

export type Visible = "always" | "optional" | "never" | { ifNotIn?: unknown[]; mustMatch?: unknown[] };

export interface Field {
  /** Why a field is never shown; or what a number stands for that the standard has no format for: period, party … */
  $id?: string;
  path: string;
  label: string;
  format: "raw" | "addressName" | "tokenAmount" | "tokenTicker" | "date" | "duration" | "unit" | "enum";
  params?: Record<string, unknown>;
  visible?: Visible;
}

export interface FieldGroup {
  path: string;
  label: string;
  fields: readonly (Field | FieldGroup)[];
}

export interface Format {
  intent: string;
  interpolatedIntent?: string;
  fields: readonly (Field | FieldGroup)[];
}

export interface Descriptor {
  includes?: string;
  context?: { eip712: { domain: { name?: string; version?: string } } };
  metadata: {
    contractName?: string;
    constants?: Record<string, string>;
    enums?: Record<string, Record<string, string>>;
  };
  display?: { formats: Record<string, Format> };
}

const files = import.meta.glob<Descriptor>("/descriptors/erc7730/*.json", { eager: true, import: "default" });

/** The descriptor of a contract by its name, with what it includes; undefined if there is none. */
export function descriptorOf(contractName: string): Descriptor | undefined {
  const found = Object.values(files).find((each) => each.metadata.contractName === contractName);
  if (!found?.includes) return found;
  const shared = files[found.includes.replace("./", "/descriptors/erc7730/")];
  return shared && { ...shared, ...found, metadata: { ...shared.metadata, ...found.metadata } };
}
