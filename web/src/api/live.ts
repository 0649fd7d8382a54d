/** Live: what the book takes in, and what a reorganisation undoes, makes pages ask again. */

import { signal } from "@preact/signals";
import { queries } from "~/api/asking";

/** Whether the service says what happens: null before the first word. */
export const connected = signal<boolean | null>(null);

const SETTLES_AFTER = 300; // milliseconds: a closing is many events, and one look at what they made of the book

/** Listens until the page is left. The browser connects again by itself, and goes on after the last event it heard. */
export function listen(): () => void {
  const source = new EventSource("/api/v1/events");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), SETTLES_AFTER);
  };
  source.onopen = () => {
    if (connected.value === false) soon(); // what happened meanwhile is not known
    connected.value = true;
  };
  source.onerror = () => {
    connected.value = false;
  };
  source.addEventListener("happened", soon);
  source.addEventListener("undone", soon);
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** Everything that the chain or other people may have changed. */
export function refresh(): Promise<void> {
  return queries.invalidateQueries();
}
