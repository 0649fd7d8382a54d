/** What a party does with a draft: sign it, withdraw it, open it once all have signed. Nothing of it costs gas. */

import { relay, type Relayed } from "~/acting/carrying";
import { review, type TypedData } from "~/acting/reviewing";
import { queries } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";

type Draft = Schema["DraftView"];
type Signer = Schema["PartyView"];

/** False if its owner did not want to. */
export async function signDraft(draft: Draft, signer: Signer): Promise<boolean> {
  const signature = await review({
    typedData: signer.typed_data as unknown as TypedData,
    digest: signer.digest,
    sentence: draft.sentence,
  });
  if (signature === null) return false;
  const params = { path: { draft: draft.id } };
  const body = { party: signer.party, deadline: draft.deadline, signature };
  await told(api.POST("/api/v1/drafts/{draft}/signatures", { params, body }));
  await asked();
  return true;
}

/** Takes a draft back; where the party has signed, on the chain too, so that its signature can't be used any more. */
export async function withdrawDraft(draft: Draft, signer: Signer): Promise<boolean> {
  const path = { draft: draft.id };
  const query = { party: signer.party };
  const given = await told(api.GET("/api/v1/drafts/{draft}/withdrawal", { params: { path, query } }));
  const signature = await review({ typedData: given.typed_data as unknown as TypedData, digest: given.digest });
  if (signature === null) return false;
  const body = { party: signer.party, deadline: given.deadline, signature };
  const { call } = await told(api.POST("/api/v1/drafts/{draft}/withdraw", { params: { path }, body }));
  await asked();
  if (signer.signed) await relay(call);
  return true;
}

export async function openDraft(call: Schema["Call"]): Promise<Relayed> {
  const found = await relay(call);
  await asked();
  return found;
}

function asked(): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["mine"] });
}

/** Whether somebody may sign for a party: as itself, or as the leader or a member of the unit that it is. */
export function speaksFor(signer: Signer, account: string | null, memberOf: readonly string[]): boolean {
  return account !== null && (signer.party === account || signer.leader === account || memberOf.includes(signer.party));
}
