/** Agreements of one party in a short table. */

import { useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { isBefore, periodBefore } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/agreements/words";
import { AgreementLink, Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table, type Column } from "~/parts/Table";
import { Period } from "~/parts/Time";

export type Agreement = Schema["AgreementItem"];

export function AgreementList({ of, empty }: { of: readonly Agreement[]; empty?: string }) {
  const t = useWords(words);
  return (
    <Table
      caption={t.title}
      columns={agreementColumns(t)}
      rows={of}
      keyOf={(each) => each.agreement}
      {...(empty ? { empty } : {})}
    />
  );
}

export function agreementColumns(t: (typeof words)["en"]): Column<Agreement>[] {
  return [
    { name: t.agreement, cell: (each) => <AgreementLink of={each} /> },
    { name: t.state, cell: (each) => <AgreementState of={each} /> },
    { name: t.kind, cell: (each) => kindText(each.kind, t) },
    { name: t.parties, cell: (each) => <Parties of={each} /> },
    { name: t.from, cell: (each) => <Period of={each.first_period} /> },
    { name: t.until, cell: (each) => <Period of={periodBefore(each.end_period)} /> },
    { name: t.versions, cell: (each) => each.versions, number: true },
  ];
}

export function kindText(kind: string, t: (typeof words)["en"]): string {
  return (t.kinds as Record<string, string>)[kind] ?? kind;
}

/** What is over but not ended still has something owed, or books to be closed. */
function AgreementState({ of }: { of: Agreement }) {
  const t = useWords(words);
  const present = useCompany()?.calendar.present;
  if (of.status === "ended") return <State of="ended" />;
  if (present && isBefore(present, of.first_period)) return <State of="waiting" label={t.notBegun} />;
  if (present && !isBefore(present, of.end_period)) return <State of="arrears" label={t.notSettled} />;
  return <State of="active" />;
}

function Parties({ of }: { of: Agreement }) {
  return (
    <>
      {of.parties.map((party, index) => (
        <span key={party.address}>
          {index > 0 && ", "}
          <Party of={party} />
        </span>
      ))}
    </>
  );
}
