/** Times as people say them, with the exact one for whoever points at it. */

import { useCompany } from "~/api/asking";
import { dateText, fromNow, periodText, timeText } from "~/format/times";

export function Time({ at, dateOnly }: { at: number; dateOnly?: boolean }) {
  const shown = dateOnly ? dateText(at) : timeText(at);
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={timeText(at)}>
      {shown}
    </time>
  );
}

/** How far away it is by the chain's own clock, which goes on from a story's months on a local chain. */
export function Until({ at }: { at: number }) {
  const company = useCompany();
  if (!company) return <Time at={at} />;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={timeText(at)}>
      {fromNow(at, company.book.now ?? at)}
    </time>
  );
}

export function Period({ of }: { of: string | null | undefined }) {
  return of ? <span class="period">{periodText(of)}</span> : <span class="quiet">–</span>;
}
