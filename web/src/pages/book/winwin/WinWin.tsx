/** One Win-Win Value Added statement, of a unit or of the company: its lines, and who got what share as a picture. */

import { useApi } from "~/api/asking";
import type { Schema } from "~/api/client";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { Shares } from "~/pages/book/winwin/Shares";
import { words } from "~/pages/book/winwin/words";
import { Answered } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { Statement, type StatementLine } from "~/parts/Statement";

type Page = Schema["WinWinPage"];
type Words = (typeof words)["en"];

export function WinWin({ unit, period, title }: { unit: string | null; period: string | null; title: string }) {
  const asked = useApi("book", "/api/v1/book/winwin", { params: { query: { unit, period } } });
  return <Answered of={asked}>{(page) => <Shown page={page} title={title} />}</Answered>;
}

function Shown({ page, title }: { page: Page; title: string }) {
  const t = useWords(words);
  return (
    <>
      {page.pending > 0 && (
        <p class="note" role="status">
          {t.pending(countText(page.pending))}
        </p>
      )}
      <div class="beside">
        <Card title={title} note={page.unit ? t.noteOfUnit : t.noteOfCompany}>
          <Statement caption={title} lines={linesOf(page, t)} />
        </Card>
        <Card title={t.shares} note={t.sharesNote}>
          <Shares of={page} />
        </Card>
      </div>
    </>
  );
}

/** In the order of the statement: users, resources, value, income, costs, value added and among whom it was shared. */
function linesOf(page: Page, t: Words): StatementLine[] {
  const { user_resources: users, income, shared } = page;
  return [
    { name: t.resources, value: null, kind: "head" },
    counted(t.users, users.users, t),
    { name: t.score, value: null, shown: users.score === null ? "–" : countText(users.score), note: t.scoreNote },
    { name: t.providerCount, value: null, shown: countText(page.resource_providers) },
    counted(t.platformValue, page.platform_value, t),
    { name: t.added, value: null, kind: "head" },
    { name: t.traditional, value: income.traditional, note: t.traditionalNote },
    { name: t.ecosystem, value: income.ecosystem, sign: "+", note: t.ecosystemNote },
    { name: t.income, value: income.total, kind: "subtotal" },
    { name: t.costs, value: page.costs, sign: "−" },
    { name: t.valueAdded, value: page.value_added, kind: "total" },
    { name: t.sharedAmong, value: null, kind: "head" },
    reasoned(t.toUsers, shared.users, t),
    { name: t.toProviders, value: shared.resource_providers },
    { name: t.toTeams, value: shared.teams, sign: "+" },
    { name: t.toInvestors, value: shared.co_investors, sign: "+" },
    { name: t.toPlatform, value: shared.platform, sign: "+" },
    { name: t.retained, value: shared.retained, sign: "+", note: t.retainedNote },
    { name: t.sharedTotal, value: page.value_added, kind: "total" },
    { name: t.perUser, value: null, kind: "head" },
    reasoned(t.marginal, page.marginal_income, t),
  ];
}

function reasoned(name: string, line: Schema["Line"], t: Words): StatementLine {
  return line.why === null ? { name, value: line.amount } : { name, value: null, note: t.reason(line.why) };
}

function counted(name: string, count: Schema["Count"], t: Words): StatementLine {
  if (count.value === null) return { name, value: null, note: count.why === null ? null : t.reason(count.why) };
  return { name, value: null, shown: countText(count.value) };
}
