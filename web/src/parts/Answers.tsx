/** What stands where an answer is awaited, is empty, or is a refusal. */

import type { ComponentChildren, FunctionComponent } from "preact";
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

/** What can be done on the spot about a refusal, by its code: whoever knows how puts it here. */
export const remedies: Record<string, FunctionComponent> = {};

/** What went wrong and what to do: a refusal in the service's own words, or that nothing answers. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords(words);
  const isGone = error instanceof Unreachable;
  const { code, againIn } = error instanceof Refused ? error : { code: null, againIn: null };
  const advice = code === null ? undefined : (t.advice as Record<string, string>)[code];
  const Remedy = code === null ? undefined : remedies[code];
  return (
    <div class="failure" role="alert">
      <strong>{isGone ? t.unreachable : t.refused}</strong>
      <p>{isGone ? t.unreachableAdvice : (advice ?? (error instanceof Error ? error.message : String(error)))}</p>
      {code && <code>{code}</code>}
      {againIn && <p>{t.againIn(String(againIn))}</p>}
      {Remedy && <Remedy />}
      {retry && !Remedy && (
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

/** Under a list of which not all is here yet. */
export function More({ of }: { of: { hasNextPage: boolean; more: () => void } }) {
  const t = useWords(words);
  if (!of.hasNextPage) return null;
  return (
    <div class="row">
      <button type="button" onClick={of.more}>
        {t.more}
      </button>
    </div>
  );
}
