/** All challenges, the newest first, and proofs against nodes that have said two things. */

import { useApi, usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { DisputeState } from "~/pages/oracle/dispute/DisputeState";
import { NodeName } from "~/pages/oracle/NodeName";
import { words } from "~/pages/oracle/words";
import { Answered, Failure, More } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table } from "~/parts/Table";
import { Period, Time, Until } from "~/parts/Time";

export function Disputes() {
  const t = useWords(words);
  const disputes = usePages("book", "/api/v1/book/disputes", { params: { query: { limit: 50 } } });
  return (
    <Card title={t.disputes} note={t.disputesNote}>
      <Answered of={disputes}>
        {() => (
          <Table<Schema["DisputePage"]>
            caption={t.disputes}
            columns={[
              {
                name: t.disputes,
                cell: (each) => <a href={`/disputes/${each.dispute}`}>{t.dispute(countText(each.dispute))}</a>,
              },
              { name: t.unit, cell: (each) => each.subject.name ?? shortHex(each.subject.subject) },
              { name: t.period, cell: (each) => <Period of={each.period} /> },
              { name: t.challenger, cell: (each) => <Party of={each.challenger} /> },
              { name: t.state, cell: (each) => <DisputeState of={each.state} /> },
              { name: t.lapses, cell: (each) => (each.state === "open" ? <Until at={each.lapses_at} /> : "–") },
            ]}
            rows={disputes.items}
            keyOf={(each) => String(each.dispute)}
            empty={t.noDisputes}
          />
        )}
      </Answered>
      <More of={disputes} />
    </Card>
  );
}

export function Equivocations() {
  const t = useWords(words);
  const proofs = useApi("chain", "/api/v1/oracle/equivocations", {});
  return (
    <Card title={t.equivocations} note={t.equivocationsNote}>
      {proofs.error ? (
        <Failure error={proofs.error} />
      ) : (
        <Table
          caption={t.equivocations}
          columns={[
            { name: t.node, cell: (each) => <NodeName of={each.node} /> },
            { name: t.period, cell: (each) => <Period of={each.period} /> },
            { name: t.kind, cell: (each) => each.kind },
            { name: t.found, cell: (each) => <Time at={each.found_at} /> },
          ]}
          rows={proofs.data?.items ?? []}
          keyOf={(each) => each.first.signature + each.second.signature}
          empty={t.noEquivocations}
        />
      )}
    </Card>
  );
}
