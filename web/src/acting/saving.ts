/** A file of what was signed, with which anybody can check the signature without this page. */

import type { TypedData } from "~/acting/reviewing";

export function save(data: TypedData, digest: string, signer: string, signature: string): void {
  const text = JSON.stringify({ typed_data: data, digest, signer, signature }, null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `heyi-${data.primaryType}-${digest.slice(2, 10)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
