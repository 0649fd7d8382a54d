/** Trying a call out before it is signed: by the contract itself, in a call that changes nothing. */

import { api, Refused, told, type Schema } from "~/api/client";
import type { Simulation } from "~/acting/reviewing";
import { connection } from "~/wallet/connection";

const ANY_SIGNATURE = `0x${"0".repeat(130)}`;
const ALWAYS_SAID = /^The contract refuses: /;

type Call = Schema["Call"];

/** What the chain says of a call that lacks nothing but the wallet's signature. Never throws: unknown is an answer too. */
export async function tryOut(call: Call, place: string[], prefix: string): Promise<Simulation> {
  const signer = connection.value?.account;
  if (!signer) return { state: "unknown" };
  try {
    const filled = withSignature(call, place, prefix + ANY_SIGNATURE.slice(2));
    const found = await told(api.POST("/api/v1/simulations", { body: { call: filled, signer } }));
    return found.refusal
      ? { state: found.state, detail: found.refusal.detail.replace(ALWAYS_SAID, "") }
      : { state: found.state };
  } catch (error) {
    return error instanceof Refused ? { state: "unknown", detail: error.detail } : { state: "unknown" };
  }
}

/** The call with the signature where the answer said it belongs: names, and places in lists, one inside another. */
export function withSignature(call: Call, place: string[], signature: string): Call {
  const copy = structuredClone(call);
  let within = copy.arguments as Record<string, unknown>;
  for (const name of place.slice(0, -1)) within = within[name] as Record<string, unknown>;
  within[place.at(-1) as string] = signature;
  return copy;
}
