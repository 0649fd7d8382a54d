"""From events to rows: what each event says, as rows of the tables in `cached`.

A row says what happened, once: no event changes what an earlier one has written. Only what a leg pays can't be told
from its event alone; for that the projection folds the agreements it meets.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from heyi.core.events import AgreementState, Event, fold
from heyi.core.records import Record
from heyi.core.solidity import checksummed
from heyi.core.terms import Terms

__all__ = ["Projection", "hexed"]

Row = dict[str, Any]
Line = tuple[str, Row]
"""A table's name and a row of it, without its place."""

BEFORE_THE_FIRST = -1
"""The period of a movement when nothing was accrued before it."""

FROM_THE_START = 0
"""From which period on members of a charter have their units: from whichever the books begin with."""


def hexed(value: bytes) -> str:
    """A hash or key as the database and the API write it."""
    return "0x" + value.hex()


class Projection:
    """Makes rows of events in chain order.

    history: the earlier events of an agreement, for one that was opened before this projection was made.
    """

    def __init__(self, history: Callable[[bytes], Iterable[Event]]) -> None:
        self._history = history
        self._states: dict[bytes, AgreementState] = {}

    def forget(self) -> None:
        """After blocks were undone: what was folded may never have happened."""
        self._states.clear()

    def rows(self, events: Iterable[Event]) -> dict[str, list[Row]]:
        """The rows by table, in order. Raises UnknownAgreement for an agreement whose opening was not seen."""
        tables: dict[str, list[Row]] = defaultdict(list)
        for event in events:
            for number, (table, row) in enumerate(self._lines(event)):
                place = {"block": event.block, "log_index": event.log_index, "line": number}
                tables[table].append({**place, **row})
        return tables

    def _lines(self, event: Event) -> Iterator[Line]:
        if event.name in _PLAIN:
            yield from _PLAIN[event.name](event, event.args)
        if "agreement" in event.args and event.name not in ("TenderAwarded",):
            yield from self._of_agreement(event)

    def _of_agreement(self, event: Event) -> Iterator[Line]:
        agreement = event.args["agreement"]
        if event.name != "Opened" and agreement not in self._states:
            self._states |= fold(self._history(agreement))
        before = self._states.get(agreement)
        self._states |= fold([event], {} if before is None else {agreement: before})
        if event.name in ("Opened", "Amended"):
            yield from _version(event, self._states[agreement])
        elif before is not None and event.name in _MOVES:
            yield from _moved(event, before)


# --- AGREEMENTS ---


def _version(event: Event, after: AgreementState) -> Iterator[Line]:
    terms, number, agreement = after.versions[-1], len(after.versions) - 1, hexed(after.agreement)
    yield (
        "version",
        {
            "agreement": agreement,
            "contract": event.contract,
            "number": number,
            "terms_hash": hexed(event.args.get("termsHash", after.agreement)),
            "first_period": terms.first_period,
            "end_period": terms.last_end,
            "terms": terms.to_json(),
            "sentences": [hexed(each) for each in event.args["sentences"]],
        },
    )
    for place, account in enumerate(terms.parties):
        yield "party", {"agreement": agreement, "number": number, "place": place, "account": account}


_MOVES = {
    "Accrued": "accrued",
    "Paid": "paid",
    "Cancelled": "cancelled",
    "Escrowed": "escrowed",
    "PaidFromEscrow": "paid_from_escrow",
    "PaidByBacker": "paid_by_backer",
}


def _moved(event: Event, before: AgreementState) -> Iterator[Line]:
    agreement, kind = hexed(before.agreement), _MOVES[event.name]
    if event.name == "Accrued":
        period = event.args["period"]
        terms = before.terms_at(period)
        for index, (clause, amount) in enumerate(zip(terms.clauses, event.args["amounts"], strict=True)):
            shared = {"agreement": agreement, "kind": kind, "period": period, "clause": index}
            yield from _parts(shared, terms, clause.leg, amount)
        return
    last = before.next_period - 1 if before.next_period > before.versions[0].first_period else BEFORE_THE_FIRST
    shared = {"agreement": agreement, "kind": kind, "period": last, "clause": None}
    if event.name == "PaidByBacker":
        shared["debtor"] = event.args["backer"]
    yield from _parts(shared, before.terms_at(max(last, 0)), event.args["leg"], event.args["amount"])


def _parts(shared: Row, terms: Terms, index: int, amount: int) -> Iterator[Line]:
    """A line per creditor; nothing is one line, which says that it was accrued."""
    leg = terms.legs[index]
    parts = list(terms.parts_of(leg, amount).items())
    for creditor, part in parts if amount else parts[:1]:
        who = {"debtor": terms.parties[leg.debtor], "creditor": terms.parties[creditor]}
        yield "movement", {"leg": index, "nature": int(leg.nature), "amount": part, **who, **shared}


