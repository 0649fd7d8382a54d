/** A wallet on another chain than the company's is offered to switch, or to learn of the chain. */

import { useState } from "preact/hooks";
import { useCompany } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { connection, switchChain } from "~/wallet/connection";
import { isRejected, isUnknownChain } from "~/wallet/provider";
import { words } from "~/wallet/words";

/** What wallets sign names the chain, so nothing goes wrong on another one; but many refuse to sign there. */
export function ChainCheck() {
  const t = useWords(words);
  const company = useCompany();
  const [said, setSaid] = useState<unknown>(null);
  const wallet = connection.value;
  if (!company || !wallet?.chainId || wallet.chainId === company.chain_id) return null;
  const change = async (): Promise<void> => {
    setSaid(null);
    try {
      await switchChain(company.chain_id, company.platform.name ?? "Heyi", company.wallet_rpc_url);
    } catch (error) {
      if (isRejected(error)) setSaid(t.notSwitched);
      else if (isUnknownChain(error)) setSaid(t.unknownChain(String(company.chain_id)));
      else setSaid(error);
    }
  };
  return (
    <div>
      <p class="wrong">{t.wrongChain(String(wallet.chainId), String(company.chain_id))}</p>
      <button type="button" class="small" onClick={() => void change()}>
        {t.switchChain}
      </button>
      {typeof said === "string" && <p role="status">{said}</p>}
      {said !== null && typeof said !== "string" && <Failure error={said} />}
    </div>
  );
}
