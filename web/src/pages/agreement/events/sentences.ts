/** One event as a sentence, with its arguments in it: names for addresses, amounts and periods as people read them. */

import type { Company } from "~/api/asking";
import type { Schema } from "~/api/client";
import { amountText, countText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { periodText } from "~/format/times";
import { addressOf } from "~/pages/agreement/terms/reading";
import type { words } from "~/pages/agreement/events/words";

export type Happened = Schema["EventItem"];
type Agreement = Schema["AgreementPage"];
export type Named = { address: string; name: string | null; kind: string };
type Telling = (typeof words)["en"];

export interface Known {
  names: ReadonlyMap<string, Named>;
  agreements: ReadonlyMap<string, Agreement>;
}

/** A period's number as the company's calendar writes it: months since 1970, or a number where they have a length. */
export function periodOf(number: unknown, company: Company): string {
  const count = Number(number);
  if (company.calendar.length) return `#${count}`;
  return periodText(`${1970 + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`);
}

export function sentence(event: Happened, t: Telling, company: Company, known: Known): string {
  const args = event.args as Record<string, unknown>;
  const name = (address: unknown): string => {
    const text = String(address);
    return known.names.get(text)?.name ?? shortHex(text, 4);
  };
  const list = (values: unknown): string => (values as string[]).map(name).join(t.and);
  const amount = (value: unknown): string =>
    value === null || value === undefined
      ? t.hidden
      : `${amountText(value as string, company.token.decimals)} ${company.token.symbol}`;
  const period = (value: unknown): string => periodOf(value, company);
  const subject = (value: unknown): string => {
    const address = addressOf(String(value))?.toLowerCase();
    const found = [...known.names.values()].find((each) => each.address.toLowerCase() === address);
    return found?.name ?? shortHex(address ?? String(value), 4);
  };
  const page = event.agreement ? known.agreements.get(event.agreement) : undefined;
  const leg = page?.legs.find((each) => String(each.leg) === String(args["leg"]));
  const way = (sum: unknown): [string, string] => {
    if (!leg) return ["–", "–"];
    const [debtor, creditors] = [name(leg.debtor.address), list(leg.creditors.map((each) => each.address))];
    return typeof sum === "string" && sum.startsWith("-") ? [creditors, debtor] : [debtor, creditors];
  };
  const moved = (value: unknown): string => {
    if (value === null || value === undefined) return t.hidden;
    const size = String(value).replace(/^-/, "");
    return leg?.nature === "shares" ? t.shares(countText(size)) : amount(size);
  };
  switch (event.name) {
    case "Opened":
      return t.opened(list(args["parties"]));
    case "Amended":
      return t.amended;
    case "Noticed":
      return t.noticed(name(args["party"]), period(args["endPeriod"]));
    case "EndedByAll":
      return t.endedByAll(period(args["endPeriod"]));
    case "Ended":
      return t.ended;
    case "Released":
      return t.released(name(args["enterprise"]), period(args["endPeriod"]));
    case "Invested":
      return t.invested(
        name(args["investor"]),
        name(args["enterprise"]),
        amount(args["amount"]),
        String(args["shares"]),
      );
    case "Accrued": {
      const amounts = args["amounts"] as string[] | null;
      if (!amounts) return t.accrued(period(args["period"]), t.hidden);
      return amounts.every((each) => each === "0")
        ? t.accruedNothing(period(args["period"]))
        : t.accrued(period(args["period"]), accruedText(amounts, page, amount, t));
    }
    case "Paid":
      return t.paid(...way(args["amount"]), moved(args["amount"]));
    case "PaidFromEscrow":
      return t.paidFromEscrow(...way("0"), moved(args["amount"]));
    case "PaidByBacker":
      return t.paidByBacker(name(args["backer"]), way("0")[1], moved(args["amount"]));
    case "Cancelled":
      return t.cancelled(...way(args["amount"]), moved(args["amount"]));
    case "Escrowed":
      return t.escrowed(amount(args["amount"]));
    case "Accepted":
      return t.accepted;
    case "MessageWithdrawn":
      return t.withdrawn(name(args["party"]));
    case "StatementPosted":
      return t.posted(subject(args["subject"]), period(args["period"]));
    case "StatementSetApart":
      return t.setApart(subject(args["subject"]), period(args["period"]));
    case "StatementCorrected":
      return t.corrected(subject(args["subject"]), period(args["period"]), period(args["bookedIn"]));
    case "StatementChallenged":
      return t.challenged(name(args["challenger"]), subject(args["subject"]), period(args["period"]));
    case "StatementDecided":
      return t.decided(
        name(args["arbiter"]),
        subject(args["subject"]),
        period(args["period"]),
        Boolean(args["upheld"]),
      );
    case "BondReturned":
      return t.bondReturned(name(args["challenger"]), amount(args["amount"]));
    case "BooksOpened":
      return t.booksOpened(name(args["enterprise"]), period(args["firstPeriod"]));
    case "ClosingBegun":
      return t.closingBegun(name(args["enterprise"]), period(args["period"]), amount(args["externalProfit"]));
    case "BooksClosed":
      return t.booksClosed(
        name(args["enterprise"]),
        period(args["period"]),
        amount(args["owed"]),
        amount(args["paid"]),
        amount(args["shared"]),
      );
    case "WoundUp":
      return t.woundUp(name(args["enterprise"]), period(args["endPeriod"]));
    case "RemainderGivenBack":
      return t.remainder(name(args["enterprise"]), amount(args["amount"]));
    case "CircleCancelled":
      return t.circle(amount(args["amount"]));
    case "Distributed":
      return t.distributed(
        name(args["enterprise"]),
        period(args["period"]),
        amount(args["team"]),
        amount(args["investors"]),
      );
    case "TeamCredited":
      return t.teamCredited(name(args["enterprise"]), period(args["period"]), amount(args["amount"]));
    case "Claimed":
      return t.claimed(name(args["account"]), name(args["enterprise"]), amount(args["amount"]));
    case "Transfer":
      return t.transferred(name(args["sender"]), name(args["receiver"]), amount(args["amount"]));
    case "Deposited":
      return t.deposited(name(args["account"]), amount(args["amount"]));
    case "Withdrawn":
      return t.wentOut(name(args["account"]), amount(args["amount"]));
    case "Issued":
      return t.issued(period(args["period"]), amount(args["amount"]));
    case "Redeemed":
      return t.redeemed(name(args["account"]), amount(args["amount"]));
    case "Founded":
      return t.founded(name(args["enterprise"]), name(args["leader"]));
    case "Elected":
    case "Succeeded":
      return t.elected(name(args["leader"]), name(event.contract));
    case "Admitted":
      return t.admitted(name(args["member"]), name(event.contract));
    case "Left":
      return t.left(name(args["member"]), name(event.contract));
    case "Spent":
      return t.spent(name(event.contract), name(args["receiver"]), amount(args["amount"]));
    case "TenderPublished":
      return t.tenderPublished(name(args["client"]));
    case "BidPosted":
      return t.bidPosted(name(args["supplier"]), amount(args["price"]));
    case "TenderAwarded":
      return t.tenderAwarded(name(args["supplier"]), amount(args["price"]));
    case "TenderWithdrawn":
      return t.tenderWithdrawn;
    default:
      return t.other(event.name, event.contract_name ?? shortHex(event.contract, 4));
  }
}

/** What each leg's clauses added, where they are known; otherwise the amounts as they stand. */
function accruedText(
  amounts: readonly string[],
  page: Agreement | undefined,
  amount: (value: unknown) => string,
  t: Telling,
): string {
  const clauses = (page?.terms.at(-1)?.terms as { clauses?: { leg: number }[] } | null)?.clauses;
  return amounts
    .map((value, index) => ({ value, leg: page?.legs.find((each) => each.leg === clauses?.[index]?.leg) }))
    .filter((each) => each.value !== "0")
    .map(({ value, leg }) => (leg?.nature === "shares" ? t.shares(countText(value)) : amount(value)))
    .join(", ");
}