def _step(event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    account = args.get("party") or args.get("enterprise")
    yield (
        "step",
        {
            "agreement": hexed(args["agreement"]),
            "name": event.name,
            "account": account,
            "end_period": args.get("endPeriod"),
        },
    )


def _invested(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"agreement": hexed(args["agreement"]), "investor": args["investor"], "enterprise": args["enterprise"]}
    yield "investment", {**who, "amount": args["amount"], "shares": args["shares"]}


def _accepted(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield (
        "acceptance",
        {"agreement": hexed(args["agreement"]), "offer": hexed(args["offer"]), "times": args["times"]},
    )


# --- ENTERPRISES ---


def _founded(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    charter, enterprise = args["charter"], args["enterprise"]
    yield (
        "enterprise",
        {
            "enterprise": enterprise,
            "name": charter["name"],
            "leader": args["leader"],
            "quorum": charter["quorum"],
            "total_shares": charter["totalShares"],
            "allowance": charter["allowance"],
            "wind_up_after": charter["windUpAfter"],
        },
    )
    yield "leader", {"enterprise": enterprise, "leader": args["leader"]}
    yield "allowance", {"enterprise": enterprise, "allowance": charter["allowance"]}
    # The pool is opened with its members: no event of its own says what each of them has.
    for member, units in zip(charter["members"], charter["units"], strict=True):
        yield "units", {"enterprise": enterprise, "member": member, "units": units, "from_period": FROM_THE_START}


def _leader(event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "leader", {"enterprise": event.contract, "leader": args["leader"]}


def _allowance(event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "allowance", {"enterprise": event.contract, "allowance": args["allowance"]}


def _spent(event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    what = {"receiver": args["receiver"], "amount": args["amount"], "purpose": hexed(args["purpose"])}
    yield "spending", {"enterprise": event.contract, **what}


def _units(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"enterprise": args["enterprise"], "member": args["member"]}
    yield "units", {**who, "units": args["units"], "from_period": args["fromPeriod"]}


def _shares(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"enterprise": args["enterprise"], "investor": args["investor"]}
    yield "shares", {**who, "shares": args["shares"], "from_period": args["fromPeriod"]}


# --- FACTS ---


def _statement(kind: str) -> Callable[[Event, Mapping[str, Any]], Iterator[Line]]:
    def lines(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
        figures = args["statement"]
        yield (
            "statement",
            {
                "subject": hexed(args["subject"]),
                "period": args["period"],
                "kind": kind,
                "booked_in": args.get("bookedIn", args["period"]),
                **{name: figures[name] for name in ("revenue", "profit", "other", "score")},
                "other_metric": figures["otherMetric"],
                "evidence": hexed(figures["evidence"]),
            },
        )

    return lines


def _challenged(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    said = {"number": args["dispute"], "challenger": args["challenger"], "reason": hexed(args["reason"])}
    under = {"agreement": hexed(args["agreement"]), "parties": list(args["parties"]), "bond": args["bond"]}
    yield _dispute(args, kind="challenged", **said, **under)


def _decided(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"number": args["dispute"], "arbiter": args["arbiter"], "bond_to": args["bondTo"]}
    yield _dispute(args, kind="decided", upheld=args["upheld"], ruling=hexed(args["ruling"]), **who)


def _bond_returned(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield _dispute(args, kind="returned", challenger=args["challenger"], bond=args["amount"])


def _dispute(args: Mapping[str, Any], **values: Any) -> Line:
    names = ("number", "challenger", "reason", "upheld", "bond", "agreement", "arbiter", "ruling", "bond_to")
    about = {"subject": hexed(args["subject"]), "period": args["period"]}
    return "dispute", {**dict.fromkeys(names), "parties": [], **about, **values}


def _committee(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"enterprise": args["enterprise"], "from_period": args["fromPeriod"]}
    yield "committee", {**who, "nodes": list(args["nodes"]), "quorum": args["quorum"]}


def _nodes(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    nobody = {"node": None, "new_node": None}
    yield "node_change", {"name": "set", "nodes": list(args["nodes"]), "quorum": args["quorum"], **nobody}


def _rotated(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"node": args["node"], "new_node": args["newNode"]}
    yield "node_change", {"name": "rotated", "nodes": [], "quorum": None, **who}


def _band(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    least, most = (args["band"][end] for end in ("least", "most"))
    yield "band", {"subject": hexed(args["subject"]), "least": least, "most": most}


def _role(held: bool) -> Callable[[Event, Mapping[str, Any]], Iterator[Line]]:
    def lines(event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
        who = {"role": hexed(args["role"]), "account": args["account"]}
        yield "role", {"contract": event.contract, **who, "held": held}

    return lines


# --- BOOKS ---


def _closed(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "closing", {name: args[name] for name in ("enterprise", "period", "owed", "paid", "shared", "undistributed")}


def _begun(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    who = {"enterprise": args["enterprise"], "period": args["period"]}
    yield "result", {**who, "external_profit": args["externalProfit"]}


def _opened(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "books", {"enterprise": args["enterprise"], "name": "opened", "period": args["firstPeriod"]}


def _wound_up(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "books", {"enterprise": args["enterprise"], "name": "wound_up", "period": args["endPeriod"]}


def _distributed(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    what = {"kind": "shared", "team": args["team"], "investors": args["investors"]}
    yield "distribution", {"enterprise": args["enterprise"], "period": args["period"], **what}


def _credited(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    what = {"kind": "credited", "team": args["amount"], "investors": 0}
    yield "distribution", {"enterprise": args["enterprise"], "period": args["period"], **what}


def _claimed(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    yield "claim", {name: args[name] for name in ("enterprise", "account", "amount")}


# --- MONEY ---


def _transfer(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    """Of the Treasury; the token's own Transfer, between wallets, has other arguments and no row."""
    if "id" in args:
        token = checksummed(f"0x{args['id']:040x}")
        who = {"sender": args["sender"], "receiver": args["receiver"]}
        yield "transfer", {**who, "token": token, "amount": args["amount"]}


def _issue(kind: str, account: str | None = None) -> Callable[[Event, Mapping[str, Any]], Iterator[Line]]:
    def lines(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
        who = {"period": args.get("period"), "account": args[account] if account else None}
        yield "issue", {"kind": kind, **who, "amount": args["amount"]}

    return lines


# --- TENDERS ---


def _tender(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    terms = args["terms"]
    yield (
        "tender",
        {
            "tender": hexed(args["tender"]),
            **{name: terms[name] for name in ("client", "goal", "measure")},
            "highest_price": terms["highestPrice"],
            "first_period": terms["firstPeriod"],
            "last_period": terms["lastPeriod"],
            "closes_at": terms["closesAt"],
            "terms": {name: _plain(value) for name, value in terms.items()},
        },
    )


def _bid(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    what = {"supplier": args["supplier"], "offer": hexed(args["offer"]), "price": args["price"]}
    yield "bid", {"tender": hexed(args["tender"]), **what}


def _awarded(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    what = {"supplier": args["supplier"], "agreement": hexed(args["agreement"]), "offer": hexed(args["offer"])}
    yield "award", {"tender": hexed(args["tender"]), "name": "awarded", **what, "price": args["price"]}


def _withdrawn(_event: Event, args: Mapping[str, Any]) -> Iterator[Line]:
    nothing = dict.fromkeys(("supplier", "agreement", "offer", "price"))
    yield "award", {"tender": hexed(args["tender"]), "name": "withdrawn", **nothing}


def _plain(value: Any) -> Any:
    return hexed(value) if isinstance(value, bytes) else value.to_json() if isinstance(value, Record) else value


_PLAIN: Mapping[str, Callable[[Event, Mapping[str, Any]], Iterator[Line]]] = {
    "Founded": _founded,
    "Elected": _leader,
    "Succeeded": _leader,
    "AllowanceSet": _allowance,
    "Spent": _spent,
    "UnitsScheduled": _units,
    "SharesScheduled": _shares,
    "Noticed": _step,
    "EndedByAll": _step,
    "Released": _step,
    "Ended": _step,
    "Invested": _invested,
    "Accepted": _accepted,
    "StatementPosted": _statement("posted"),
    "StatementSetApart": _statement("apart"),
    "StatementCorrected": _statement("corrected"),
    "CommitteeMissing": _statement("alone"),
    "StatementChallenged": _challenged,
    "StatementDecided": _decided,
    "BondReturned": _bond_returned,
    "CommitteeNamed": _committee,
    "NodesSet": _nodes,
    "NodeRotated": _rotated,
    "BandSet": _band,
    "RoleGranted": _role(held=True),
    "RoleRevoked": _role(held=False),
    "BooksClosed": _closed,
    "ClosingBegun": _begun,
    "BooksOpened": _opened,
    "WoundUp": _wound_up,
    "Distributed": _distributed,
    "TeamCredited": _credited,
    "Claimed": _claimed,
    "Transfer": _transfer,
    "OpeningCapital": _issue("capital"),
    "Issued": _issue("issued"),
    "Redeemed": _issue("redeemed", account="account"),
    "TenderPublished": _tender,
    "BidPosted": _bid,
    "TenderAwarded": _awarded,
    "TenderWithdrawn": _withdrawn,
}
