/** The form on one side, what it comes to on the other, and the way to the other parties. */

import { useLocation } from "preact-iso";
import { useMemo, useState } from "preact/hooks";
import { queries, type Company } from "~/api/asking";
import { api, told, type Schema as Api } from "~/api/client";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { usePreview } from "~/pages/drafting/asking";
import { read, type Names, type Template } from "~/pages/drafting/terms/entry";
import { saidOf } from "~/pages/drafting/terms/faults";
import { placeName } from "~/pages/drafting/terms/fieldNames";
import { useLater } from "~/pages/drafting/terms/PartyField";
import { PreviewCards, Sentence, Warnings } from "~/pages/drafting/Preview";
import { withoutPlaces, type Schema, type WrittenFields } from "~/pages/drafting/terms/schema";
import { SignedIn } from "~/pages/drafting/SignedIn";
import type { Form } from "~/pages/drafting/terms/TermField";
import { Fields } from "~/pages/drafting/terms/TermsForm";
import { words } from "~/pages/drafting/words";
import { Failure } from "~/parts/Answers";
import { Card } from "~/parts/Card";

export interface Beginning {
  readonly kind: string;
  readonly open: readonly string[];
  readonly values: WrittenFields;
  /** The entry's own name; a counter-offer keeps that of what it answers. */
  readonly id: string;
  readonly names: Names;
  readonly amends?: string;
  readonly answers?: string;
}

export function Editor({ schema, company, from }: { schema: Schema; company: Company; from: Beginning }) {
  const t = useWords(words);
  const [values, setValues] = useState(from.values);
  const [names, setNames] = useState(from.names);
  const [isTried, setTried] = useState(false);
  const decimals = company.token.decimals;
  const { template, faults } = useMemo(
    () => read(from.kind, schema, values, from.id, decimals, names),
    [values, names, decimals],
  );
  const isWhole = Object.keys(faults).length === 0;
  const settled = useLater(isWhole ? template : null, 350);
  const preview = usePreview(settled, from.amends !== undefined);
  const said = saidOf(preview.error);
  const form: Form = {
    names,
    present: periodText(company.calendar.present),
    isMonthly: company.calendar.length === 0,
    symbol: company.token.symbol,
    named: (address, name) => setNames((before) => ({ ...before, [address]: name })),
    wrong: (path) => {
      const fault = faults[path];
      const isUnfinished = fault === "missing" || fault === "party";
      if (fault && (isTried || !isUnfinished)) return t.faults[fault];
      return isWhole ? said.fields[withoutPlaces(path)] : undefined;
    },
  };
  const missing = Object.keys(faults).map(placeName);
  return (
    <div class="drafting">
      <Card title={t.terms}>
        <form class="form" noValidate onSubmit={(event) => event.preventDefault()}>
          <Fields schema={schema} values={values} path="" form={form} onChange={setValues} open={from.open} />
        </form>
      </Card>
      <div class="side">
        <Card title={t.enforced}>
          <div class="form" aria-live="polite" aria-busy={preview.isFetching}>
            {!isWhole && <p class="quiet">{t.stillMissing(missing.join(", "))}</p>}
            {isWhole && preview.error && <Wrong said={said} error={preview.error} />}
            {isWhole && !preview.error && !preview.data && <p class="quiet">{t.computing}</p>}
            {isWhole && preview.data && (
              <>
                <Sentence>{preview.data.sentence}</Sentence>
                <Warnings of={preview.data.cautions} />
              </>
            )}
          </div>
          <SignedIn>
            <Send
              from={from}
              template={template}
              isReady={isWhole && settled === template && preview.isSuccess && !preview.isPlaceholderData}
              isWhole={isWhole}
              onTry={() => setTried(true)}
            />
          </SignedIn>
        </Card>
        {isWhole && preview.data && <PreviewCards of={preview.data} />}
      </div>
    </div>
  );
}

function Wrong({ said, error }: { said: ReturnType<typeof saidOf>; error: Error }) {
  const t = useWords(words);
  const fields = Object.entries(said.fields);
  if (!fields.length && !said.others.length) return <Failure error={error} />;
  return (
    <div class="failure">
      <strong>{t.wrongTerms}</strong>
      <ul lang="en">
        {fields.map(([place, problem]) => (
          <li key={place}>
            {placeName(place)}: {problem}
          </li>
        ))}
        {said.others.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  );
}

interface SendProps {
  from: Beginning;
  template: Template;
  isReady: boolean;
  isWhole: boolean;
  onTry: () => void;
}

function Send({ from, template, isReady, isWhole, onTry }: SendProps) {
  const t = useWords(words);
  const { route } = useLocation();
  const [isSending, setSending] = useState(false);
  const [isIncomplete, setIncomplete] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (): Promise<void> => {
    onTry();
    setIncomplete(!isWhole);
    if (!isReady) return;
    setError(null);
    setSending(true);
    try {
      const made = await proposed(from, template);
      await queries.invalidateQueries({ queryKey: ["mine"] });
      route(`/drafts/${made.id}`);
    } catch (caught) {
      setError(caught);
    } finally {
      setSending(false);
    }
  };
  return (
    <div class="form">
      <div class="row">
        <button type="button" class="primary" disabled={isSending || (isWhole && !isReady)} onClick={() => void send()}>
          {from.answers ? t.counterSend : t.send}
        </button>
      </div>
      <p class="hint" role="status">
        {isSending ? t.sending : isIncomplete && !isWhole ? t.fix : t.sendNote}
      </p>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

function proposed(from: Beginning, template: Template): Promise<Api["DraftView"]> {
  const body = { template, amends: from.amends ?? null } as Api["Proposal"];
  return from.answers
    ? told(api.POST("/api/v1/drafts/{draft}/counter", { params: { path: { draft: from.answers } }, body }))
    : told(api.POST("/api/v1/drafts", { body }));
}
