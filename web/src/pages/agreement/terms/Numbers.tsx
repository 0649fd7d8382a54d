/** The numbers of terms: who pays whom, on what measure, at which rate, between which bounds, under which conditions. */

import type { ComponentChildren } from "preact";
import { shareText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { Measured, Subject, X, Y } from "~/pages/agreement/terms/Measured";
import {
  boundsOf,
  creditorsOf,
  FORMS,
  isConstant,
  isMoney,
  measureOf,
  METRICS,
  NATURES,
  REFERENCES,
  termsOf,
  type Agreement,
  type Clause,
  type Gate,
  type Terms,
  type Version,
} from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Amount } from "~/parts/Amount";
import { Empty } from "~/parts/Answers";
import { Facts } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table } from "~/parts/Table";

export function Numbers({ agreement, version }: { agreement: Agreement; version: Version }) {
  const t = useWords(words);
  const terms = termsOf(version);
  if (!terms) return <Empty>{t.hiddenPay}</Empty>;
  const partyOf = (index: number) => agreement.parties[index];
  return (
    <>
      <Facts
        of={[
          [t.ceiling, <Amount value={terms.ceiling} symbol />],
          [t.notice, terms.noticePeriods ? t.periods(terms.noticePeriods) : t.noticeNow],
          terms.correctionPeriods > 0 && [t.corrections, t.periods(terms.correctionPeriods)],
          terms.weights.length > 0 && [
            t.weights,
            terms.weights.map((weight, index) => (
              <span key={index} class="listed">
                <Party of={partyOf(index + 1)} /> {weight}
              </span>
            )),
          ],
          ...terms.tranches.map(
            (each) =>
              [
                t.invests,
                <>
                  <Party of={partyOf(each.investor)} /> → <Party of={partyOf(each.enterprise)} />:{" "}
                  <Amount value={each.amount} symbol /> · {t.shares(each.shares)}
                </>,
              ] as const,
          ),
        ]}
      />
      {terms.clauses.map((clause, number) => (
        <ClauseNumbers key={number} agreement={agreement} terms={terms} clause={clause} />
      ))}
    </>
  );
}

/** Who owes whom on a clause's leg. */
export function Way({ agreement, terms, clause }: { agreement: Agreement; terms: Terms; clause: Clause }) {
  const t = useWords(words);
  const leg = terms.legs[clause.leg];
  if (!leg) return null;
  const creditors = creditorsOf(terms, leg);
  return (
    <>
      <Party of={agreement.parties[leg.debtor]} /> →{" "}
      {creditors.length > 1 ? t.allPartners : <Party of={agreement.parties[creditors[0] ?? 0]} />}
    </>
  );
}

function ClauseNumbers({ agreement, terms, clause }: { agreement: Agreement; terms: Terms; clause: Clause }) {
  const t = useWords(words);
  const nature = terms.legs[clause.leg]?.nature ?? 0;
  const form = FORMS[clause.form] ?? "actual";
  const subject = <Subject of={clause.subject} agreement={agreement} />;
  const metric = METRICS[clause.metric] ?? "revenue";
  return (
    <div class="clause">
      <h4>
        <Way agreement={agreement} terms={terms} clause={clause} /> <small>{t.natures[NATURES[nature] ?? "fee"]}</small>
      </h4>
      <Facts
        of={[
          isConstant(clause)
            ? [t.fixed, <Y nature={nature} value={clause.points[0]?.y ?? "0"} />]
            : [
                t.measured,
                <>
                  {form !== "days" && form !== "base" && (
                    <>
                      {subject} · {t.metrics[metric]} ·{" "}
                    </>
                  )}
                  {t.forms[form]}
                </>,
              ],
          [t.window, clause.window === 1 ? t.everyPeriod : t.everyPeriods(clause.window)],
          clause.span > 1 && [t.span, t.cumulative],
          !isConstant(clause) && [t.absent, <Measured metric={clause.metric} value={clause.absentAs} />],
          ...clause.base.map((base) => {
            const from = REFERENCES[base.from] ?? "promises";
            const shown: ComponentChildren =
              from === "promises"
                ? base.promises.map((value, index) => (
                    <span key={index} class="listed">
                      <Measured metric={clause.metric} value={value} />
                    </span>
                  ))
                : t.references[from];
            return [from === "promises" ? t.promised : t.base, shown] as const;
          }),
          ...clause.gates.map((gate) => [t.condition, <GateWords gate={gate} agreement={agreement} />] as const),
        ]}
      />
      {!isConstant(clause) && <Points clause={clause} nature={nature} />}
    </div>
  );
}

export function GateWords({ gate, agreement }: { gate: Gate; agreement: Agreement }) {
  const t = useWords(words);
  const { least, below } = boundsOf(gate);
  return (
    <>
      <Subject of={gate.subject} agreement={agreement} /> · {t.metrics[METRICS[gate.metric] ?? "revenue"]}
      {gate.promises.length > 0 && ` ${t.lessPromised}`}
      {least !== null && (
        <>
          {" "}
          ≥ <Measured metric={gate.metric} value={least} />
        </>
      )}
      {below !== null && (
        <>
          {" "}
          &lt; <Measured metric={gate.metric} value={below} />
        </>
      )}
      {gate.running > 1 && ` ${t.running(gate.running)}`}
    </>
  );
}

/** The corners of the payoff, with the rate between each and the next; beyond the ends it stays as it is there. */
function Points({ clause, nature }: { clause: Clause; nature: number }) {
  const t = useWords(words);
  const rows = clause.points.map((point, index) => ({ point, index, next: clause.points[index + 1] }));
  return (
    <Table
      caption={t.corners}
      rows={rows}
      keyOf={(row) => String(row.index)}
      columns={[
        { name: t.result, cell: ({ point }) => <X of={clause} value={point.x} /> },
        { name: t.pays, number: true, cell: ({ point }) => <Y nature={nature} value={point.y} /> },
        { name: t.rate, number: true, cell: ({ point, next }) => rateOf(clause, nature, point, next, t.flat, t.step) },
      ]}
    />
  );
}

function rateOf(
  clause: Clause,
  nature: number,
  left: { x: string; y: string },
  right: { x: string; y: string } | undefined,
  flat: string,
  step: string,
): string {
  if (!right) return flat;
  const [dx, dy] = [BigInt(right.x) - BigInt(left.x), BigInt(right.y) - BigInt(left.y)];
  if (dx === 0n) return step;
  if (dy === 0n) return flat;
  return measureOf(clause) === "money" && isMoney(nature) ? shareText(dy, dx, 2) : "↗";
}
