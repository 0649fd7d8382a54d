/** Unit by unit: what was put in, what came back, and what is still out there. */

import { shareText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import type { Exposure } from "~/pages/portfolio/investing";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";

export function Exposed({ of }: { of: readonly Exposure[] }) {
  const t = useWords(words);
  const whole = of.reduce((sum, each) => sum + each.atRisk, 0n);
  const sum = (what: "invested" | "back"): bigint => of.reduce((all, each) => all + each[what], 0n);
  const columns: Column<Exposure>[] = [
    { name: t.unit, cell: (each) => <Party of={each.unit} /> },
    { name: t.invested, cell: (each) => <Amount value={each.invested} />, number: true },
    { name: t.back, cell: (each) => <Amount value={each.back} />, number: true },
    { name: t.atRisk, cell: (each) => <Amount value={each.atRisk} />, number: true },
    { name: t.part, cell: (each) => shareText(each.atRisk, whole), number: true },
  ];
  const foot = [
    t.together,
    <Amount value={sum("invested")} />,
    <Amount value={sum("back")} />,
    <Amount value={whole} />,
    "",
  ];
  return (
    <Card title={t.exposure} note={t.exposureNote}>
      <Table caption={t.exposure} columns={columns} rows={of} keyOf={(each) => each.unit.address} foot={foot} />
    </Card>
  );
}
