/** What can be done about an agreement: amend it, give notice, take its statement along; and drafts that amend it. */

import { useState } from "preact/hooks";
import { carryOut, type Relayed } from "~/acting/carrying";
import { useApi, useCompany } from "~/api/asking";
import { dateText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { termsOf, type Agreement } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Answered, Failure } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { ChoiceField } from "~/parts/Fields";
import { isSignedIn, me, session } from "~/wallet/session";

export function ActionsCard({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const statement = `/api/v1/book/exports/agreements/${agreement.agreement}/statement`;
  const isOpen = agreement.status === "open" && agreement.next_period !== agreement.end_period;
  return (
    <Card title={t.actions}>
      <div class="row">
        {isOpen && (
          <a class="button" href={`/new?amends=${agreement.agreement}`}>
            {t.amend}
          </a>
        )}
        <a class="button" href={statement} download={`${agreement.name ?? agreement.agreement}.csv`}>
          {t.statement}
        </a>
        <a
          class="button"
          href={`${statement}?format=jsonl`}
          download={`${agreement.name ?? agreement.agreement}.jsonl`}
        >
          {t.statementJson}
        </a>
      </div>
      {isOpen && <Notice agreement={agreement} />}
      {isSignedIn.value && <Drafts agreement={agreement} />}
    </Card>
  );
}

/** Only parties can give notice: a person for itself, a leader for the unit. */
function Notice({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const company = useCompany();
  const mine = [me.value, ...(session.value?.roles?.leads ?? [])];
  const parties = agreement.parties.filter((each) => mine.includes(each.address));
  const [chosen, setChosen] = useState("");
  const [stage, setStage] = useState<"none" | "under way" | "rejected">("none");
  const [done, setDone] = useState<Relayed | null>(null);
  const [error, setError] = useState<unknown>(null);
  const version = agreement.terms.at(-1);
  const terms = termsOf(version);
  const contract = Object.entries(company?.contracts ?? {}).find(([, each]) => each === agreement.contract)?.[0];
  const given = agreement.timeline.some((each) => each.name === "Noticed" || each.name === "EndedByAll");
  if (given) return <p class="note">{t.noticeGiven}</p>;
  if (!parties.length || !terms || !contract) return <p class="note">{t.onlyParties}</p>;
  const party = chosen || (parties[0]?.address ?? "");
  const give = async (): Promise<void> => {
    setStage("under way");
    setError(null);
    try {
      const index = terms.parties.indexOf(party);
      const relayed = await carryOut({
        contract,
        verb: "giveNotice",
        arguments: { agreement: agreement.agreement, terms: version?.terms, party: index },
      });
      setDone(relayed);
      setStage(relayed ? "none" : "rejected");
    } catch (caught) {
      setError(caught);
      setStage("none");
    }
  };
  return (
    <div class="notice">
      <h3>{t.giveNotice}</h3>
      <p class="note">{t.giveNoticeNote(t.periods(terms.noticePeriods))}</p>
      <div class="row">
        {parties.length > 1 && (
          <ChoiceField
            label={t.onBehalfOf}
            value={party}
            onChange={setChosen}
            options={parties.map((each) => ({ value: each.address, text: each.name ?? each.address }))}
          />
        )}
        <button type="button" class="danger" disabled={stage === "under way"} onClick={() => void give()}>
          {t.giveNotice}
        </button>
      </div>
      <p role="status">
        {stage === "under way" && t.underWay}
        {stage === "rejected" && t.rejected}
        {done && (done.stage === "failed" ? t.failed : t.noticeDone)}
      </p>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

/** Drafts that would amend it, among those that the reader may see. */
function Drafts({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const query = { agreement: agreement.agreement, limit: 50 };
  const drafts = useApi("mine", "/api/v1/drafts", { params: { query } });
  return (
    <>
      <h3>{t.drafts}</h3>
      <Answered of={drafts}>
        {({ items }) => {
          const open = items.filter((each) => each.state === "open");
          if (!open.length) return <p class="quiet">{t.noDrafts}</p>;
          return (
            <ul class="plain">
              {open.map((each) => (
                <li key={each.id}>
                  <a href={`/drafts/${each.id}`}>{t.draftOf(dateText(each.created_at))}</a>{" "}
                  {t.missing(each.missing.length)}
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </>
  );
}
