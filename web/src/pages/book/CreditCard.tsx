/** Where every credit is that was ever made: an account whose last line is zero, or something is wrong. */

import type { Company } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Card } from "~/parts/Card";
import { State } from "~/parts/State";
import { Statement, type StatementLine } from "~/parts/Statement";

export function CreditCard({ credit }: { credit: Company["credit"] }) {
  const t = useWords(words);
  const made = (BigInt(credit.capital) + BigInt(credit.issued)).toString();
  const lines: StatementLine[] = [
    { name: t.capital, value: credit.capital },
    { name: t.issued, value: credit.issued, sign: "+" },
    { name: t.made, value: made, kind: "subtotal" },
    { name: t.held, value: credit.held, sign: "−", note: t.heldNote },
    { name: t.withdrawn, value: credit.withdrawn, sign: "−", note: t.withdrawnNote },
    { name: t.redeemed, value: credit.redeemed, sign: "−", note: t.redeemedNote },
    { name: t.unaccounted, value: credit.unaccounted, kind: "total" },
  ];
  const isClean = BigInt(credit.unaccounted) === 0n && BigInt(credit.uncovered) === 0n;
  return (
    <Card title={t.credit} note={t.creditNote}>
      <Statement caption={t.credit} lines={lines} />
      <p class="row">
        <State of={isClean ? "final" : "failed"} label={isClean ? t.accounted : t.notAccounted} />
        <span class="quiet">
          {t.treasury} <Amount value={credit.treasury_tokens} symbol />
        </span>
      </p>
    </Card>
  );
}
