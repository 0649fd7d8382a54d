/**
 * Developer wallets: the people of a local chain's story, whose keys derive from public names.
 *
 * The service tells them only where its chain is one of its own with play money. They make the page work without an
 * extension; whoever sees their mark knows that anybody can sign for these people.
 */

import type { Provider } from "~/wallet/provider";

export interface Play {
  name: string;
  address: string;
  key: string;
}

/** A wallet that signs whatever it is asked to, with the key of one of the people. Its library is loaded only now. */
export async function developerWallet(person: Play, chainId: number): Promise<Provider> {
  const { privateKeyToAccount } = await import("viem/accounts");
  const account = privateKeyToAccount(person.key as `0x${string}`);
  const answers: Record<string, (params: unknown[]) => unknown> = {
    eth_requestAccounts: () => [account.address],
    eth_accounts: () => [account.address],
    eth_chainId: () => `0x${chainId.toString(16)}`,
    personal_sign: ([message]) => account.signMessage({ message: { raw: message as `0x${string}` } }),
    eth_signTypedData_v4: ([, data]) => account.signTypedData(JSON.parse(data as string)),
  };
  return {
    request: async ({ method, params }) => {
      const answer = answers[method];
      if (!answer) throw Object.assign(new Error(`The developer wallet knows no ${method}`), { code: 4200 });
      return answer((params as unknown[]) ?? []);
    },
  };
}
