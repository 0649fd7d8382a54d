/** What was committed, and what of it is paid in. */

import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import type { Commitment } from "~/pages/portfolio/investing";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Card } from "~/parts/Card";
import { AgreementLink, Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";
import { Period } from "~/parts/Time";

export function Commitments({ of }: { of: readonly Commitment[] }) {
  const t = useWords(words);
  const columns: Column<Commitment>[] = [
    { name: t.unit, cell: (each) => <Party of={each.unit} /> },
    { name: t.agreement, cell: (each) => <AgreementLink of={each.agreement} /> },
    { name: t.committed, cell: (each) => <Amount value={each.committed} />, number: true },
    { name: t.paidIn, cell: (each) => <Amount value={each.paid} />, number: true },
    { name: t.forShares, cell: (each) => (each.shares ? countText(each.shares) : "–"), number: true },
    {
      name: t.due,
      cell: (each) =>
        each.atOpening ? (
          <>
            {t.atOpening} · <Period of={each.agreement.first_period} />
          </>
        ) : (
          <a href={`/agreements/${each.agreement.agreement}`}>{t.byMilestone}</a>
        ),
    },
  ];
  return (
    <Card title={t.tranches} note={t.tranchesNote}>
      <Table
        caption={t.tranches}
        columns={columns}
        rows={of}
        keyOf={(each) => [each.agreement.agreement, each.unit.address, each.committed, each.atOpening].join()}
      />
    </Card>
  );
}
