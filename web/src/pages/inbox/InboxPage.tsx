/** What waits for the person here and the units they lead: what is due first comes first, each with one thing to do. */

import { useCompany } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { isDecision, matters, type Notice } from "~/pages/inbox/kinds";
import { MatterRow } from "~/pages/inbox/MatterRow";
import { Calls } from "~/pages/inbox/Calls";
import { useNotices } from "~/pages/inbox/waiting";
import { words } from "~/pages/inbox/words";
import { Answered } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { SignInHere } from "~/wallet/SignInHere";
import { isSignedIn, me } from "~/wallet/session";
import "~/styles/inbox.css";

export default function InboxPage() {
  const t = useWords(words);
  return (
    <Page title={t.title} lead={t.lead}>
      {isSignedIn.value ? (
        <Waiting />
      ) : (
        <SignInHere>
          <p>{t.signInGives}</p>
        </SignInHere>
      )}
      {me.value && <Calls account={me.value} />}
    </Page>
  );
}

function Waiting() {
  const t = useWords(words);
  const asked = useNotices();
  return (
    <Answered of={asked}>
      {({ items }) => (
        <>
          <Part title={t.decide} note={t.decideNote} empty={t.nothingToDecide} notices={items.filter(isDecision)} />
          <Part
            title={t.look}
            note={t.lookNote}
            empty={t.nothingToLook}
            notices={items.filter((n) => !isDecision(n))}
          />
        </>
      )}
    </Answered>
  );
}

function Part(props: { title: string; note: string; empty: string; notices: readonly Notice[] }) {
  const t = useWords(words);
  const now = useCompany()?.book.now ?? null;
  const found = matters(props.notices);
  return (
    <Card title={props.title} note={props.note}>
      {found.length ? (
        <>
          <p class="note" role="status">
            {t.count(countText(found.length))}
          </p>
          <ul class="matters">
            {found.map((matter) => (
              <MatterRow key={matter.key} matter={matter} now={now} />
            ))}
          </ul>
        </>
      ) : (
        <p class="empty">{props.empty}</p>
      )}
    </Card>
  );
}
