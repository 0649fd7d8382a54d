/** An oracle node by its name where the book knows one, and else by its key. */

import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";

export function NodeName({ of }: { of: string }) {
  const params = { params: { path: { address: of } } };
  const name = useApi("book", "/api/v1/book/people/{address}", params).data?.name;
  return (
    <span title={of} class={name ? "listed" : "mono listed"}>
      {name ?? shortHex(of, 4)}
    </span>
  );
}
