/** Every period with what it added and what was paid, each to be opened for its why. */

import { useState } from "preact/hooks";
import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { WhyOfPeriod } from "~/pages/agreement/paying/WhyOfPeriod";
import { Y } from "~/pages/agreement/terms/Measured";
import { NATURES, type Agreement } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Time } from "~/parts/Time";

type Payment = Schema["PaymentItem"];
type PeriodItem = Schema["PeriodItem"];

export function PeriodsCard({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const params = { params: { path: { agreement: agreement.agreement } } };
  const periods = useApi("book", "/api/v1/book/agreements/{agreement}/periods", params);
  const payments = useApi("book", "/api/v1/book/agreements/{agreement}/payments", params);
  return (
    <Card title={t.payments} note={t.paymentsNote}>
      <Answered of={periods}>
        {(found) => (
          <>
            {found.length === 0 && <Empty>{t.nothingAccrued}</Empty>}
            <ul class="periods">
              {found.map((period) => (
                <Line
                  key={period.period}
                  agreement={agreement}
                  period={period}
                  payments={(payments.data ?? []).filter((each) => each.period === period.period)}
                />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </Card>
  );
}

function Line(props: { agreement: Agreement; period: PeriodItem; payments: readonly Payment[] }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const { agreement, period, payments } = props;
  const inMoney = payments.filter((each) => each.nature !== "shares");
  const paid = inMoney.reduce((sum, each) => sum + BigInt(each.amount ?? "0"), 0n);
  const added = addedIn(agreement, period);
  return (
    <li>
      <details class="period-line" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="when">{periodText(period.period)}</span>
          <span class="sum">
            {t.added} {added === null ? <span class="quiet">{t.hiddenPay}</span> : <Amount value={added} />}
          </span>
          <span class="sum">
            {t.paid} {inMoney.some((each) => each.amount === null) ? t.hiddenPay : <Amount value={paid} />}
          </span>
          <span class="why-word">{t.why}</span>
        </summary>
        {isOpen && (
          <div class="period-inside">
            <WhyOfPeriod agreement={agreement} period={period.period} />
            <h3>{t.paymentsOfPeriod}</h3>
            <Paid payments={payments} />
            <a href={`/agreements/${agreement.agreement}/periods/${period.period}`}>{t.ownPage}</a>
          </div>
        )}
      </details>
    </li>
  );
}

export function Paid({ payments }: { payments: readonly Payment[] }) {
  const t = useWords(words);
  if (!payments.length) return <Empty>{t.nothingPaid}</Empty>;
  return (
    <ul class="paid">
      {payments.map((each) => (
        <li key={`${each.place.block}-${each.place.log_index}-${each.receiver.address}`}>
          <Party of={each.payer} /> → <Party of={each.receiver} />{" "}
          <strong>
            {each.amount === null ? (
              t.hiddenPay
            ) : (
              <Y nature={NATURES.indexOf(each.nature as (typeof NATURES)[number])} value={each.amount} />
            )}
          </strong>{" "}
          <small>
            {t.natures[each.nature as (typeof NATURES)[number]]}
            {each.out_of_escrow && ` · ${t.fromEscrow}`}
            {each.backer && (
              <>
                {" "}
                · {t.byBacker} <Party of={each.backer} />
              </>
            )}{" "}
            · {each.closing ? t.inClosing(periodText(each.closing)) : t.atOnce} ·{" "}
            <a href={`/transactions/${each.place.transaction}`}>
              <Time at={each.place.time} />
            </a>
          </small>
        </li>
      ))}
    </ul>
  );
}

/** The money that all clauses added; shares and control are no money. Null where it is hidden. */
function addedIn(agreement: Agreement, period: PeriodItem): bigint | null {
  if (!period.amounts) return null;
  const clauses = (agreement.terms.at(-1)?.terms as { clauses?: { leg: number }[] } | null)?.clauses ?? [];
  let sum = 0n;
  period.amounts.forEach((amount, number) => {
    const leg = agreement.legs.find((each) => each.leg === clauses[number]?.leg);
    if (leg?.nature !== "shares" && leg?.nature !== "control") sum += BigInt(amount);
  });
  return sum;
}
