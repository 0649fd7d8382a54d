/** Where the agreement stands, in one look: its state and why, its time, its money, and the hash that is its id. */

import { useWords } from "~/i18n/words";
import { lastBefore, type Agreement } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Amount } from "~/parts/Amount";
import { Figure, Figures } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Period } from "~/parts/Time";

export function StandingLine({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const money = agreement.legs.filter((leg) => leg.nature !== "shares" && leg.nature !== "control");
  const isHidden = money.some((leg) => leg.paid === null);
  const sum = (of: "paid" | "due"): string | null =>
    isHidden ? null : money.reduce((all, leg) => all + absolute(leg[of] ?? "0"), 0n).toString();
  return (
    <>
      <p class="standing">
        <State of={agreement.standing} /> <Reason agreement={agreement} />
      </p>
      <Figures>
        <Figure name={t.term}>
          <Period of={agreement.first_period} /> – <Period of={lastBefore(agreement.end_period)} />
        </Figure>
        <Figure name={t.paidSoFar}>
          <Amount value={sum("paid")} hidden={t.hiddenPay} symbol />
        </Figure>
        <Figure name={t.dueNow}>
          <Amount value={sum("due")} hidden={t.hiddenPay} symbol />
        </Figure>
        <Figure name={t.id} note={t.idNote}>
          <span class="id">
            <Hash value={agreement.agreement} ends={5} />
          </span>
        </Figure>
      </Figures>
    </>
  );
}

function Reason({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  switch (agreement.standing) {
    case "arrears":
      return (
        <>
          {agreement.in_arrears.map((party, index) => [index > 0 && ", ", <Party of={party} />])} {t.isLate}
        </>
      );
    case "disputed":
      return (
        <>
          {t.isDisputed}{" "}
          {agreement.disputes.map((number) => (
            <a key={number} href={`/oracle/disputes/${number}`}>
              {t.dispute(String(number))}
            </a>
          ))}
        </>
      );
    case "waiting":
      return (
        <>
          {t.isWaiting} <Period of={agreement.first_period} />
        </>
      );
    case "active":
      return (
        <>
          {t.isActive} <Period of={agreement.next_period} />
        </>
      );
    case "ended":
      return <>{t.isEnded}</>;
  }
}

function absolute(amount: string): bigint {
  const value = BigInt(amount);
  return value < 0n ? -value : value;
}
