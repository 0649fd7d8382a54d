/** What stands where an answer is awaited, is empty, or is a refusal. */

import type { ComponentChildren } from "preact";
import { Refused, Unreachable } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/parts/words";

export function Loading() {
  const t = useWords(words);
  return (
    <p class="loading" role="status">
      {t.loading}
    </p>
  );
}

export function Empty({ children }: { children?: ComponentChildren }) {
  const t = useWords(words);
  return <p class="empty">{children ?? t.nothing}</p>;
}

/** What went wrong and what to do: a refusal in the service's own words, or that nothing answers. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords(words);
  const isGone = error instanceof Unreachable;
  return (
    <div class="failure" role="alert">
      <strong>{isGone ? t.unreachable : t.refused}</strong>
      <p>{isGone ? t.unreachableAdvice : error instanceof Error ? error.message : String(error)}</p>
      {error instanceof Refused && <code>{error.code}</code>}
      {retry && (
        <button type="button" onClick={retry}>
          {t.retry}
        </button>
      )}
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** What an answer is shown as, once it is there. What was there before stays while it is asked for again. */
export function Answered<T>({ of, children }: { of: Asked<T>; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} retry={() => void of.refetch()} />;
  return <Loading />;
}
