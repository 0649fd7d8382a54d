/**
 * Carrying out without gas: what is to be signed is asked for, reviewed, signed and handed to the relay, and followed
 * until the open book shows what it has done.
 */

import { signal } from "@preact/signals";
import { isPassing } from "~/api/asking";
import { api, Refused, told, Unreachable, type Schema } from "~/api/client";
import { refresh } from "~/api/live";
import { review, type TypedData } from "~/acting/reviewing";
import { tryOut, withSignature } from "~/acting/simulating";

export type Relayed = Schema["Relayed"];
type Call = Schema["Call"];

export interface Deed {
  contract: string;
  verb: string;
  arguments: Record<string, unknown>;
  /** The enterprise's address, of functions of Enterprise. */
  enterprise?: string;
  /** Shown and signed with it; needed for terms. */
  sentence?: string;
}

/** Calls that were handed in from this page, the latest first. */
export const underWay = signal<readonly Relayed[]>([]);

const POLLS_EVERY = 700; // milliseconds
const LONG = 8; // seconds that a call may wait for the relayer before that is said

/** Whether something that was handed in has waited for the relayer for long. */
export const isKeptWaiting = signal(false);

/**
 * The call as it was relayed, or null if its owner did not sign. Throws Refused, and Unreachable.
 *
 * gathered: takes the signature where several people sign one message, which is not relayed from here.
 */
export async function carryOut(deed: Deed, gathered?: (signature: string) => void): Promise<Relayed | null> {
  const asked = await told(
    api.POST("/api/v1/typed-data/{verb}", {
      params: { path: { verb: deed.verb } },
      body: {
        contract: deed.contract,
        arguments: deed.arguments,
        enterprise: deed.enterprise ?? null,
        sentence: deed.sentence ?? "",
      },
    }),
  );
  const { call } = asked;
  const signature = await review({
    typedData: asked.typed_data as unknown as TypedData,
    digest: asked.digest,
    ...(deed.sentence ? { sentence: deed.sentence } : {}),
    ...(call ? { simulate: () => tryOut(call, asked.signature_at, asked.signature_prefix) } : {}),
  });
  if (signature === null) return null;
  const signed = asked.signature_prefix + signature.slice(2);
  if (!call) {
    gathered?.(signed);
    return null;
  }
  return relay(withSignature(call, asked.signature_at, signed));
}

/** Hands a call to the relay and follows it until the book shows it, or it failed. */
export async function relay(call: Call): Promise<Relayed> {
  const params = { header: { "Idempotency-Key": crypto.randomUUID() } };
  const body = { ...call, enterprise: call.enterprise ?? null };
  let found = await told(api.POST("/api/v1/relay", { params, body }));
  note(found);
  while (!found.in_book && found.stage !== "failed") {
    await new Promise((resolve) => setTimeout(resolve, POLLS_EVERY));
    found = (await stillThere(found.id)) ?? found;
    note(found);
  }
  await refresh();
  return found;
}

/** What has become of a call; null if nobody answers: it was handed in, so it is asked for again. */
async function stillThere(id: number): Promise<Relayed | null> {
  try {
    return await told(api.GET("/api/v1/relay/{id}", { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof Unreachable || (error instanceof Refused && isPassing(error))) return null;
    throw error;
  }
}

function note(found: Relayed): void {
  const waits = underWay.value.filter((each) => each.id !== found.id).concat(found);
  isKeptWaiting.value = waits.some((each) => each.stage === "waiting" && Date.now() / 1000 - each.created_at > LONG);
  underWay.value = [found, ...underWay.value.filter((each) => each.id !== found.id)].slice(0, 20);
}
