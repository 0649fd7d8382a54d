/** All units in the ranking that the reader chooses, to search and to sift; pages are fetched as one scrolls. */

import { oneOf, useAddressed, useSettled } from "~/parts/addressed";
import { useCompany, usePages, type Company } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { State } from "~/parts/State";
import { LongTable, type Column } from "~/parts/Table";

type Unit = Schema["UnitItem"];
const SORTS = ["productivity", "profit", "result", "revenue", "score", "name"] as const;
const STATES = ["at_work", "arrears", "wound_up", "scored"] as const;
const PAGE = 400;

export function UnitsCard() {
  const t = useWords(words);
  const company = useCompany();
  const [typed, type] = useAddressed("q");
  const [sort, chooseSort] = useAddressed("sort", "productivity");
  const [state, chooseState] = useAddressed("state");
  const q = useSettled(typed.trim());
  const query = {
    limit: PAGE,
    sort: oneOf(SORTS, sort) ?? "productivity",
    q: q || null,
    state: oneOf(STATES, state) ?? null,
  };
  const units = usePages("book", "/api/v1/book/units", { params: { query } }, true, true);
  const isSifted = Boolean(q || query.state);
  return (
    <Card title={t.units}>
      <div class="sieve">
        <TextField label={t.find} type="search" value={typed} onInput={type} />
        <ChoiceField
          label={t.ranking}
          value={query.sort}
          onChange={chooseSort}
          options={SORTS.map((value) => ({ value, text: t.sorts[value] }))}
        />
        <ChoiceField
          label={t.which}
          value={query.state ?? ""}
          onChange={chooseState}
          options={[{ value: "", text: t.every }, ...STATES.map((value) => ({ value, text: t.standings[value] }))]}
        />
      </div>
      <Answered of={units}>
        {() => (
          <>
            <p class="note" role="status">
              {found(units.items.length, units.hasNextPage, isSifted, company, t)}
            </p>
            <LongTable
              caption={t.ranked(t.sorts[query.sort])}
              columns={columnsOf(t)}
              rows={units.items}
              keyOf={(unit) => unit.address}
              count={isSifted ? (units.hasNextPage ? null : units.items.length) : (company?.units ?? null)}
              more={units.more}
              empty={t.noUnit}
              {...(company && !isSifted ? { foot: footOf(company, t) } : {})}
            />
          </>
        )}
      </Answered>
    </Card>
  );
}

type Words = (typeof words)["en"];

function found(here: number, isMore: boolean, isSifted: boolean, company: Company | undefined, t: Words): string {
  const shown = countText(here);
  if (isSifted) return isMore ? t.atLeast(shown) : t.found(shown);
  return here === company?.units ? t.found(shown) : t.soFar(shown, countText(company?.units ?? 0));
}

function columnsOf(t: Words): Column<Unit>[] {
  return [
    { name: t.unit, cell: (unit) => <Party of={{ ...unit, kind: "unit" }} /> },
    { name: t.perMember, cell: (unit) => <Amount value={unit.productivity} />, number: true },
    { name: t.sorts.result, cell: (unit) => <Amount value={unit.result} />, number: true },
    { name: t.score, cell: (unit) => (unit.score === null ? "–" : countText(unit.score)), number: true },
    { name: t.revenue, cell: (unit) => <Amount value={unit.revenue} />, number: true },
    { name: t.cost, cell: (unit) => <Amount value={unit.cost} />, number: true },
    { name: t.profit, cell: (unit) => <Amount value={unit.profit} />, number: true },
    { name: t.shared, cell: (unit) => <Amount value={unit.shared} />, number: true },
    { name: t.arrears, cell: (unit) => <Amount value={unit.arrears} />, number: true },
    { name: t.members, cell: (unit) => countText(unit.members), number: true },
    { name: t.standing, cell: (unit) => <Standing unit={unit} /> },
    { name: t.leader, cell: (unit) => <Party of={unit.leader} /> },
  ];
}

/** The company's own figures under those of its units. What is no sum of theirs stays empty. */
function footOf(company: Company, t: Words) {
  const sums = [company.revenue, company.cost, company.profit, company.shared, company.arrears];
  return [t.company, "", "", "", ...sums.map((sum) => <Amount value={sum} />), "", ""];
}

function Standing({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const isInArrears = BigInt(unit.arrears) > 0n;
  return (
    <span class="row">
      {isInArrears && <State of="arrears" />}
      {unit.wound_up_from !== null && <State of="ended" label={t.standings.wound_up} />}
      {!isInArrears && unit.wound_up_from === null && <span class="quiet">{t.standings.at_work}</span>}
    </span>
  );
}
