/** Pages are loaded when first opened; one that can't be loaded says so in its place. */

import { lazy as loadedLater } from "preact-iso";
import type { FunctionComponent } from "preact";
import { Unreachable } from "~/api/client";
import { words } from "~/app/words";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Page } from "~/parts/Card";

interface Module {
  default: FunctionComponent;
}

/** As preact-iso's, which leaves the page before where it was if loading fails, and says nothing. */
export function lazy(load: () => Promise<Module>) {
  return loadedLater(() => load().catch((error: unknown) => ({ default: () => <NotLoaded error={error} /> })));
}

function NotLoaded({ error }: { error: unknown }) {
  const t = useWords(words);
  return (
    <Page title={t.notLoaded}>
      <Failure error={new Unreachable(String(error))} retry={() => void reloadIfServed()} />
    </Page>
  );
}

/** To reload from nobody would lose what can still be read. */
export async function reloadIfServed(): Promise<void> {
  const answer = await fetch("/health").catch(() => null);
  if (answer?.ok) location.reload();
}
