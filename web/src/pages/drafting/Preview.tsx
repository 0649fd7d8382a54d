/** What terms come to: the sentence that will be enforced, worst and best case, warnings, and what is paid when. */

import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/drafting/words";
import { Card } from "~/parts/Card";
import { Chart } from "~/parts/Chart";
import { shortText } from "~/format/amounts";
import { Table } from "~/parts/Table";

export type PreviewView = Schema["PreviewView"];

/** As heyi.templates.previewing has them; the API's own description leaves them open. */
interface Payoff {
  who: string;
  measured: string;
  unit: string;
  when: string;
  x_scale: number;
  y_scale: number;
  corners: { x: string; amount: string; x_text: string; amount_text: string }[];
}
interface PartyCase {
  party: string;
  a_period: [string, string];
  in_all: [string, string];
  shares: [string, string] | null;
  pays_in: string;
  locks: string;
}

export function Sentence({ children }: { children: string }) {
  return (
    <blockquote class="sentence" lang="en">
      {children}
    </blockquote>
  );
}

export function Warnings({ of }: { of: readonly Schema["Caution"][] }) {
  const t = useWords(words);
  if (!of.length) return null;
  return (
    <section class="warnings" aria-label={t.warnings}>
      <h3>{t.warnings}</h3>
      <ul lang="en">
        {of.map((each) => (
          <li key={each.code + each.says}>{each.says}</li>
        ))}
      </ul>
    </section>
  );
}

export function PreviewCards({ of }: { of: PreviewView }) {
  const t = useWords(words);
  const parties = of.parties as unknown as PartyCase[];
  const payoffs = of.payoffs as unknown as Payoff[];
  return (
    <>
      <Card title={t.cases} note={t.casesNote}>
        <Cases of={parties} />
      </Card>
      {payoffs.length > 0 && (
        <Card title={t.payoff} note={t.payoffNote}>
          {payoffs.map((each, index) => (
            <Paid key={index} of={each} />
          ))}
        </Card>
      )}
    </>
  );
}

function Cases({ of }: { of: readonly PartyCase[] }) {
  const t = useWords(words);
  const range = (pair: readonly [string, string] | null): string => {
    if (!pair) return t.nothing;
    return pair[0] === pair[1] ? pair[0] : t.range(...pair);
  };
  const columns = [
    { name: t.party, cell: (each: PartyCase) => each.party },
    { name: t.aPeriod, cell: (each: PartyCase) => range(each.a_period), number: true },
    { name: t.inAll, cell: (each: PartyCase) => range(each.in_all), number: true },
    ...(of.some((each) => each.shares)
      ? [{ name: t.shares, cell: (each: PartyCase) => range(each.shares), number: true }]
      : []),
    ...(of.some((each) => each.pays_in)
      ? [{ name: t.paysIn, cell: (each: PartyCase) => each.pays_in || t.nothing, number: true }]
      : []),
    ...(of.some((each) => each.locks)
      ? [{ name: t.locks, cell: (each: PartyCase) => each.locks || t.nothing, number: true }]
      : []),
  ];
  return <Table caption={t.cases} columns={columns} rows={of} keyOf={(each) => each.party} />;
}

function Paid({ of }: { of: Payoff }) {
  const t = useWords(words);
  const measured = of.measured === "always" ? t.always : of.measured;
  const summary = measured ? t.payoffOf(of.who, measured) : of.who;
  const [only] = of.corners;
  if (of.corners.length === 1 && only) {
    return (
      <p>
        {of.when ? `${summary} (${of.when})` : summary}:{" "}
        <strong>
          {only.amount_text} {of.unit}
        </strong>
      </p>
    );
  }
  const table = (
    <Table
      caption={summary}
      columns={[
        { name: t.figure, cell: (each) => each.x_text, number: true },
        { name: `${t.paid} (${of.unit})`, cell: (each) => each.amount_text, number: true },
      ]}
      rows={of.corners}
      keyOf={(each) => `${each.x}/${each.amount}`}
    />
  );
  return (
    <Chart
      summary={of.when ? `${summary} (${of.when})` : summary}
      x={of.corners.map((each) => Number(each.x) / of.x_scale)}
      xText={shortText}
      lines={[{ name: t.paid, values: of.corners.map((each) => Number(each.amount) / of.y_scale) }]}
      height={200}
      table={table}
    />
  );
}
