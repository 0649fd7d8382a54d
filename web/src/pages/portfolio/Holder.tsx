/** One investor: what it has put in, what came back, what it holds, and what comes next. */

import { useQueries } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import { useApi, usePages } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { Adjustments } from "~/pages/portfolio/Adjustments";
import { Commitments } from "~/pages/portfolio/Commitments";
import { Exposed } from "~/pages/portfolio/Exposed";
import { Held } from "~/pages/portfolio/Held";
import { commitmentsOf, exposures, ofInvesting, type Agreement, type Movement } from "~/pages/portfolio/investing";
import { Promises } from "~/pages/portfolio/Promises";
import { words } from "~/pages/portfolio/words";
import { Amount } from "~/parts/Amount";
import { Answered, Empty, Failure, Loading } from "~/parts/Answers";
import { CashFlow } from "~/parts/CashFlow";
import { Card, Figure, Figures } from "~/parts/Card";
import { Party } from "~/parts/Names";

const AT_ONCE = 500;

interface Props {
  account: Schema["Party"];
  /** With a heading of its own, among others. */
  isNamed?: boolean;
}

export function Holder({ account, isNamed }: Props) {
  const t = useWords(words);
  const { agreements, error } = useInvestments(account.address);
  const heading = isNamed && (
    <h2 class="holder">
      <Party of={account} />
    </h2>
  );
  return (
    <>
      {heading}
      {error ? (
        <Failure error={error} />
      ) : !agreements ? (
        <Loading />
      ) : agreements.length ? (
        <Invested account={account} agreements={agreements} />
      ) : (
        <Empty>{t.none}</Empty>
      )}
    </>
  );
}

/** VAM agreements in which the account has committed money; undefined until all are there. */
function useInvestments(account: string): { agreements?: Agreement[]; error: Error | null } {
  const query = { party: account, kind: "vam" as const, limit: AT_ONCE };
  const listed = useApi("book", "/api/v1/book/agreements", { params: { query } });
  const pages = useQueries({
    queries: (listed.data?.items ?? []).map(({ agreement }) => ({
      queryKey: ["book", "/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } }],
      queryFn: () => told(api.GET("/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } })),
    })),
  });
  const error = listed.error ?? pages.find((page) => page.error)?.error ?? null;
  const found = pages.flatMap((page) => (page.data ? [page.data] : []));
  if (!listed.data || found.length < pages.length) return { error };
  return { agreements: found.filter((each) => commitmentsOf(each, account).length > 0), error };
}

function Invested({ account, agreements }: { account: Schema["Party"]; agreements: readonly Agreement[] }) {
  const t = useWords(words);
  const path = { address: account.address };
  const asked = usePages("book", "/api/v1/book/accounts/{address}/movements", {
    params: { path, query: { limit: AT_ONCE } },
  });
  useEffect(() => asked.more(), [asked.items.length]);
  const commitments = agreements.flatMap((each) => commitmentsOf(each, account.address));
  const moved = ofInvesting(asked.items, agreements);
  const exposed = exposures(commitments, moved);
  const sum = (of: (each: (typeof exposed)[number]) => bigint): bigint => exposed.reduce((all, e) => all + of(e), 0n);
  return (
    <>
      <Figures>
        <Figure name={t.invested} note={t.investedNote}>
          <Amount value={sum((each) => each.invested)} symbol />
        </Figure>
        <Figure name={t.back} note={t.backNote}>
          <Amount value={asked.isPending ? null : sum((each) => each.back)} symbol />
        </Figure>
        <Figure name={t.atRisk} note={t.atRiskNote}>
          <Amount value={asked.isPending ? null : sum((each) => each.atRisk)} symbol />
        </Figure>
      </Figures>
      <Adjustments account={account.address} agreements={agreements} />
      <Held account={account.address} />
      <Commitments of={commitments} />
      <Promises agreements={agreements} commitments={commitments} />
      <Exposed of={exposed} />
      <Card title={t.cashFlow} note={t.cashFlowNote}>
        <Answered of={asked}>
          {() => (moved.length ? <CashFlow of={summedUp(moved)} balanceName={t.net} /> : <Empty />)}
        </Answered>
      </Card>
    </>
  );
}

/** The same movements, the latest first, with what they came to together in place of the account's balance. */
function summedUp(moved: readonly Movement[]): Movement[] {
  let net = 0n;
  const found = [...moved].reverse().map((each) => {
    net += BigInt(each.amount ?? 0);
    return { ...each, balance: net.toString() };
  });
  return found.reverse();
}
