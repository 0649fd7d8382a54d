/** Everything that has happened to an agreement, the latest first, each with its transaction. */

import { useState } from "preact/hooks";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { useTelling } from "~/pages/agreement/events/telling";
import { words } from "~/pages/agreement/events/words";
import type { Agreement } from "~/pages/agreement/terms/reading";
import { Card } from "~/parts/Card";
import { Time } from "~/parts/Time";
import { shortHex } from "~/format/names";

const AT_FIRST = 12;

export function Timeline({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const [isWhole, setWhole] = useState(false);
  const events = agreement.timeline.toReversed();
  const shown = isWhole ? events : events.slice(0, AT_FIRST);
  const { tell } = useTelling(shown, agreement);
  return (
    <Card title={t.timeline} note={t.timelineNote}>
      <ol class="timeline">
        {shown.map((event) => (
          <li key={`${event.place.block}-${event.place.log_index}`}>
            <span class="when">
              <Time at={event.place.time} />
            </span>
            <span class="told">{tell(event)}</span>
            <a class="mono" href={`/transactions/${event.place.transaction}`}>
              <span class="unseen">{t.transaction} </span>
              {shortHex(event.place.transaction, 4)}
            </a>
          </li>
        ))}
      </ol>
      {!isWhole && events.length > AT_FIRST && (
        <div class="row">
          <button type="button" onClick={() => setWhole(true)}>
            {t.showAll(countText(events.length))}
          </button>
        </div>
      )}
      {agreement.events > events.length && <p class="note">{t.earlier(countText(agreement.events))}</p>}
    </Card>
  );
}
