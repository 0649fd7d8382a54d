/** What waits in units' pools, and claiming it: nobody signs, because a claim can only go to its owner. */

import { useDoing } from "~/acting/doing";
import { relay, type Relayed } from "~/acting/carrying";
import { Said } from "~/acting/Outcome";
import type { Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/money/words";
import { Amount } from "~/parts/Amount";
import { Card } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { Table, type Column } from "~/parts/Table";

type Now = Schema["AccountNow"];
type Pool = Schema["PoolShare"];

const waits = (pool: Pool): boolean => pool.claimable !== null && BigInt(pool.claimable) > 0n;

export function Claims({ now }: { now: Now }) {
  const t = useWords(words);
  const { outcome, busy, run } = useDoing();
  const account = now.account.address;
  const waiting = now.pools.filter(waits);
  const columns: Column<Pool>[] = [
    { name: t.unit, cell: (pool) => <Party of={pool.unit} /> },
    { name: t.claimable, cell: (pool) => <Amount value={pool.claimable} hidden={t.hidden} />, number: true },
    {
      name: t.claim,
      cell: (pool) =>
        waits(pool) ? (
          <button
            type="button"
            class="small"
            disabled={busy}
            aria-label={t.claimFrom(pool.unit.name ?? pool.unit.address)}
            onClick={() => run(() => claim([pool], account))}
          >
            {t.claim}
          </button>
        ) : (
          <span class="quiet">{t.nothingToClaim}</span>
        ),
    },
  ];
  return (
    <Card title={t.claims} note={t.claimsNote}>
      <Table
        caption={t.claims}
        columns={columns}
        rows={now.pools}
        keyOf={(pool) => pool.unit.address}
        empty={t.noPools}
      />
      {now.pools.length > 0 && waiting.length === 0 && now.claimable !== null && <p class="note">{t.allClaimed}</p>}
      {waiting.length > 0 && (
        <div class="row">
          <button type="button" class="primary" disabled={busy} onClick={() => run(() => claim(waiting, account))}>
            {t.claimAll}
          </button>
        </div>
      )}
      <Said of={outcome} />
    </Card>
  );
}

/** One after another; ends with the first that fails, which is told. */
async function claim(pools: readonly Pool[], account: string): Promise<Relayed | undefined> {
  let done: Relayed | undefined;
  for (const { unit } of pools) {
    done = await relay({
      contract: "ProfitShare",
      verb: "claim",
      arguments: { enterprise: unit.address, account },
      enterprise: null,
    });
    if (done.stage === "failed") return done;
  }
  return done;
}
