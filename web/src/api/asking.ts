/**
 * Asking the API from components: answers are kept, asked for again when the chain moves, and shared between parts.
 *
 * Every key begins with "book" (what the chain says), "mine" (what depends on who is signed in) or "chain".
 */

import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import type { PathsWithMethod } from "openapi-typescript-helpers";
import type { MaybeOptionalInit } from "openapi-fetch";
import { api, Refused, told, type Schema } from "~/api/client";
import type { paths } from "~/api/schema";

const MOST_TRIES = 2;
const MOST_WAIT = 60; // seconds

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one; what did not answer may do so in a moment, and who asked too much may when it is said.
      retry: (tries, error) => isPassing(error) && tries < MOST_TRIES,
      retryDelay: (tries, error) => (waitOf(error) ?? 2 ** tries) * 1000,
      networkMode: "always", // this machine's own network is not the internet: what is asked for here may be on it
    },
  },
});

/** Whether a failure may be none in a moment. */
export function isPassing(error: Error): boolean {
  return !(error instanceof Refused) || error.status >= 500 || error.status === 429;
}

function waitOf(error: Error): number | null {
  return error instanceof Refused && error.againIn !== null ? Math.min(error.againIn, MOST_WAIT) : null;
}

type Gets = PathsWithMethod<paths, "get">;
type Init<P extends Gets> = MaybeOptionalInit<paths[P], "get">;
export type Scope = "book" | "mine" | "chain";

/** What a GET of the API answers. scope: when it is asked again; enabled: false as long as something is missing. */
export function useApi<P extends Gets>(scope: Scope, path: P, init: Init<P>, enabled = true) {
  type Data = Body<P>;
  return useQuery<Data, Error>({
    queryKey: [scope, path, init],
    enabled,
    // openapi-fetch can't infer what an answer is from a path that is still a type parameter.
    queryFn: ({ signal }) => told<Data>(api.GET(path, { ...init, signal } as never) as never),
  });
}

type Body<P extends Gets> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer B } } } };
}
  ? B
  : never;

/**
 * All pages of a list, one after another as they are wanted: `items` so far, `more()` if there are any.
 * keeps: shows what was found before until what is looked for now has come.
 */
export function usePages<P extends Gets>(scope: Scope, path: P, init: Init<P>, enabled = true, keeps = false) {
  type Item = Body<P> extends { items: (infer I)[] } ? I : never;
  const asked = useInfiniteQuery({
    queryKey: [scope, path, init, "pages"],
    enabled,
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const given = init as { params?: { query?: object } };
      const query = { ...given?.params?.query, ...(pageParam ? { cursor: pageParam } : {}) };
      const whole = { ...given, params: { ...given?.params, query }, signal };
      return told<{ items: Item[]; next: string | null }>(api.GET(path, whole as never) as never);
    },
    getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
  });
  const items = asked.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    ...asked,
    items,
    more: () => void (asked.hasNextPage && !asked.isFetchingNextPage && asked.fetchNextPage()),
  };
}

/** The company: token, calendar, contracts, clock. Everything else is shown by it, so pages wait for it. */
export function useCompany() {
  return useApi("book", "/api/v1/book/company", {}).data;
}

export type Company = Schema["CompanyPage"];

/** What a question answers that is not a plain GET, such as a preview that changes nothing. key: all that it depends on. */
export function useAnswer<T>(scope: Scope, key: readonly unknown[], ask: () => Promise<T>, enabled = true) {
  return useQuery<T, Error>({ queryKey: [scope, ...key], queryFn: ask, enabled });
}
