/** Calls that were handed to the relay for somebody: those under way, and how the last ones ended. */

import { useApi } from "~/api/asking";
import { Refused, type Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/inbox/words";
import { Failure, Loading } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Time } from "~/parts/Time";

type Relayed = Schema["Relayed"];
const LATEST = 10;

export function Calls({ account }: { account: string }) {
  const t = useWords(words);
  const asked = useApi("mine", "/api/v1/relay", { params: { query: { account, limit: LATEST } } });
  const columns: Column<Relayed>[] = [
    { name: t.call, cell: (each) => (t.verbs as Record<string, string>)[each.verb] ?? <code>{each.verb}</code> },
    { name: t.stage, cell: (each) => <State of={each.stage} label={t.stages[each.stage]} /> },
    { name: t.handedIn, cell: (each) => <Time at={each.created_at} /> },
    { name: t.proof, cell: (each) => <Proof of={each} /> },
  ];
  if (asked.error instanceof Refused && asked.error.code === "NothingRelayed") return null;
  return (
    <Card title={t.calls} note={t.callsNote}>
      {asked.data ? (
        <Table
          caption={t.calls}
          columns={columns}
          rows={asked.data.items}
          keyOf={(each) => String(each.id)}
          empty={t.noCalls}
        />
      ) : asked.error ? (
        <Failure error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Loading />
      )}
    </Card>
  );
}

function Proof({ of }: { of: Relayed }) {
  const t = useWords(words);
  if (of.error) return <span>{of.error.detail ?? of.error.code}</span>;
  const hash = of.hashes.at(-1);
  return hash ? <a href={`/transactions/${hash}`}>{t.transaction}</a> : <span class="quiet">–</span>;
}
