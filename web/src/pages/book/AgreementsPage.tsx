/** All agreements, the newest first. */

import { useState } from "preact/hooks";
import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Failure, Loading } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { TextField } from "~/parts/Fields";
import { AgreementLink, Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";

type Agreement = Schema["AgreementItem"];

export default function AgreementsPage() {
  const t = useWords(words);
  const [wanted, setWanted] = useState("");
  const query = { limit: 200, ...(wanted ? { q: wanted } : {}) };
  const agreements = usePages("book", "/api/v1/book/agreements", { params: { query } });
  const columns: Column<Agreement>[] = [
    { name: t.agreements, cell: (each) => <AgreementLink of={each} /> },
    { name: t.units, cell: (each) => each.parties.map((party) => <Party key={party.address} of={party} />) },
  ];
  return (
    <Page title={t.agreements}>
      <Card>
        <TextField label={t.find} type="search" value={wanted} onInput={setWanted} />
        {agreements.error ? (
          <Failure error={agreements.error} />
        ) : agreements.isPending ? (
          <Loading />
        ) : (
          <LongTable
            caption={t.agreements}
            columns={columns}
            rows={agreements.items}
            keyOf={(each) => each.agreement}
            more={agreements.more}
          />
        )}
      </Card>
    </Page>
  );
}
