/** The open book: the company's totals, and all units ranked. */

import { useState } from "preact/hooks";
import { useCompany, usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Failure, Loading } from "~/parts/Answers";
import { Card, Figure, Figures, Page } from "~/parts/Card";
import { TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";

type Unit = Schema["UnitItem"];

export default function BookPage() {
  const t = useWords(words);
  const company = useCompany();
  const [wanted, setWanted] = useState("");
  const query = { limit: 200, ...(wanted ? { q: wanted } : {}) };
  const units = usePages("book", "/api/v1/book/units", { params: { query } });
  const columns: Column<Unit>[] = [
    { name: t.unit, cell: (unit) => <Party of={{ ...unit, kind: "unit" }} /> },
    { name: t.leader, cell: (unit) => <Party of={unit.leader} /> },
    { name: t.members, cell: (unit) => countText(unit.members), number: true },
    { name: t.revenue, cell: (unit) => <Amount value={unit.revenue} />, number: true },
    { name: t.cost, cell: (unit) => <Amount value={unit.cost} />, number: true },
    { name: t.profit, cell: (unit) => <Amount value={unit.profit} />, number: true },
    { name: t.shared, cell: (unit) => <Amount value={unit.shared} />, number: true },
    { name: t.productivity, cell: (unit) => <Amount value={unit.productivity} />, number: true },
    { name: t.score, cell: (unit) => unit.score ?? "–", number: true },
  ];
  return (
    <Page title={t.title} lead={company?.platform && t.lead(company.token.name)}>
      {company && (
        <Figures>
          <Figure name={t.revenue}>
            <Amount value={company.revenue} symbol />
          </Figure>
          <Figure name={t.profit}>
            <Amount value={company.profit} symbol />
          </Figure>
          <Figure name={t.shared}>
            <Amount value={company.shared} symbol />
          </Figure>
          <Figure name={t.arrears}>
            <Amount value={company.arrears} symbol />
          </Figure>
        </Figures>
      )}
      <Card title={t.units}>
        <TextField label={t.find} type="search" value={wanted} onInput={setWanted} />
        {units.error ? (
          <Failure error={units.error} />
        ) : units.isPending ? (
          <Loading />
        ) : (
          <LongTable
            caption={t.units}
            columns={columns}
            rows={units.items}
            keyOf={(unit) => unit.address}
            more={units.more}
          />
        )}
      </Card>
    </Page>
  );
}
