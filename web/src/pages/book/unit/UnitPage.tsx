/** One unit: books, money in and out, people, promises, customer score, Win-Win statement, charter. */

import { useRoute } from "preact-iso";
import { useApi } from "~/api/asking";
import { Refused, type Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Books } from "~/pages/book/unit/Books";
import { Charter } from "~/pages/book/unit/Charter";
import { Flows } from "~/pages/book/unit/Flows";
import { People } from "~/pages/book/unit/People";
import { Promises } from "~/pages/book/unit/Promises";
import { Scores } from "~/pages/book/unit/Scores";
import { UnitWinWin } from "~/pages/book/unit/UnitWinWin";
import { words } from "~/pages/book/unit/words";
import { Amount } from "~/parts/Amount";
import { Failure, Loading } from "~/parts/Answers";
import { Figure, Figures, Page } from "~/parts/Card";
import { Party } from "~/parts/Names";
import { State } from "~/parts/State";
import "~/styles/book.css";
import "~/styles/unit.css";

type Unit = Schema["UnitPage"];

export default function UnitPage() {
  const { address = "" } = useRoute().params;
  const asked = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } });
  if (asked.data) return <Shown key={asked.data.address} unit={asked.data} />;
  const isRefused = asked.error instanceof Refused && asked.error.status < 500;
  return (
    <Page title={shortHex(address, 4)}>
      {asked.error ? (
        <Failure error={asked.error} {...(isRefused ? {} : { retry: () => void asked.refetch() })} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Shown({ unit }: { unit: Unit }) {
  return (
    <Page title={unit.name} lead={<Lead unit={unit} />}>
      <Standing unit={unit} />
      <Books unit={unit} />
      <Flows unit={unit} />
      <div class="beside">
        <People unit={unit} />
        <Charter unit={unit} />
        <Promises unit={unit} />
        <Scores unit={unit} />
      </div>
      <UnitWinWin unit={unit} />
    </Page>
  );
}

function Lead({ unit }: { unit: Unit }) {
  const t = useWords(words);
  return (
    <p class="row">
      <span>
        {t.ledBy} <Party of={unit.leader} />
      </span>
      <span>{t.members(countText(unit.members))}</span>
      {unit.closed_through !== null && <span>{t.closedThrough(periodText(unit.closed_through))}</span>}
      {unit.wound_up_from !== null && <State of="ended" label={t.woundUp(periodText(unit.wound_up_from))} />}
      {BigInt(unit.arrears) > 0n && <State of="arrears" />}
    </p>
  );
}

/** What it comes to, to date. */
function Standing({ unit }: { unit: Unit }) {
  const t = useWords(words);
  return (
    <Figures>
      <Figure name={t.result} note={t.resultNote}>
        <Amount value={unit.result} symbol />
      </Figure>
      <Figure name={t.productivity}>
        <Amount value={unit.productivity} symbol />
      </Figure>
      <Figure name={t.revenue} note={unit.revenue === null ? t.clearingNote : t.revenueNote}>
        <Amount value={unit.revenue} symbol />
      </Figure>
      <Figure name={t.shared}>
        <Amount value={unit.shared} symbol />
      </Figure>
      <Figure name={t.held} note={t.heldNote}>
        <Amount value={unit.held} symbol />
      </Figure>
      {BigInt(unit.arrears) > 0n && (
        <Figure name={t.arrears} note={t.arrearsNote}>
          <Amount value={unit.arrears} symbol />
        </Figure>
      )}
    </Figures>
  );
}
