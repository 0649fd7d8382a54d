/** How a message reads: by its descriptor; by its bare fields, with a warning; or not at all, if it isn't the company's. */

import { ErrorBoundary } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { bind, nameOf } from "~/acting/clear/binding";
import { ClearCard } from "~/acting/clear/ClearCard";
import type { TypedData } from "~/acting/reviewing";
import { words } from "~/acting/words";
import { Refused } from "~/api/client";
import { useApi, useCompany, type Company } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { Loading } from "~/parts/Answers";

/** found: told whether this may be signed at all. */
export default function Reading({ data, found }: { data: TypedData; found: (isOwn: boolean) => void }) {
  const company = useCompany();
  return company ? <Read data={data} company={company} found={found} /> : <Loading />;
}

function Read({ data, company, found }: { data: TypedData; company: Company; found: (isOwn: boolean) => void }) {
  const t = useWords(words);
  const [isMalformed, setMalformed] = useState(false);
  const address = data.domain.verifyingContract ?? "";
  const isContract = Boolean(nameOf(address, company));
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } }, !isContract);
  const isAsking = !isContract && !unit.data && !(unit.error instanceof Refused);
  const binding = bind(data, company, () => Boolean(unit.data));
  const isOwn = !isAsking && binding.state !== "foreign";
  useEffect(() => found(isOwn), [isOwn]);
  if (isAsking) return <Loading />;
  if (binding.state === "foreign") {
    return (
      <p class="wrong" role="alert">
        {t.foreign}
      </p>
    );
  }
  if (binding.state === "unknown" || isMalformed) {
    return (
      <p class="wrong" role="alert">
        {t.unread(data.primaryType)}
      </p>
    );
  }
  return (
    <ErrorBoundary onError={() => setMalformed(true)}>
      <ClearCard bound={binding.bound} message={data.message} />
    </ErrorBoundary>
  );
}
