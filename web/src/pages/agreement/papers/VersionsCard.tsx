/** Amendments: the old and the new sentence side by side, and every number that changed. Marked, not only coloured. */

import { worded } from "~/format/worded";
import { useWords } from "~/i18n/words";
import { Changed } from "~/pages/agreement/papers/Changed";
import type { Agreement, Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Card } from "~/parts/Card";
import { Compared } from "~/parts/Compared";
import { Period, Time } from "~/parts/Time";
import { Table } from "~/parts/Table";

export function VersionsCard({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  if (agreement.terms.length < 2) return null;
  return (
    <Card title={t.amendments} note={t.amendmentsNote}>
      {agreement.terms.slice(1).map((version, index) => (
        <Amended key={version.number} before={agreement.terms[index] as Version} after={version} />
      ))}
    </Card>
  );
}

function Amended({ before, after }: { before: Version; after: Version }) {
  const t = useWords(words);
  const pieces = worded(before.sentences[0]?.text ?? "", after.sentences[0]?.text ?? "");
  return (
    <section class="amended">
      <h3>
        {t.versionFrom(String(after.number + 1))} <Period of={after.first_period} />
      </h3>
      <p class="note">
        {t.signedOn}{" "}
        <a href={`/transactions/${after.signed.transaction}`}>
          <Time at={after.signed.time} />
        </a>
      </p>
      <div class="terms">
        <div>
          <h4>{t.version(String(before.number + 1))}</h4>
          <blockquote lang="en">
            <Compared pieces={pieces} leaves="new" />
          </blockquote>
        </div>
        <div>
          <h4>{t.version(String(after.number + 1))}</h4>
          <blockquote lang="en">
            <Compared pieces={pieces} leaves="gone" />
          </blockquote>
        </div>
      </div>
      <Table
        caption={t.changed}
        rows={after.differences ?? []}
        keyOf={(row) => row.where}
        empty={t.hiddenPay}
        columns={[
          { name: t.what, cell: (row) => <code>{row.where}</code> },
          {
            name: t.before,
            cell: (row) =>
              row.before == null ? (
                "–"
              ) : (
                <del>
                  <Changed version={before} where={row.where} value={row.before} />
                </del>
              ),
          },
          {
            name: t.after,
            cell: (row) =>
              row.after == null ? (
                "–"
              ) : (
                <ins>
                  <Changed version={after} where={row.where} value={row.after} />
                </ins>
              ),
          },
        ]}
      />
    </section>
  );
}
