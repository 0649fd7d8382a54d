/** What wallets without a large screen show of a message: its hashes, computed here, to be compared there. */

import { domainSeparator, hashStruct, hashTypedData, type Hex } from "viem";
import type { TypedData } from "~/acting/reviewing";
import { words } from "~/acting/words";
import { useWords } from "~/i18n/words";
import { Facts } from "~/parts/Card";
import { Hash } from "~/parts/Names";

export interface Hashes {
  domain: Hex;
  message: Hex;
  digest: Hex;
}

export function hashesOf(data: TypedData): Hashes {
  const { types, primaryType, message } = data;
  return {
    domain: domainSeparator({ domain: data.domain as never }),
    message: hashStruct({ data: message, primaryType, types } as never),
    digest: hashTypedData(data as never),
  };
}

export function Digests({ of }: { of: Hashes }) {
  const t = useWords(words);
  return (
    <>
      <Facts
        of={[
          [t.digest, <Hash value={of.digest} ends={10} />],
          [t.domainHash, <Hash value={of.domain} ends={10} />],
          [t.messageHash, <Hash value={of.message} ends={10} />],
        ]}
      />
      <p class="hint">{t.digestNote}</p>
    </>
  );
}
