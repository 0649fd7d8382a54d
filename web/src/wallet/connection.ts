/** Which wallet is connected, as which account, and on which chain it stands. */

import { signal } from "@preact/signals";
import { getAddress, type Hex } from "viem";
import { api, told } from "~/api/client";
import { developerWallet, type Play } from "~/wallet/developer";
import { isUnknownChain, wallets, type Announced, type Provider } from "~/wallet/provider";

export interface Connection {
  readonly provider: Provider;
  readonly account: Hex;
  readonly walletName: string;
  /** Signs with a key that everybody can compute. */
  readonly isDeveloper: boolean;
  /** Null as long as the wallet does not say. */
  readonly chainId: number | null;
}

export const connection = signal<Connection | null>(null);

const KEPT = "heyi.wallet"; // rdns of an announced wallet, or play:ADDRESS

export async function connect(wallet: Announced): Promise<void> {
  await take(wallet.provider, wallet.name, "eth_requestAccounts", wallet.rdns);
}

export async function connectDeveloper(person: Play, chainId: number): Promise<void> {
  const provider = await developerWallet(person, chainId);
  await take(provider, person.name, "eth_requestAccounts", `play:${person.address}`, true);
}

/** Connects again with what was connected when the page was left, if that asks its owner nothing. */
export async function reconnect(chainId: number): Promise<void> {
  const kept = localStorage.getItem(KEPT);
  if (!kept || connection.value) return;
  if (kept.startsWith("play:")) {
    const people = await told(api.GET("/api/v1/developer/wallets"));
    const person = people.find((each) => each.address === kept.slice("play:".length));
    if (person) await connectDeveloper(person, chainId);
    return;
  }
  const wallet = wallets.value.find((each) => each.rdns === kept);
  if (wallet) await take(wallet.provider, wallet.name, "eth_accounts", kept);
}

export function disconnect(): void {
  forget();
  localStorage.removeItem(KEPT);
}

/** Asks the wallet to stand on the company's chain; adds it to the wallet if it is unknown there. */
export async function switchChain(chainId: number, name: string, rpcUrl: string | null): Promise<void> {
  const wallet = connection.value;
  if (!wallet) return;
  const hex = `0x${chainId.toString(16)}`;
  try {
    await wallet.provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: hex }] });
  } catch (error) {
    if (!isUnknownChain(error) || !rpcUrl) throw error;
    const currency = { name: "Ether", symbol: "ETH", decimals: 18 };
    const added = { chainId: hex, chainName: name, rpcUrls: [rpcUrl], nativeCurrency: currency };
    await wallet.provider.request({ method: "wallet_addEthereumChain", params: [added] });
  }
  connection.value = { ...wallet, chainId: await chainOf(wallet.provider) };
}

let stopListening: (() => void) | undefined;

async function take(
  provider: Provider,
  name: string,
  method: string,
  kept: string,
  isDeveloper = false,
): Promise<void> {
  const accounts = (await provider.request({ method })) as string[];
  const first = accounts[0];
  if (!first) return;
  forget();
  stopListening = follow(provider);
  const chainId = await chainOf(provider);
  connection.value = { provider, account: getAddress(first), walletName: name, isDeveloper, chainId };
  localStorage.setItem(KEPT, kept);
}

function forget(): void {
  stopListening?.();
  stopListening = undefined;
  connection.value = null;
}

async function chainOf(provider: Provider): Promise<number | null> {
  try {
    return Number(BigInt((await provider.request({ method: "eth_chainId" })) as string));
  } catch {
    return null; // some wallets say it only once they are unlocked
  }
}

/** Another account in the wallet is another person: whoever was connected is not any more. */
function follow(provider: Provider): () => void {
  const accounts = (list: string[]): void => {
    const account = list[0];
    if (!account) forget();
    else if (connection.value) connection.value = { ...connection.value, account: getAddress(account) };
  };
  const chain = (id: string): void => {
    if (connection.value) connection.value = { ...connection.value, chainId: Number(BigInt(id)) };
  };
  provider.on?.("accountsChanged", accounts);
  provider.on?.("chainChanged", chain);
  return () => {
    provider.removeListener?.("accountsChanged", accounts);
    provider.removeListener?.("chainChanged", chain);
  };
}
