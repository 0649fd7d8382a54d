/** The HTTP API, typed by its own description (schema.d.ts is made of it). Refusals are thrown as Refused. */

import { signal } from "@preact/signals";
import createClient from "openapi-fetch";
import type { components, paths } from "~/api/schema";

export type Schema = components["schemas"];

/** What the service says of a request that it refuses: RFC 9457, with a stable code and the facts behind it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: Record<string, unknown>,
    /** Seconds after which it may be asked again, where the service says so. */
    readonly againIn: number | null = null,
  ) {
    super(detail);
  }
}

/** No answer came at all: the service is down, or the network. */
export class Unreachable extends Error {}

/** How often the service has missed a session: whoever keeps the session looks whether it has ended. */
export const missedSessions = signal(0);

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin", fetch: asking });

async function asking(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(String(error));
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer itself. Throws Refused; `await told(api.GET(…))`. */
export async function told<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  if (response.status === 401) missedSessions.value++;
  throw refusal(response, error);
}

function refusal(response: Response, body: unknown): Refused {
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return new Refused(
    response.status,
    String(said["code"] ?? response.statusText ?? response.status),
    String(said["detail"] ?? `${response.status} ${response.statusText}`),
    (said["facts"] as Record<string, unknown>) ?? {},
    Number(response.headers.get("Retry-After")) || null,
  );
}
