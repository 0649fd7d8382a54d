/** An address to pay to, with what the chain and the book know of it. */

import { useApi, useCompany } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { lookAlike, refusalOf } from "~/pages/money/receiving";
import { words } from "~/pages/money/words";
import { CheckField, TextField } from "~/parts/Fields";

interface Props {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** Addresses that its owner knows. */
  known: readonly string[];
  isSure: boolean;
  onSure: (isSure: boolean) => void;
  wrong?: string | null;
}

/** What is to be looked at twice, in words; null if nothing is. A contract may never let go of what it gets. */
export function useDoubt(address: string, known: readonly string[]): string | null {
  const t = useWords(words);
  const company = useCompany();
  const isGood = refusalOf(address) === null;
  const asked = useApi("chain", "/api/v1/accounts/{address}", { params: { path: { address } } }, isGood);
  if (!isGood) return null;
  const alike = lookAlike(address, [...known, ...Object.values(company?.contracts ?? {})]);
  if (alike) return t.doubts.lookAlike(alike);
  return asked.data?.is_contract ? t.doubts.contract : null;
}

export function ReceiverField({ label, value, onInput, known, isSure, onSure, wrong }: Props) {
  const t = useWords(words);
  const address = value.trim();
  const refusal = address ? refusalOf(address) : null;
  const doubt = useDoubt(address, known);
  return (
    <>
      <TextField
        label={label}
        value={value}
        onInput={onInput}
        hint={t.addressHint}
        wrong={refusal === "malformed" || refusal === "zero" || refusal === "checksum" ? t.refusals[refusal] : wrong}
      />
      {doubt && (
        <div class="doubt" role="alert">
          <p>{doubt}</p>
          <CheckField label={t.sure} value={isSure} onChange={onSure} />
        </div>
      )}
    </>
  );
}
