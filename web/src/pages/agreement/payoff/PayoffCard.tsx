/** What the agreement pays at which result, by the contract's own answer; where we stand; the worst and the best case. */

import { useAnswer, useCompany } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { ClauseChart } from "~/pages/agreement/payoff/ClauseChart";
import { WhatIf } from "~/pages/agreement/payoff/WhatIf";
import { isConstant, termsOf, type Agreement, type Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Answered, Empty } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Table } from "~/parts/Table";

type Preview = Schema["PreviewView"];
type RawGiven = Schema["RawGiven"];
type Case = { party: string; a_period: string[]; in_all: string[]; shares: string[] | null; pays_in: string };

export function PayoffCard({ agreement, version }: { agreement: Agreement; version: Version }) {
  const t = useWords(words);
  const terms = termsOf(version);
  const preview = usePreview(agreement, version);
  if (!terms) return null;
  const charted = terms.clauses.filter((clause) => !isConstant(clause));
  return (
    <Card title={t.payoff} note={t.payoffNote}>
      <Answered of={preview}>
        {(found) => (
          <>
            {charted.length === 0 && <Empty>{t.allFixed}</Empty>}
            <div class="payoffs">
              {terms.clauses.map(
                (clause, number) =>
                  !isConstant(clause) && (
                    <ClauseChart
                      key={number}
                      agreement={agreement}
                      terms={terms}
                      number={number}
                      payoff={found.payoffs[number] as never}
                    />
                  ),
              )}
            </div>
            <Cases of={found} />
            <h3>{t.whatIf}</h3>
            <WhatIf agreement={agreement} terms={terms} />
          </>
        )}
      </Answered>
    </Card>
  );
}

/** The contract is asked for the terms as they were signed, as for a draft. */
function usePreview(agreement: Agreement, version: Version) {
  const contracts = useCompany()?.contracts ?? {};
  const contract = Object.entries(contracts).find(([, address]) => address === agreement.contract)?.[0];
  const raw = {
    contract: contract as RawGiven["contract"],
    terms: (version.terms ?? {}) as Record<string, never>,
    sentence: version.sentences[0]?.text || "–",
  };
  return useAnswer<Preview>(
    "book",
    ["preview", version.terms_hash, contract],
    () => told(api.POST("/api/v1/previews", { body: { raw, amends: version.number > 0 } })),
    Boolean(contract && version.terms),
  );
}

function Cases({ of }: { of: Preview }) {
  const t = useWords(words);
  const rows = of.parties as unknown as Case[];
  return (
    <>
      <h3>{t.cases}</h3>
      <Table
        caption={t.cases}
        rows={rows}
        keyOf={(row) => row.party}
        columns={[
          { name: t.party, cell: (row) => row.party },
          { name: t.worstPeriod, number: true, cell: (row) => row.a_period[0] },
          { name: t.bestPeriod, number: true, cell: (row) => row.a_period[1] },
          { name: t.worst, number: true, cell: (row) => row.in_all[0] },
          { name: t.best, number: true, cell: (row) => row.in_all[1] },
          { name: t.paysIn, number: true, cell: (row) => row.pays_in || "–" },
        ]}
      />
      {of.cautions.length > 0 && (
        <ul class="cautions" lang="en" aria-label={t.cautions}>
          {of.cautions.map((caution) => (
            <li key={caution.code}>{caution.says}</li>
          ))}
        </ul>
      )}
    </>
  );
}
