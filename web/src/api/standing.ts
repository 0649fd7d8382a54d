/** Whether the service and its chain answer at the moment, asked now and then, and more often while they do not. */

import { useQuery } from "@tanstack/preact-query";
import { useEffect, useRef } from "preact/hooks";
import { api, told, Unreachable, type Schema } from "~/api/client";
import { refresh } from "~/api/live";

const WELL_EVERY = 15_000; // milliseconds
const ILL_EVERY = 2_000;
const MOST_BEHIND = 5; // blocks

type Ready = Schema["Readiness"];

/** gone: nothing answers; down: it answers, but can't work; chainless: its chain's node does not answer. */
export type Standing =
  | { state: "unknown" | "well" }
  | { state: "gone"; since: number }
  | { state: "down"; problems: string[] }
  | { state: "chainless"; indexed: number | null }
  | { state: "behind"; blocks: number };

export function useStanding(): Standing {
  const asked = useQuery<Ready, Error>({
    queryKey: ["standing"],
    queryFn: ({ signal }) => readiness(signal),
    retry: false,
    staleTime: 0,
    refetchInterval: (query) => (isWell(query.state.data, query.state.error) ? WELL_EVERY : ILL_EVERY),
  });
  const well = isWell(asked.data, asked.error);
  const was = useRef(well);
  useEffect(() => {
    if (well && !was.current) void refresh(); // what was refused meanwhile is asked again
    was.current = well;
  }, [well]);
  return standing(asked.data, asked.error, asked.dataUpdatedAt);
}

/** What is not ready is an answer too, by which it says why. */
async function readiness(signal: AbortSignal): Promise<Ready> {
  const { data, error, response } = await api.GET("/ready", { signal });
  return response.status === 503 && error && "ready" in error
    ? (error as Ready)
    : told(Promise.resolve({ data, error, response } as never));
}

function isWell(data: Ready | undefined, error: Error | null): boolean {
  return !error && (!data || (data.ready && data.chain !== null));
}

function standing(data: Ready | undefined, error: Error | null, at: number): Standing {
  if (error instanceof Unreachable) return { state: "gone", since: Math.floor(at / 1000) };
  if (!data) return { state: "unknown" };
  if (!data.ready) return { state: "down", problems: Object.keys(data.problems ?? {}) };
  if (data.chain === null) return { state: "chainless", indexed: data.indexed };
  const blocks = data.chain - (data.indexed ?? data.chain);
  return blocks > MOST_BEHIND ? { state: "behind", blocks } : { state: "well" };
}
