/** What a reader has chosen on a page stands in its address, so that it can be sent on and comes back with Back. */

import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";

/** A choice by its name in the address; left out of it while it is the initial one. */
export function useAddressed(name: string, initial = ""): [string, (value: string) => void] {
  const { query } = useLocation();
  const given = query[name] ?? initial;
  const [value, setValue] = useState(given);
  useEffect(() => setValue(given), [given]);
  const choose = (chosen: string): void => {
    setValue(chosen);
    const url = new URL(location.href);
    if (chosen === initial) url.searchParams.delete(name);
    else url.searchParams.set(name, chosen);
    // Not a new page: the heading must not take the focus from the field.
    history.replaceState(history.state, "", url);
  };
  return [value, choose];
}

const SETTLES_AFTER = 250; // milliseconds without a further letter

/** What is being typed, once it has been left alone for a moment. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** A choice that somebody may have written into the address by hand; undefined if there is none like it. */
export function oneOf<T extends string>(known: readonly T[], value: string): T | undefined {
  return known.find((each) => each === value);
}
