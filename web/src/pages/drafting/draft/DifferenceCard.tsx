/** How a draft differs from what it answers or amends: its sentence word by word, its terms side by side. */

import type { Schema } from "~/api/client";
import { worded } from "~/format/worded";
import { useWords } from "~/i18n/words";
import { placeName } from "~/pages/drafting/terms/fieldNames";
import { words } from "~/pages/drafting/words";
import { Card, Fold } from "~/parts/Card";
import { Compared } from "~/parts/Compared";
import { Table } from "~/parts/Table";

type Change = Schema["Change"];

export function DifferenceCard({ of }: { of: NonNullable<Schema["DraftView"]["difference"]> }) {
  const t = useWords(words);
  const human = of.template.filter((each) => each.where.startsWith("entry."));
  return (
    <Card title={t.differs} wide>
      {of.sentence_before !== null && (
        <p class="sentence" lang="en">
          <Compared pieces={worded(of.sentence_before, of.sentence_after)} />
        </p>
      )}
      {human.length > 0 && <Changes of={human} caption={t.differs} nameOf={placeName} />}
      {of.terms.length > 0 && (
        <Fold title={t.rawTerms} open={human.length === 0}>
          <Changes of={of.terms} caption={t.rawTerms} nameOf={(where) => where} />
        </Fold>
      )}
    </Card>
  );
}

interface ChangesProps {
  of: readonly Change[];
  caption: string;
  nameOf: (where: string) => string;
}

function Changes({ of, caption, nameOf }: ChangesProps) {
  const t = useWords(words);
  const columns = [
    { name: t.where, cell: (each: Change) => nameOf(each.where) },
    { name: t.before, cell: (each: Change) => <del>{plain(each.before, t.nothing)}</del> },
    { name: t.after, cell: (each: Change) => <ins>{plain(each.after, t.nothing)}</ins> },
  ];
  return <Table caption={caption} columns={columns} rows={of} keyOf={(each) => each.where} />;
}

function plain(value: unknown, nothing: string): string {
  if (value === null || value === undefined) return nothing;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
