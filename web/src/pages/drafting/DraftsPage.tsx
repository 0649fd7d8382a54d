/** The drafts of those that one speaks for. */

import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { SignedIn } from "~/pages/drafting/SignedIn";
import { words } from "~/pages/drafting/words";
import { Answered, More } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Time, Until } from "~/parts/Time";
import "~/styles/drafting.css";

export default function DraftsPage() {
  const t = useWords(words);
  return (
    <Page
      title={t.drafts}
      lead={t.draftsLead}
      actions={
        <a class="button primary" href="/new">
          {t.title}
        </a>
      }
    >
      <Card>
        <SignedIn>
          <Mine />
        </SignedIn>
      </Card>
    </Page>
  );
}

function Mine() {
  const t = useWords(words);
  const drafts = usePages("mine", "/api/v1/drafts", { params: { query: { limit: 50 } } });
  const columns: Column<Schema["DraftSummary"]>[] = [
    {
      name: t.sentence,
      cell: (draft) => (
        <a class="clipped" href={`/drafts/${draft.id}`} lang="en">
          {draft.sentence}
        </a>
      ),
    },
    { name: t.state, cell: (draft) => <State of={draft.state} label={t.states[draft.state]} /> },
    { name: t.created, cell: (draft) => <Time at={draft.created_at} dateOnly /> },
    { name: t.until, cell: (draft) => (draft.state === "open" ? <Until at={draft.expires_at} /> : t.nothing) },
  ];
  return (
    <>
      <Answered of={drafts}>
        {() => (
          <Table
            caption={t.drafts}
            columns={columns}
            rows={drafts.items}
            keyOf={(each) => each.id}
            empty={t.noDrafts}
          />
        )}
      </Answered>
      <More of={drafts} />
    </>
  );
}
