/** For auditors: what was done and refused, as the service wrote it down. */

import { usePages } from "~/api/asking";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/account/words";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { LongTable, type Column } from "~/parts/Table";
import { Time } from "~/parts/Time";

type Entry = Schema["AuditItem"];

export function AuditLog() {
  const t = useWords(words);
  const log = usePages("mine", "/api/v1/audit", {});
  const columns: Column<Entry>[] = [
    { name: t.time, cell: (entry) => <Time at={entry.time} /> },
    {
      name: t.whoDid,
      cell: (entry) => <Party of={entry.who ? { address: entry.who, name: null, kind: "person" } : null} />,
    },
    { name: t.verb, cell: (entry) => <code>{entry.verb}</code> },
    { name: t.object, cell: (entry) => entry.object },
    { name: t.outcome, cell: (entry) => entry.outcome, number: true },
  ];
  return (
    <Card title={t.audit} note={t.auditNote}>
      <Answered of={log}>
        {() => (
          <LongTable
            caption={t.audit}
            columns={columns}
            rows={log.items}
            keyOf={(entry) => String(entry.number)}
            more={log.more}
          />
        )}
      </Answered>
    </Card>
  );
}
