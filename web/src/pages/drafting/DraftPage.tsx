/** One draft: what would be enforced, who has signed and who is next, how it differs, and what one can do with it. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { usePreview } from "~/pages/drafting/asking";
import { Deeds } from "~/pages/drafting/draft/Deeds";
import { DifferenceCard } from "~/pages/drafting/draft/DifferenceCard";
import type { Template } from "~/pages/drafting/terms/entry";
import { PreviewCards, Sentence, Warnings } from "~/pages/drafting/Preview";
import { SignInHere } from "~/pages/drafting/SignInHere";
import { words } from "~/pages/drafting/words";
import { Answered } from "~/parts/Answers";
import { Card, Facts, Page } from "~/parts/Card";
import { Copy, Hash, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Time, Until } from "~/parts/Time";
import { isSignedIn } from "~/wallet/session";
import "~/styles/drafting.css";

type Draft = Schema["DraftView"];

export default function DraftPage() {
  const t = useWords(words);
  const { params } = useRoute();
  return (
    <Page title={t.draft} actions={<a href="/drafts">{t.drafts}</a>}>
      {isSignedIn.value ? (
        <Asked id={params["draft"] ?? ""} />
      ) : (
        <Card>
          <SignInHere>{null}</SignInHere>
        </Card>
      )}
    </Page>
  );
}

function Asked({ id }: { id: string }) {
  const draft = useApi("mine", "/api/v1/drafts/{draft}", { params: { path: { draft: id } } });
  return <Answered of={draft}>{(found) => <Shown draft={found} />}</Answered>;
}

function Shown({ draft }: { draft: Draft }) {
  const t = useWords(words);
  const template = draft.state === "open" ? (draft.template as Template | null) : null;
  const preview = usePreview(template, draft.amends !== null);
  return (
    <div class="form">
      <div class="drafting">
        <Card title={t.enforced}>
          <Sentence>{draft.sentence}</Sentence>
          <Warnings of={draft.cautions} />
          <Deeds draft={draft} />
        </Card>
        <div class="side">
          <Card title={t.parties}>
            <Signers draft={draft} />
          </Card>
          <Card>
            <Known draft={draft} />
          </Card>
        </div>
      </div>
      {draft.difference && <DifferenceCard of={draft.difference} />}
      {preview.data && <PreviewCards of={preview.data} />}
    </div>
  );
}

function Signers({ draft }: { draft: Draft }) {
  const t = useWords(words);
  return (
    <ul class="signers">
      {draft.signers.map((each) => {
        const members = each.signatures.filter((signature) => !signature.whole && !signature.expired).length;
        const isNext = draft.state === "open" && draft.next === each.party;
        return (
          <li key={each.party}>
            <Party of={{ address: each.party, name: each.name, kind: each.is_enterprise ? "unit" : "person" }} />
            <span>
              <State of={each.signed ? "final" : "waiting"} label={each.signed ? t.signed : t.notSigned} />
              {isNext && <span class="quiet"> {t.next}</span>}
            </span>
            {!each.signed && members > 0 && (
              <small class="quiet">{t.partly(String(members), String(each.quorum ?? members))}</small>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Known({ draft }: { draft: Draft }) {
  const t = useWords(words);
  const proposer = draft.signers.find((each) => each.party === draft.proposed_by);
  const { origin, pathname } = location;
  return (
    <Facts
      of={[
        [t.state, <State of={draft.state} label={t.states[draft.state]} />],
        proposer && [t.proposedBy, proposer.name],
        [t.created, <Time at={draft.created_at} />],
        draft.state === "open" && [
          t.until,
          <>
            <Time at={draft.expires_at} /> <span class="quiet">(</span>
            <Until at={draft.expires_at} />
            <span class="quiet">)</span>
          </>,
        ],
        draft.parent !== null && [t.answers, <a href={`/drafts/${draft.parent}`}>{t.draft}</a>],
        draft.amends !== null && [t.amends, <a href={`/agreements/${draft.amends}`}>{t.toAgreement}</a>],
        [
          t.share,
          <>
            <code>{pathname}</code> <Copy value={origin + pathname} />
          </>,
        ],
        [t.termsHash, <Hash value={draft.terms_hash} />],
        ...draft.signers.map(
          (each) => [`${t.digest} (${each.name})`, <Hash key={each.party} value={each.digest} />] as const,
        ),
      ]}
    />
  );
}
