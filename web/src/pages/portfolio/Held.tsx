/** Shares in units: how many of how many, and what waits in their pools. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText, shareText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty } from "~/parts/Answers";
import { Card, Facts } from "~/parts/Card";
import { Party } from "~/parts/Names";

export function Held({ account }: { account: string }) {
  const t = useWords(words);
  const asked = useApi("chain", "/api/v1/accounts/{address}", { params: { path: { address: account } } });
  return (
    <Card title={t.shares} note={t.sharesNote}>
      <Answered of={asked}>
        {(now) =>
          now.pools.length ? (
            <div class="cards">
              {now.pools.map((pool) => (
                <InUnit key={pool.unit.address} account={account} pool={pool} />
              ))}
            </div>
          ) : (
            <Empty>{t.noShares}</Empty>
          )
        }
      </Answered>
    </Card>
  );
}

function InUnit({ account, pool }: { account: string; pool: Schema["PoolShare"] }) {
  const t = useWords(words);
  const path = { address: pool.unit.address };
  const asked = useApi("book", "/api/v1/book/units/{address}", { params: { path } });
  return (
    <div class="next">
      <h3>
        <Party of={pool.unit} />
      </h3>
      <Answered of={asked}>
        {(unit) => {
          const part = unit.investors.find((each) => each.account.address === account);
          return (
            <Facts
              of={[
                [t.sharesHeld, part?.now ? countText(part.now) : t.hiddenOrNone],
                part?.now ? [t.ofAll, shareText(part.now, unit.total_shares)] : null,
                [t.claimable, <Amount value={pool.claimable} hidden={t.hiddenOrNone} symbol />],
              ]}
            />
          );
        }}
      </Answered>
    </div>
  );
}
