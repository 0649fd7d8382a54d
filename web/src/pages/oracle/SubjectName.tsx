/** Whom a figure is of: a unit by its name, or a benchmark by its id. */

import { useApi } from "~/api/asking";
import { shortHex } from "~/format/names";

/** The unit's address that a subject stands for; null for a benchmark. */
export function unitOf(subject: string): string | null {
  return /^0x0{24}[0-9a-fA-F]{40}$/.test(subject) ? `0x${subject.slice(26)}` : null;
}

export function useSubjectName(subject: string): string {
  const address = unitOf(subject);
  const params = { params: { path: { address: address ?? "" } } };
  const unit = useApi("book", "/api/v1/book/units/{address}", params, address !== null).data;
  return unit?.name ?? shortHex(subject, 4);
}

export function SubjectName({ of, href }: { of: string; href: string }) {
  return (
    <a href={href} title={of}>
      {useSubjectName(of)}
    </a>
  );
}
