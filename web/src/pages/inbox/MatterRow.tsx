/** One thing that waits: what, for whom, until when, and where it is done. */

import { useWords } from "~/i18n/words";
import { kindOf, pageOf, type Matter } from "~/pages/inbox/kinds";
import { words } from "~/pages/inbox/words";
import { Fold } from "~/parts/Card";
import { State } from "~/parts/State";
import { Time, Until } from "~/parts/Time";
import { me } from "~/wallet/session";

const SOON = 3 * 86_400; // seconds: the window in which figures can be challenged is as long

export function MatterRow({ matter, now }: { matter: Matter; now: number | null }) {
  const t = useWords(words);
  const { notices } = matter;
  const first = notices[0];
  if (!first) return null;
  const kind = kindOf(first);
  const title = kind ? t.kinds[kind].title : first.subject;
  const isMine = first.account === me.value;
  const isSoon = first.due !== null && now !== null && first.due - now <= SOON;
  return (
    <li class="matter">
      <div class="matter-what">
        <h3>{title}</h3>
        <p class="quiet">{isMine ? t.forYou : t.forUnit(first.name)}</p>
        {notices.length === 1 ? (
          <p>{first.subject}</p>
        ) : (
          <Fold title={t.several(String(notices.length))}>
            <ul>
              {notices.map((each) => (
                <li key={each.id}>{each.subject}</li>
              ))}
            </ul>
          </Fold>
        )}
        <Fold title={t.inFull}>
          <pre class="words" lang="en">
            {first.text}
          </pre>
        </Fold>
      </div>
      <div class="matter-due">
        {first.due === null ? (
          <span class="quiet">{t.noHurry}</span>
        ) : (
          <>
            <State of={isSoon ? "waiting" : "plain"} label={t.due} /> <Until at={first.due} />
            <small class="quiet">
              <Time at={first.due} />
            </small>
          </>
        )}
      </div>
      <a class="button primary" href={pageOf(first)}>
        {kind ? t.kinds[kind].action : t.open}
      </a>
    </li>
  );
}
