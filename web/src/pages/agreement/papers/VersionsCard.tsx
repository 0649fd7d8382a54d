/** Amendments: the old and the new sentence side by side, and every number that changed. Marked, not only coloured. */

import { useWords } from "~/i18n/words";
import { compared, type Piece } from "~/pages/agreement/papers/comparing";
import type { Agreement, Version } from "~/pages/agreement/terms/reading";
import { words } from "~/pages/agreement/words";
import { Card } from "~/parts/Card";
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
  const pieces = compared(before.sentences[0]?.text ?? "", after.sentences[0]?.text ?? "");
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
            <Side pieces={pieces} leaves="added" />
          </blockquote>
        </div>
        <div>
          <h4>{t.version(String(after.number + 1))}</h4>
          <blockquote lang="en">
            <Side pieces={pieces} leaves="gone" />
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
          { name: t.before, cell: (row) => (row.before == null ? "–" : <del>{shown(row.before)}</del>) },
          { name: t.after, cell: (row) => (row.after == null ? "–" : <ins>{shown(row.after)}</ins>) },
        ]}
      />
    </section>
  );
}

function Side({ pieces, leaves }: { pieces: readonly Piece[]; leaves: "gone" | "added" }) {
  return (
    <>
      {pieces.map(
        ({ text, is }, index) =>
          is !== leaves &&
          (is === "same" ? text : is === "gone" ? <del key={index}>{text}</del> : <ins key={index}>{text}</ins>),
      )}
    </>
  );
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
