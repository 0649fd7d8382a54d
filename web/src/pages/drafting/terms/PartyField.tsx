/** A unit or person, chosen by name out of the open book; or by address, for whom the book does not know yet. */

import { useEffect, useState } from "preact/hooks";
import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/drafting/words";
import { TextField } from "~/parts/Fields";

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

interface Props {
  label: string;
  /** The address; what was typed, as long as it is nobody's. */
  value: string;
  name: string | undefined;
  onChange: (value: string, name?: string) => void;
  wrong?: string | undefined;
  required?: boolean;
}

export function PartyField({ label, value, name, onChange, wrong, required }: Props) {
  const t = useWords(words);
  const [typed, setTyped] = useState(name ?? value);
  const sought = useLater(typed.trim());
  const query = { limit: 8, q: sought };
  const isSought = sought.length > 0 && !ADDRESS.test(sought);
  const units = useApi("book", "/api/v1/book/units", { params: { query } }, isSought);
  const people = useApi("book", "/api/v1/book/people", { params: { query } }, isSought);
  const found = [...(units.data?.items ?? []), ...(people.data?.items ?? [])];
  const isChosen = ADDRESS.test(value);

  // Another value came from elsewhere: the terms that this form began with.
  useEffect(() => {
    if (isChosen && name && typed !== name && typed === "") setTyped(name);
  }, [value, name]);

  useEffect(() => {
    if (isChosen) return;
    const same = found.filter((each) => each.name?.toLowerCase() === typed.trim().toLowerCase());
    const only = same.length === 1 ? same[0] : undefined;
    if (only) onChange(only.address, only.name ?? undefined);
  }, [typed, found.length, sought]);

  const take = (text: string): void => {
    setTyped(text);
    onChange(text.trim());
  };
  const hint = isChosen ? shortHex(value, 6) : t.partyHint;
  return (
    <TextField
      label={label}
      value={typed}
      onInput={take}
      type="search"
      hint={hint}
      wrong={wrong}
      {...(required ? { required } : {})}
      list={found.map((each) => ({ value: each.name ?? each.address, text: shortHex(each.address, 4) }))}
    />
  );
}

/** A value some time after it has come to rest. */
export function useLater<T>(value: T, wait = 250): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return later;
}
