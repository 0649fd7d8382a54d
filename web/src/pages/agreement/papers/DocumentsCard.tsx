/** Hashes that were signed, and whether what the reader has at hand is one of them. Nothing leaves the browser. */

import { useState } from "preact/hooks";
import { hashStruct, keccak256, sha256, toBytes } from "viem";
import { useApi } from "~/api/asking";
import { useWords } from "~/i18n/words";
import type { Agreement, Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Card } from "~/parts/Card";
import { LongTextField } from "~/parts/Fields";
import { Hash } from "~/parts/Names";
import { Table } from "~/parts/Table";

interface Known {
  what: string;
  hash: string;
  /** Computed here from what this page shows; null where there is nothing to compute it from. */
  holds: boolean | null;
}

interface Held {
  name: string;
  bytes: Uint8Array;
}

export function DocumentsCard({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const known = useKnown(agreement);
  const [held, setHeld] = useState<Held | null>(null);
  const [text, setText] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setText("");
    setHeld({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  };
  const paste = (value: string): void => {
    setText(value);
    setHeld(value ? { name: t.pasted, bytes: toBytes(value) } : null);
  };
  return (
    <Card title={t.documents} note={t.documentsNote}>
      <Table
        caption={t.signedHashes}
        rows={known}
        keyOf={(row) => row.what + row.hash}
        columns={[
          { name: t.what, cell: (row) => row.what },
          { name: t.hash, cell: (row) => <Hash value={row.hash} ends={8} /> },
          {
            name: t.checkedHere,
            cell: (row) =>
              row.holds === null ? (
                <span class="quiet">{t.notChecked}</span>
              ) : (
                <span class={row.holds ? "checked good" : "checked bad"}>{row.holds ? t.matches : t.matchesNot}</span>
              ),
          },
        ]}
      />
      <h3>{t.checkOwn}</h3>
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <label>
          {t.chooseFile}
          <input type="file" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        </label>
      </div>
      <LongTextField label={t.orPaste} hint={t.pasteHint} value={text} onInput={paste} rows={3} />
      <div role="status">{held && <Verdict held={held} known={known} />}</div>
    </Card>
  );
}

function Verdict({ held, known }: { held: Held; known: readonly Known[] }) {
  const t = useWords(words);
  const kinds = [
    { name: "keccak256", hash: keccak256(held.bytes) },
    { name: "SHA-256", hash: sha256(held.bytes) },
  ];
  const match = known.find((each) => kinds.some((kind) => kind.hash === each.hash.toLowerCase()));
  return (
    <div class="verdict">
      <p class={match ? "checked good" : "checked bad"}>
        {match ? t.isSigned(held.name, match.what) : t.isNotSigned(held.name)}
      </p>
      {kinds.map((kind) => (
        <p key={kind.name} class="quiet">
          {kind.name} <Hash value={kind.hash} ends={8} />
        </p>
      ))}
    </div>
  );
}

/** The agreement's id and sentences of all versions, and the words of disputes about it. */
function useKnown(agreement: Agreement): Known[] {
  const t = useWords(words);
  const types = useTermsTypes();
  const disputes = useApi(
    "book",
    "/api/v1/book/disputes",
    { params: { query: { limit: 200 } } },
    agreement.timeline.some((each) => each.name.startsWith("Statement")) || agreement.disputes.length > 0,
  ).data;
  const several = agreement.versions > 1;
  const found: Known[] = agreement.terms.flatMap((version) => {
    const of = several ? ` · ${t.version(String(version.number + 1))}` : "";
    const hashes = new Map(version.sentences.map((each) => [each.hash, each.text]));
    return [
      { what: t.termsOf + of, hash: version.terms_hash, holds: types && termsHold(version, types) },
      ...[...hashes].flatMap(([hash, words]) =>
        hash
          ? [{ what: t.sentence + of, hash, holds: words === null ? null : keccak256(toBytes(words)) === hash }]
          : [],
      ),
    ];
  });
  for (const dispute of disputes?.items ?? []) {
    if (dispute.agreement !== agreement.agreement) continue;
    for (const each of [dispute.reason, ...(dispute.ruling ? [dispute.ruling.words] : [])]) {
      const holds = each.text === null ? null : keccak256(toBytes(each.text)) === each.hash;
      found.push({ what: t.wordsOfDispute(String(dispute.dispute)), hash: each.hash, holds });
    }
  }
  return found;
}

type Types = Record<string, { name: string; type: string }[]>;

/** EIP-712 types of what opens an agreement: the terms are hashed by them, as on the chain. */
function useTermsTypes(): Types | null {
  const verbs = useApi("chain", "/api/v1/relay/verbs", {}).data;
  const signed = verbs?.find((each) => each.verb === "open")?.signed[0];
  return (signed?.types as unknown as Types | undefined) ?? null;
}

function termsHold(version: Version, types: Types): boolean | null {
  if (!version.terms) return null;
  return hashStruct({ data: version.terms, primaryType: "Terms", types } as never) === version.terms_hash;
}
