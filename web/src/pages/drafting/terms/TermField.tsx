/** One field of human terms, by what it is: a party, an amount, a percentage, a period, a measure, a number or a text. */

import { useWords } from "~/i18n/words";
import { PartyField } from "~/pages/drafting/terms/PartyField";
import type { Schema, Written } from "~/pages/drafting/terms/schema";
import { words } from "~/pages/drafting/words";
import { CheckField, ChoiceField, TextField } from "~/parts/Fields";

/** What all fields of a form share. wrong: what is said of a field at a place. */
export interface Form {
  readonly names: Readonly<Record<string, string>>;
  readonly present: string;
  readonly isMonthly: boolean;
  readonly symbol: string;
  wrong(path: string): string | undefined;
  named(address: string, name: string): void;
}

interface Props {
  label: string;
  schema: Schema;
  path: string;
  value: string | boolean | undefined;
  form: Form;
  required: boolean;
  onChange: (value: Written | undefined) => void;
}

export function Field({ label, schema, path, value, form, required, onChange }: Props) {
  const t = useWords(words);
  const is = schema["x-is"] ?? "";
  const wrong = form.wrong(path);
  const text = typeof value === "string" ? value : "";
  const named = required ? label : t.optional(label);
  if (schema.const === true) return <CheckField label={label} value={value === true} onChange={onChange} />;
  if (is === "id") {
    const take = (party: string, name?: string): void => {
      if (name) form.named(party, name);
      onChange(party);
    };
    return (
      <PartyField
        label={named}
        value={text}
        name={form.names[text]}
        onChange={take}
        wrong={wrong}
        required={required}
      />
    );
  }
  const options = schema.enum ?? (typeof schema.const === "string" ? [schema.const] : null);
  if (options) {
    const spoken = t.values as Record<string, string>;
    const all = options.map((each) => ({ value: each, text: spoken[each] ?? each }));
    const choices = required ? all : [{ value: "", text: t.usual }, ...all];
    return <ChoiceField label={named} value={text} onChange={onChange} options={choices} wrong={wrong} />;
  }
  const isPeriod = is === "period";
  const type = isPeriod && form.isMonthly ? "month" : "text";
  const inputMode = ["amount", "signedAmount", "bound", "percent"].includes(is)
    ? "decimal"
    : schema.type === "integer"
      ? "numeric"
      : "text";
  const hint =
    is === "amount" || is === "signedAmount"
      ? form.symbol
      : is === "bound"
        ? t.boundHint(form.symbol)
        : is === "percent"
          ? "%"
          : isPeriod
            ? t.periodHint(form.present)
            : undefined;
  return (
    <TextField
      label={named}
      value={text}
      onInput={onChange}
      type={type}
      inputMode={inputMode}
      hint={hint}
      wrong={wrong}
      required={required}
    />
  );
}
