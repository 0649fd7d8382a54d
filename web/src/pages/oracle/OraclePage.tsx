/** Oracle and finance: who makes facts, periods, disputes, and the journal that has to balance. */

import { useWords } from "~/i18n/words";
import { Disputes, Equivocations } from "~/pages/oracle/Disputes";
import { Journal } from "~/pages/oracle/Journal";
import { Periods } from "~/pages/oracle/Periods";
import { Rules } from "~/pages/oracle/Rules";
import { words } from "~/pages/oracle/words";
import { Page } from "~/parts/Card";
import "~/styles/oracle.css";

export default function OraclePage() {
  const t = useWords(words);
  return (
    <Page title={t.title} lead={t.lead}>
      <Periods />
      <Disputes />
      <Journal />
      <Rules />
      <Equivocations />
    </Page>
  );
}
