/** Figures that were read: each with its period, and whether it is final. */

import type { Schema } from "~/api/client";
import { shortHex } from "~/format/names";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Measured } from "~/pages/agreement/terms/Measured";
import { words } from "~/pages/agreement/words";
import { Party } from "~/parts/Names";

type Read = Schema["ReadPage"];

export function Reads({ of }: { of: readonly Read[] }) {
  const t = useWords(words);
  const first = of[0];
  if (!first) return null;
  return (
    <>
      <SubjectOf of={first.subject} /> · {t.metrics[first.metric as keyof typeof t.metrics]}:{" "}
      {of.map((read, index) => (
        <span key={`${read.subject.subject}-${read.period}`}>
          {index > 0 && " + "}
          <Measured metric={read.metric} value={read.counted} />{" "}
          <small>
            {periodText(read.period)}
            {read.finality !== "final" && ` · ${t.finalities[read.finality]}`}
          </small>
        </span>
      ))}
    </>
  );
}

export function SubjectOf({ of }: { of: Schema["Subject"] }) {
  if (!of.address) return <span title={of.subject}>{of.name ?? shortHex(of.subject, 4)}</span>;
  return <Party of={{ address: of.address, name: of.name, kind: "unit" }} />;
}
