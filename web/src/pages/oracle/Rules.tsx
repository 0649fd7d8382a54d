/** Who makes facts: nodes and their quorum, windows, sanity bands, arbiters and committees. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { NodeName } from "~/pages/oracle/NodeName";
import { words } from "~/pages/oracle/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Cards, Facts } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table } from "~/parts/Table";
import { Period } from "~/parts/Time";

const DAY = 86_400; // seconds

export function Rules() {
  const t = useWords(words);
  const rules = useApi("book", "/api/v1/book/oracle", {});
  return <Answered of={rules}>{(found) => <Found of={found} t={t} />}</Answered>;
}

function Found({ of, t }: { of: Schema["OraclePage"]; t: (typeof words)["en"] }) {
  const days = (seconds: number): string => t.days(countText(Math.round(seconds / DAY)));
  return (
    <>
      <Card title={t.rules} note={t.rulesNote}>
        <Facts
          of={[
            [t.quorum, t.quorumOf(countText(of.quorum), countText(of.nodes.length))],
            [t.nodes, of.nodes.map((node) => <NodeName key={node} of={node} />)],
            [t.challengeWindow, days(of.windows.challenge)],
            [t.arbitrationWindow, days(of.windows.arbitration)],
            [t.absentWindow, days(of.windows.absent)],
            [t.bond, of.bond === "0" ? t.noBond : <Amount value={of.bond} symbol />],
            [t.arbiters, of.arbiters.map((each) => <Listed key={each.address} of={each} />)],
          ]}
        />
      </Card>
      <Cards>
        <Card title={t.bands} note={t.bandsNote}>
          <Table
            caption={t.bands}
            columns={[
              { name: t.unit, cell: (band) => band.subject.name ?? shortHex(band.subject.subject) },
              { name: t.least, cell: (band) => <Amount value={band.least} />, number: true },
              { name: t.most, cell: (band) => <Amount value={band.most} />, number: true },
            ]}
            rows={of.bands}
            keyOf={(band) => band.subject.subject}
            empty={t.noBands}
          />
        </Card>
        <Card title={t.committees} note={t.committeesNote}>
          <Table
            caption={t.committees}
            columns={[
              { name: t.unit, cell: (each) => <Party of={each.unit} /> },
              { name: t.from, cell: (each) => <Period of={each.from_period} /> },
              { name: t.quorum, cell: (each) => t.quorumOf(countText(each.quorum), countText(each.nodes.length)) },
            ]}
            rows={of.committees}
            keyOf={(each) => each.unit.address + each.from_period}
            empty={t.noCommittees}
          />
        </Card>
      </Cards>
    </>
  );
}

function Listed({ of }: { of: Schema["Party"] }) {
  return (
    <span class="listed">
      <Party of={of} />
    </span>
  );
}
