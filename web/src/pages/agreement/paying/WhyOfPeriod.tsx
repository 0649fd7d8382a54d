/** Why a period came to what it did: each clause step by step, from the figures to the amount, held against the chain. */

import type { ComponentChildren } from "preact";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { Reads, SubjectOf } from "~/pages/agreement/paying/Reads";
import { Measured, X, Y } from "~/pages/agreement/terms/Measured";
import { METRICS, NATURES, termsOf, type Agreement, type Clause } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Answered, Empty } from "~/parts/Answers";
import { Party } from "~/parts/Names";
import { Period } from "~/parts/Time";

type Why = Schema["WhyPage"];
type ClauseWhy = Schema["ClausePage"];
type GateWhy = Schema["GatePage"];

export function WhyOfPeriod({ agreement, period }: { agreement: Agreement; period: string }) {
  const params = { params: { path: { agreement: agreement.agreement, period } } };
  const why = useApi("book", "/api/v1/book/agreements/{agreement}/periods/{period}", params);
  return <Answered of={why}>{(found) => <Shown agreement={agreement} why={found} />}</Answered>;
}

function Shown({ agreement, why }: { agreement: Agreement; why: Why }) {
  const t = useWords(words);
  const terms = termsOf(agreement.terms[why.version]);
  return (
    <div class="why">
      <p class={why.equal ? "checked good" : "checked bad"}>{why.equal ? t.equal : t.differs}</p>
      {why.clauses === null && <Empty>{t.hiddenPay}</Empty>}
      {why.clauses?.map((clause) => (
        <section key={clause.clause}>
          <h3>
            <LegWay why={why} leg={clause.leg} />
          </h3>
          {terms && <Steps clause={clause} terms={terms.clauses[clause.clause] as Clause} why={why} />}
        </section>
      ))}
    </div>
  );
}

function LegWay({ why, leg }: { why: Why; leg: number }) {
  const t = useWords(words);
  const found = why.legs.find((each) => each.leg === leg);
  if (!found) return null;
  return (
    <>
      <Party of={found.debtor} /> → {found.creditors.length > 1 ? t.allPartners : <Party of={found.creditors[0]} />}{" "}
      <small>{t.natures[found.nature as (typeof NATURES)[number]]}</small>
    </>
  );
}

/** The way from the window to the amount. Steps that the clause did not come to are left out. */
function Steps({ clause, terms, why }: { clause: ClauseWhy; terms: Clause; why: Why }) {
  const t = useWords(words);
  const nature = NATURES.indexOf(why.legs.find((each) => each.leg === clause.leg)?.nature as (typeof NATURES)[number]);
  const y = (value: string) => <Y nature={nature} value={value} />;
  const metric = METRICS[terms.metric] ?? "revenue";
  const steps: ComponentChildren[] = [];
  if (clause.window)
    steps.push(
      <>
        {t.stepWindow(String(clause.window.number + 1))} <Period of={clause.window.first} />
        {clause.window.first !== clause.window.last && (
          <>
            {" – "}
            <Period of={clause.window.last} />
          </>
        )}
      </>,
    );
  else steps.push(t.stepNoWindow);
  clause.gates.forEach((gate) => steps.push(<GateStep gate={gate} />));
  if (clause.reads.length)
    steps.push(
      <>
        {t.stepFigures} <Reads of={clause.reads} />
        {clause.actual !== null && (
          <>
            {" = "}
            <strong>
              <Measured metric={metric} value={clause.actual} />
            </strong>
          </>
        )}
      </>,
    );
  clause.bases.forEach((base) =>
    steps.push(
      <>
        {t.stepBase} ({t.references[base.from as keyof typeof t.references]}):{" "}
        {base.reads.length > 0 && (
          <>
            <Reads of={base.reads} />
            {" = "}
          </>
        )}
        <strong>
          <Measured metric={metric} value={base.value} />
        </strong>
      </>,
    ),
  );
  if (clause.x && terms.points.length > 1)
    steps.push(
      <>
        {t.stepX} ({t.forms[clause.form as keyof typeof t.forms]}):{" "}
        <strong>{BigInt(clause.x.denominator) > 0n ? <X of={terms} value={divided(clause.x)} /> : t.stepLimit}</strong>
      </>,
    );
  if (clause.segment && terms.points.length > 1) {
    const { left, right } = clause.segment;
    steps.push(
      <>
        {left && right ? t.stepBetween : left ? t.stepBeyond : t.stepBefore}{" "}
        {left && <Corner of={terms} point={left} nature={nature} />}{" "}
        {right && <Corner of={terms} point={right} nature={nature} />}
      </>,
    );
  }
  if (clause.entitlement !== null)
    steps.push(
      <>
        {clause.sums ? t.stepEntitledInAll : t.stepEntitled} <strong>{y(clause.entitlement)}</strong>
        {clause.sums && (
          <>
            {" "}
            {t.stepLessBefore} {y(clause.sums.accrued)}
          </>
        )}
      </>,
    );
  steps.push(
    <>
      {t.stepAdded} <strong>{y(clause.added)}</strong>. {t.stepChain} <strong>{y(clause.accrued)}</strong>{" "}
      <span class={clause.equal ? "checked good" : "checked bad"}>{clause.equal ? t.same : t.notSame}</span>
    </>,
  );
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={index}>{step}</li>
      ))}
    </ol>
  );
}

function GateStep({ gate }: { gate: GateWhy }) {
  const t = useWords(words);
  const metric = gate.metric as keyof typeof t.metrics;
  return (
    <>
      {t.stepGate} <SubjectOf of={gate.subject} /> · {t.metrics[metric]}:{" "}
      {gate.windows.map((run) => (
        <span key={run.first} class="listed">
          {run.figure === null ? t.absentFigure : <Measured metric={metric} value={run.figure} />}
          {run.promise !== "0" && (
            <>
              {" − "}
              <Measured metric={metric} value={run.promise} />
            </>
          )}
        </span>
      ))}{" "}
      <strong>{gate.holds ? t.holds : t.failsGate}</strong>
    </>
  );
}

function Corner(props: { of: Clause; point: Schema["PointPage"]; nature: number }) {
  return (
    <span class="corner">
      <X of={props.of} value={props.point.x} /> → <Y nature={props.nature} value={props.point.y} />
    </span>
  );
}

function divided(x: Schema["FractionPage"]): string {
  return (BigInt(x.numerator) / BigInt(x.denominator)).toString();
}
