/** What can come of an open dispute: each decision, and none; and how an arbiter decides. */

import { useWords } from "~/i18n/words";
import type { Schema } from "~/api/client";
import { words } from "~/pages/oracle/dispute/words";
import { Card, Facts } from "~/parts/Card";
import { Until } from "~/parts/Time";

export function Outcomes({ of }: { of: Schema["DisputePage"] }) {
  const t = useWords(words);
  return (
    <Card title={t.outcomes} note={t.waits}>
      <Facts
        of={[
          [t.upheld, t.upheldThen],
          [t.voided, t.voidedThen],
          [
            t.nobody,
            <>
              <Until at={of.lapses_at} />: {t.nobodyThen}
            </>,
          ],
          of.bond !== "0" && [t.bond, t.bondThen],
          [t.how, t.howThen],
        ]}
      />
    </Card>
  );
}
