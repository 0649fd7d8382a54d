/** One transaction: where it stands on the chain, and everything that happened in it, in words and argument by argument. */

import type { ComponentChildren } from "preact";
import { useRoute } from "preact-iso";
import { usePages } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import type { Happened, Known } from "~/pages/agreement/events/sentences";
import { useTelling } from "~/pages/agreement/events/telling";
import { words } from "~/pages/agreement/events/words";
import { Answered } from "~/parts/Answers";
import { Card, Facts, Fold, Page } from "~/parts/Card";
import { AgreementLink, Hash, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Time } from "~/parts/Time";
import "~/styles/agreement.css";

const MOST = 200; // events at once; a large closing has more

export default function TransactionPage() {
  const transaction = useRoute().params["transaction"] ?? "";
  const t = useWords(words);
  const isHash = /^0x[0-9a-fA-F]{64}$/.test(transaction);
  const query = { transaction, limit: MOST };
  const events = usePages("book", "/api/v1/book/events", { params: { query } }, isHash);
  return (
    <Page title={t.title} lead={t.lead}>
      {!isHash && <p role="alert">{t.noHash}</p>}
      {isHash && (
        <Answered of={events}>
          {() => (
            <>
              <Shown transaction={transaction} events={events.items} />
              {events.hasNextPage && (
                <button type="button" onClick={events.more}>
                  {t.more}
                </button>
              )}
            </>
          )}
        </Answered>
      )}
    </Page>
  );
}

function Shown({ transaction, events }: { transaction: string; events: readonly Happened[] }) {
  const t = useWords(words);
  const { tell, known } = useTelling(events);
  const place = events[0]?.place;
  if (!place)
    return (
      <Card>
        <Hash value={transaction} ends={10} />
        <p>{t.none}</p>
        <p class="quiet">{t.noneNote}</p>
      </Card>
    );
  return (
    <>
      <Card>
        <Facts
          of={[
            [t.hash, <Hash value={transaction} ends={10} />],
            [t.block, countText(place.block)],
            [t.time, <Time at={place.time} />],
            [
              t.firmness,
              <>
                <State of={place.state} /> <span class="quiet">{t.firmnesses[place.state]}</span>
              </>,
            ],
          ]}
        />
      </Card>
      <Card title={t.events} note={t.count(events.length)}>
        <ol class="happened">
          {events.map((event) => (
            <li key={event.place.log_index}>
              <p>{tell(event)}</p>
              <p class="quiet">
                {event.contract_name ?? <Hash value={event.contract} ends={4} />} · <code>{event.name}</code>
                {event.agreement && (
                  <>
                    {" · "}
                    {t.agreement}{" "}
                    <AgreementLink
                      of={{
                        agreement: event.agreement,
                        name: known.agreements.get(event.agreement)?.name ?? null,
                      }}
                    />
                  </>
                )}
              </p>
              <Fold title={t.arguments}>
                <Facts
                  of={Object.entries(event.args as Record<string, unknown>).map(
                    ([name, value]) => [name, shown(value, known, t.hidden)] as const,
                  )}
                />
              </Fold>
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}

/** An argument as the chain has it; accounts that have a name by it. */
function shown(value: unknown, known: Known, hidden: string): ComponentChildren {
  if (value === null || value === undefined) return hidden;
  if (typeof value === "string") {
    const named = known.names.get(value);
    if (named && named.kind !== "contract") return <Party of={named} />;
    if (named) return named.name;
    return /^0x[0-9a-fA-F]{40,}$/.test(value) ? <Hash value={value} /> : <code>{value}</code>;
  }
  if (Array.isArray(value) && value.every((each) => typeof each === "string"))
    return value.map((each, index) => (
      <span key={index} class="listed">
        {shown(each, known, hidden)}
      </span>
    ));
  return <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>;
}
