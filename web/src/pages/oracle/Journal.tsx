/** Reconciliation: the journal's sums by kind of movement, whether debits equal credits, and credit accounted for. */

import { useState } from "preact/hooks";
import { useCompany } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { addedUp, JOURNAL, useJournal, type Line } from "~/pages/oracle/journal";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Facts } from "~/parts/Card";
import { State } from "~/parts/State";
import { Table } from "~/parts/Table";

export function Journal() {
  const t = useWords(words);
  const company = useCompany();
  const [isWanted, want] = useState(false);
  const journal = useJournal(isWanted);
  return (
    <Card title={t.journal} note={t.journalNote}>
      {company && <Facts of={[[t.unaccounted, <Amount value={company.credit.unaccounted} symbol />]]} />}
      {isWanted && <Answered of={journal}>{(lines) => <Sums lines={lines} />}</Answered>}
      <div class="row">
        {!isWanted && (
          <button type="button" onClick={() => want(true)}>
            {t.addUp}
          </button>
        )}
        <a class="button" href={`${JOURNAL}?format=csv`} download="journal.csv">
          {t.download}
        </a>
      </div>
    </Card>
  );
}

function Sums({ lines }: { lines: readonly Line[] }) {
  const t = useWords(words);
  const sums = addedUp(lines);
  const debit = sums.reduce((sum, each) => sum + each.debit, 0n);
  const credit = sums.reduce((sum, each) => sum + each.credit, 0n);
  const kinds = t.kinds as Record<string, string>;
  const isBalanced = debit === credit;
  return (
    <>
      <Table
        caption={t.journal}
        columns={[
          { name: t.movement, cell: (each) => kinds[each.kind] ?? each.kind },
          { name: t.lines, cell: (each) => countText(each.lines), number: true },
          { name: t.debit, cell: (each) => <Amount value={each.debit} />, number: true },
          { name: t.credit, cell: (each) => <Amount value={each.credit} />, number: true },
        ]}
        rows={sums}
        keyOf={(each) => each.kind}
        foot={[t.sum, countText(lines.length), <Amount value={debit} />, <Amount value={credit} />]}
      />
      <p role="status">
        <State of={isBalanced ? "final" : "failed"} label={isBalanced ? t.balanced : t.unbalanced} />
      </p>
      {lines.some((line) => line.hidden) && <p class="note">{t.hiddenPay}</p>}
    </>
  );
}
