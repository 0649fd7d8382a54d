/** What comes next under each agreement that is open: when its price is adjusted, and by how much. */

import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { useNextAdjustment } from "~/pages/portfolio/adjusting";
import type { Agreement } from "~/pages/portfolio/investing";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Empty, Failure, Loading } from "~/parts/Answers";
import { Card, Facts } from "~/parts/Card";
import { AgreementLink } from "~/parts/Names";
import { Period } from "~/parts/Time";

export function Adjustments({ account, agreements }: { account: string; agreements: readonly Agreement[] }) {
  const t = useWords(words);
  const open = agreements.filter((each) => each.status === "open");
  return (
    <Card title={t.next} note={t.nextNote}>
      <p class="note">{t.openAgreements(countText(open.length))}</p>
      {open.length ? (
        <div class="cards">
          {open.map((each) => (
            <Next key={each.agreement} account={account} of={each} />
          ))}
        </div>
      ) : (
        <Empty>{t.noneOpen}</Empty>
      )}
    </Card>
  );
}

function Next({ account, of }: { account: string; of: Agreement }) {
  const t = useWords(words);
  const { adjustment, error } = useNextAdjustment(of, account);
  return (
    <div class="next">
      <h3>
        <AgreementLink of={of} />
      </h3>
      {error ? (
        <Failure error={error} />
      ) : adjustment === undefined ? (
        <Loading />
      ) : adjustment === null ? (
        <p class="note">{t.noNext}</p>
      ) : (
        <Facts
          of={[
            [t.period, <Period of={adjustment.period} />],
            adjustment.likely !== null && [t.likely, <Effect of={adjustment.likely} />],
            [t.worst, <Effect of={adjustment.worst} />],
          ]}
        />
      )}
    </div>
  );
}

function Effect({ of }: { of: bigint }) {
  const t = useWords(words);
  if (of === 0n) return <>{t.nothingMoves}</>;
  return (
    <>
      {of > 0n ? t.gets : t.pays} <Amount value={of > 0n ? of : -of} symbol />
    </>
  );
}
