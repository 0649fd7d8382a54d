/** Signing in (EIP-4361): the wallet signs one readable message, and the service answers with a cookie that pages can't read. */

import { computed, effect, signal } from "@preact/signals";
import { toHex } from "viem";
import { createSiweMessage } from "viem/siwe";
import { api, missedSessions, told, type Schema } from "~/api/client";
import { queries } from "~/api/asking";
import { connection } from "~/wallet/connection";

export type Session = Schema["SessionView"];

/** Who is signed in, as the service says it; null before it has said anything. */
export const session = signal<Session | null>(null);

export const isSignedIn = computed(() => Boolean(session.value?.address));

/** For whom the page shows things: who is signed in, or at least connected. */
export const me = computed(() => session.value?.address ?? connection.value?.account ?? null);

/** Whether a wallet of another account than the session's is connected: what it signs would be somebody else's. */
export const isOtherAccount = computed(
  () => Boolean(session.value?.address && connection.value) && session.value?.address !== connection.value?.account,
);

// A session that has ended is noticed by what is refused for it; the page then knows that nobody is signed in.
effect(() => {
  if (missedSessions.value > 0 && session.peek()?.address) void askSession().catch(() => undefined);
});

export async function askSession(): Promise<void> {
  session.value = await told(api.GET("/api/v1/identity/session"));
}

/** Throws what the wallet throws, among it that its owner did not want to. */
export async function signIn(statement: string): Promise<void> {
  const wallet = connection.value;
  if (!wallet) return;
  const { nonce, chain_id } = await told(api.POST("/api/v1/identity/nonces"));
  const message = createSiweMessage({
    domain: location.host,
    address: wallet.account,
    statement,
    uri: location.origin,
    version: "1",
    chainId: chain_id,
    nonce,
    issuedAt: new Date(),
  });
  const params = [toHex(message), wallet.account];
  const signature = (await wallet.provider.request({ method: "personal_sign", params })) as string;
  session.value = await told(api.POST("/api/v1/identity/sessions", { body: { message, signature } }));
  await queries.invalidateQueries({ queryKey: ["mine"] });
}

export async function signOutEverywhere(): Promise<void> {
  await told(api.DELETE("/api/v1/identity/sessions"));
  await askSession();
  queries.removeQueries({ queryKey: ["mine"] });
}

export async function signOut(): Promise<void> {
  await told(api.DELETE("/api/v1/identity/session"));
  await askSession();
  queries.removeQueries({ queryKey: ["mine"] });
}
