/** What if the result were another: the contract is asked again, with figures that the reader supposes. */

import { useState } from "preact/hooks";
import { useAnswer, useCompany } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { parseAmount } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Subject } from "~/pages/agreement/terms/Measured";
import { addressOf, figuresRead, METRICS, NATURES, type Agreement, type Terms } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Amount } from "~/parts/Amount";
import { Answered, Failure } from "~/parts/Answers";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { Table } from "~/parts/Table";

type Supposition = Schema["Supposition"];
type Figures = Schema["FigureGiven"][];

export function WhatIf({ agreement, terms }: { agreement: Agreement; terms: Terms }) {
  const t = useWords(words);
  const known = useSupposed(agreement, []);
  if (figuresRead(terms).length === 0) return <p class="quiet">{t.readsNothing}</p>;
  return <Answered of={known}>{(found) => <Asking agreement={agreement} terms={terms} known={found} />}</Answered>;
}

function useSupposed(agreement: Agreement, figures: Figures, enabled = true) {
  return useAnswer<Supposition>(
    "book",
    ["what if", agreement.agreement, figures],
    async () => {
      const path = { agreement: agreement.agreement };
      return (await told(api.POST("/api/v1/previews/agreements/{agreement}", { params: { path }, body: { figures } })))
        .supposed;
    },
    enabled,
  );
}

function Asking({ agreement, terms, known }: { agreement: Agreement; terms: Terms; known: Supposition }) {
  const t = useWords(words);
  const decimals = useCompany()?.token.decimals ?? 0;
  const periods = known.periods.map((each) => each.period);
  const [period, setPeriod] = useState(
    periods.includes(agreement.next_period) ? agreement.next_period : (periods.at(-1) ?? ""),
  );
  const [written, setWritten] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState<{ figures: Figures; period: string } | null>(null);
  const found = useSupposed(agreement, asked?.figures ?? [], asked !== null);
  const read = figuresRead(terms);
  const given = read.map((each) => {
    const key = `${each.subject}-${each.metric}`;
    const text = (written[key] ?? "").trim();
    const value =
      text === "" ? undefined : METRICS[each.metric] === "score" ? scored(text) : parseAmount(text, decimals);
    return { ...each, key, value };
  });
  const isWrong = given.some((each) => each.value === null) || given.every((each) => each.value === undefined);
  const ask = (event: Event): void => {
    event.preventDefault();
    if (isWrong) return;
    const figures = given.flatMap(({ subject, metric, value }) =>
      typeof value === "string" ? [figureOf(subject, metric, period, value)] : [],
    );
    setAsked({ figures, period });
  };
  return (
    <form class="what-if" onSubmit={ask} noValidate>
      <p class="hint">{t.whatIfNote}</p>
      <div class="row">
        <ChoiceField
          label={t.period}
          value={period}
          onChange={setPeriod}
          options={periods.map((value) => ({ value, text: periodText(value) }))}
        />
        {given.map((each) => (
          <SupposedField
            key={each.key}
            agreement={agreement}
            subject={each.subject}
            metric={each.metric}
            value={written[each.key] ?? ""}
            wrong={each.value === null}
            onInput={(value) => setWritten({ ...written, [each.key]: value })}
          />
        ))}
        <button type="submit" disabled={isWrong}>
          {t.ask}
        </button>
      </div>
      <div role="status">
        {asked && found.isPending && t.asking}
        {asked && found.data && <Answer agreement={agreement} period={asked.period} known={known} found={found.data} />}
      </div>
      {asked && found.error && <Failure error={found.error} />}
    </form>
  );
}

function SupposedField(props: {
  agreement: Agreement;
  subject: string;
  metric: number;
  value: string;
  wrong: boolean;
  onInput: (value: string) => void;
}) {
  const t = useWords(words);
  const { agreement, subject, metric } = props;
  const address = addressOf(subject)?.toLowerCase();
  const name = agreement.parties.find((each) => each.address.toLowerCase() === address)?.name;
  return (
    <TextField
      label={t.supposedOf(name ?? t.theBenchmark, t.metrics[METRICS[metric] ?? "revenue"])}
      hint={name ? undefined : <Subject of={subject} agreement={agreement} plain />}
      inputMode="decimal"
      value={props.value}
      wrong={props.wrong ? t.noFigure : null}
      onInput={props.onInput}
    />
  );
}

function Answer(props: { agreement: Agreement; period: string; known: Supposition; found: Supposition }) {
  const t = useWords(words);
  const { agreement, period, known, found } = props;
  const partyOf = (address: string) => agreement.parties.find((each) => each.address === address);
  const then = found.periods.find((each) => each.period === period);
  const before = known.periods.find((each) => each.period === period);
  const parties = Object.entries(found.in_all);
  return (
    <>
      <h4>{t.thenPays(periodText(period))}</h4>
      <Table
        caption={t.thenPays(periodText(period))}
        rows={then?.legs ?? []}
        keyOf={(leg) => String(leg.leg)}
        columns={[
          {
            name: t.who,
            cell: (leg) => (
              <>
                <Party of={partyOf(leg.debtor)} plain /> →{" "}
                {Object.keys(leg.to).map((to, index) => [index > 0 && ", ", <Party of={partyOf(to)} plain />])}
              </>
            ),
          },
          { name: t.nature, cell: (leg) => t.natures[leg.nature.toLowerCase() as (typeof NATURES)[number]] },
          {
            name: t.asKnown,
            number: true,
            cell: (leg) => <Amount value={before?.legs.find((each) => each.leg === leg.leg)?.amount} />,
          },
          {
            name: t.asSupposed,
            number: true,
            cell: (leg) => (
              <strong>
                <Amount value={leg.amount} />
              </strong>
            ),
          },
        ]}
      />
      <h4>{t.inAll}</h4>
      <Table
        caption={t.inAll}
        rows={parties}
        keyOf={([party]) => party}
        columns={[
          { name: t.party, cell: ([party]) => <Party of={partyOf(party)} plain /> },
          { name: t.asKnown, number: true, cell: ([party]) => <Amount value={known.in_all[party] ?? "0"} /> },
          {
            name: t.asSupposed,
            number: true,
            cell: ([, amount]) => (
              <strong>
                <Amount value={amount} />
              </strong>
            ),
          },
        ]}
      />
      {found.assumed.length > 0 && <p class="hint">{t.assumed(found.assumed.length)}</p>}
    </>
  );
}

function scored(text: string): string | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? text : null;
}

function figureOf(subject: string, metric: number, period: string, value: string): Schema["FigureGiven"] {
  const name = METRICS[metric] ?? "revenue";
  const of = addressOf(subject) ?? subject;
  return { of, period, [name]: name === "score" ? Number(value) : value } as Schema["FigureGiven"];
}
