/** Units, people, agreements and hashes by name, with what they really are beside it. */

import { useState } from "preact/hooks";
import type { Schema } from "~/api/client";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { words } from "~/parts/words";

type Account = { address: string; name: string | null; kind: string };

/** A unit or person, as a link to its page. What has no name is shown by its address: names here are claims of others. */
export function Party({ of, plain }: { of: Account | null | undefined; plain?: boolean }) {
  if (!of) return <span class="quiet">–</span>;
  const shown = of.name ?? shortHex(of.address, 4);
  // Names are others' words: whichever way they are written, what stands beside them is written its own way.
  if (plain) return <bdi title={of.address}>{shown}</bdi>;
  const place = of.kind === "unit" ? "units" : "people";
  return (
    <a href={`/${place}/${of.address}`} title={of.address} class={of.name ? undefined : "mono"}>
      <bdi>{shown}</bdi>
    </a>
  );
}

export function AgreementLink({ of }: { of: Pick<Schema["AgreementItem"], "agreement" | "name"> }) {
  return (
    <a href={`/agreements/${of.agreement}`}>
      <bdi>{of.name || shortHex(of.agreement, 4)}</bdi>
    </a>
  );
}

/** A hash or address, shortened in the middle, whole for whoever copies it. */
export function Hash({ value, ends = 6 }: { value: string; ends?: number }) {
  return (
    <span class="hash">
      <code title={value}>{shortHex(value, ends)}</code> <Copy value={value} />
    </span>
  );
}

export function Copy({ value }: { value: string }) {
  const t = useWords(words);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <button type="button" class="small ghost" onClick={copy} onBlur={() => setCopied(false)} aria-live="polite">
      {copied ? t.copied : t.copy}
    </button>
  );
}
