/**
 * Everything that is signed passes by here: one review at a time, shown before the wallet is asked.
 *
 *     const signature = await review({ typedData, digest, … });   // null: its owner did not want to
 */

import { signal } from "@preact/signals";
import { connection } from "~/wallet/connection";
import { isRejected } from "~/wallet/provider";

/** EIP-712 typed data, as the API gives it. */
export interface TypedData {
  types: Record<string, { name: string; type: string }[]>;
  primaryType: string;
  domain: { name?: string; version?: string; chainId?: number | string; verifyingContract?: string };
  message: Record<string, unknown>;
}

/** What was tried out before anybody signs: by the contract itself, in a call that changes nothing. */
export interface Simulation {
  state: "trying" | "passes" | "refused" | "unknown";
  detail?: string;
}

export interface Request {
  typedData: TypedData;
  /** As the service computed it; the review computes it again, and says so if they differ. */
  digest: string;
  /** The sentence that will be enforced, where there is one. */
  sentence?: string;
  simulate?: () => Promise<Simulation>;
}

export interface Review extends Request {
  answer(signature: string | null): void;
}

export const present = signal<Review | null>(null);

/** Shows what is to be signed; the wallet's signature, or null if it was put aside. Throws what else goes wrong. */
export function review(request: Request): Promise<string | null> {
  present.value?.answer(null);
  return new Promise((resolve) => {
    present.value = {
      ...request,
      answer: (signature) => {
        present.value = null;
        resolve(signature);
      },
    };
  });
}

/** Asks the wallet. Null if its owner has rejected it there: that is an answer, not an error. */
export async function askWallet(typedData: TypedData): Promise<string | null> {
  const wallet = connection.value;
  if (!wallet) return null;
  try {
    const params = [wallet.account, JSON.stringify(typedData)];
    return (await wallet.provider.request({ method: "eth_signTypedData_v4", params })) as string;
  } catch (error) {
    if (isRejected(error)) return null;
    throw error;
  }
}
