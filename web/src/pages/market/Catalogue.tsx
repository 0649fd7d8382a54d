/** What services have cost: every service agreement by its supplier, with the most that it can cost a period. */

import { useApi, usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { periodBefore } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/market/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { AgreementLink, Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";
import { Period } from "~/parts/Time";

type Agreement = Schema["AgreementItem"];

export function Catalogue() {
  const t = useWords(words);
  const agreements = usePages("book", "/api/v1/book/agreements", { params: { query: { limit: 200 } } });
  // A service has a client and a supplier, in this order.
  const services = agreements.items.filter((each) => each.kind === "service" && each.parties.length === 2);
  const columns: Column<Agreement>[] = [
    { name: t.service, cell: (each) => <AgreementLink of={each} /> },
    { name: t.client, cell: (each) => <Party of={each.parties[0]} /> },
    { name: t.supplier, cell: (each) => <Party of={each.parties[1]} /> },
    { name: t.ceiling, cell: (each) => <Ceiling of={each.agreement} />, number: true },
    { name: t.from, cell: (each) => <Period of={each.first_period} /> },
    { name: t.until, cell: (each) => <Period of={periodBefore(each.end_period)} /> },
  ];
  return (
    <Card title={t.catalogue} note={t.catalogueNote}>
      <Answered of={agreements}>
        {() => (
          <LongTable
            caption={t.catalogue}
            columns={columns}
            rows={services}
            keyOf={(each) => each.agreement}
            more={agreements.more}
            empty={t.noCatalogue}
          />
        )}
      </Answered>
    </Card>
  );
}

/** Asked for row by row, as rows come into sight. */
function Ceiling({ of }: { of: string }) {
  const params = { params: { path: { agreement: of } } };
  const found = useApi("book", "/api/v1/book/agreements/{agreement}", params);
  return <Amount value={found.data?.ceiling} />;
}
