/** Wallets that announce themselves (EIP-6963), and what every wallet can be asked (EIP-1193). */

import { signal } from "@preact/signals";

export interface Provider {
  request(asked: { method: string; params?: unknown }): Promise<unknown>;
  on?(event: string, heard: (value: never) => void): unknown;
  removeListener?(event: string, heard: (value: never) => void): unknown;
}

export interface Announced {
  readonly uuid: string;
  readonly name: string;
  /** A data: URI. It is shown as an image, in which nothing runs. */
  readonly icon: string;
  readonly rdns: string;
  readonly provider: Provider;
}

const MOST = 50; // whatever a page's extensions announce, the list stays one that can be read

export const wallets = signal<readonly Announced[]>([]);

/** Asks all wallets to announce themselves; those that come later are heard too. window.ethereum is never touched. */
export function discover(): void {
  addEventListener("eip6963:announceProvider", (event) => take((event as CustomEvent).detail));
  dispatchEvent(new Event("eip6963:requestProvider"));
}

function take(detail: unknown): void {
  const { info, provider } = (detail ?? {}) as { info?: Record<string, unknown>; provider?: Provider };
  if (typeof info?.["uuid"] !== "string" || typeof provider?.request !== "function") return;
  const icon = String(info["icon"] ?? "");
  const announced: Announced = {
    uuid: info["uuid"],
    name: String(info["name"] ?? "").slice(0, 40) || "Wallet",
    icon: icon.startsWith("data:image/") ? icon : "",
    rdns: String(info["rdns"] ?? ""),
    provider,
  };
  const others = wallets.value.filter((each) => each.uuid !== announced.uuid);
  if (others.length < MOST) wallets.value = [...others, announced];
}

/** Whether a wallet has never heard of a chain (EIP-3326). Some put the code one level deeper. */
export function isUnknownChain(error: unknown): boolean {
  const said = error as { code?: unknown; data?: { originalError?: { code?: unknown } } } | null;
  return said?.code === 4902 || said?.data?.originalError?.code === 4902;
}

/** Whether a wallet's error says that its owner did not want to: no fault, and nothing has happened. */
export function isRejected(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 4001 || code === "ACTION_REJECTED";
}
