/** Money in and out: who paid the unit and whom it paid, as a picture and agreement by agreement. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words as agreementWords } from "~/pages/book/agreements/words";
import { kindText } from "~/pages/book/agreements/AgreementList";
import { FlowPicture } from "~/pages/book/unit/FlowPicture";
import { words } from "~/pages/book/unit/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty } from "~/parts/Answers";
import { Card, Fold } from "~/parts/Card";
import { AgreementLink, Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";

type Unit = Schema["UnitPage"];
type Flow = Schema["FlowItem"];

export function Flows({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const path = { address: unit.address };
  const asked = useApi("book", "/api/v1/book/units/{address}/flows", { params: { path } });
  return (
    <Card title={t.flows} note={t.flowsNote}>
      <Answered of={asked}>
        {(flows) =>
          flows.length ? (
            <>
              <FlowPicture unit={unit} flows={flows} />
              <Fold title={t.asTable}>
                <FlowTable unit={unit} flows={flows} />
              </Fold>
            </>
          ) : (
            <Empty>{t.noFlows}</Empty>
          )
        }
      </Answered>
      <a href={`/agreements?party=${unit.address}`}>{t.allAgreements(countText(unit.agreements))}</a>
    </Card>
  );
}

function FlowTable({ unit, flows }: { unit: Unit; flows: readonly Flow[] }) {
  const t = useWords(words);
  const kinds = useWords(agreementWords);
  const columns: Column<Flow>[] = [
    { name: t.other, cell: (flow) => <Party of={flow.other} /> },
    { name: t.agreement, cell: (flow) => <AgreementLink of={flow} /> },
    { name: t.kind, cell: (flow) => kindText(flow.kind, kinds) },
    { name: t.figures.received, cell: (flow) => <Amount value={flow.received} hidden={t.hidden} />, number: true },
    { name: t.figures.paid, cell: (flow) => <Amount value={flow.paid} hidden={t.hidden} />, number: true },
    { name: t.outstanding, cell: (flow) => <Outstanding of={flow} />, number: true },
  ];
  const sum = (what: "received" | "paid") => {
    const isHidden = flows.some((flow) => flow[what] === null);
    const all = flows.reduce((total, flow) => total + BigInt(flow[what] ?? 0), 0n);
    return <Amount value={isHidden ? null : all} hidden={t.hidden} />;
  };
  return (
    <Table
      caption={t.flowsOf(unit.name)}
      columns={columns}
      rows={flows}
      keyOf={(flow) => `${flow.agreement} ${flow.other.address}`}
      foot={[t.total, "", "", sum("received"), sum("paid"), ""]}
    />
  );
}

function Outstanding({ of }: { of: Flow }) {
  const t = useWords(words);
  if (of.outstanding === null) return <span class="quiet">{t.hidden}</span>;
  const amount = BigInt(of.outstanding);
  if (amount === 0n) return <>–</>;
  return (
    <>
      <Amount value={amount < 0n ? -amount : amount} /> <small>{amount < 0n ? t.owesThem : t.owedByThem}</small>
    </>
  );
}
