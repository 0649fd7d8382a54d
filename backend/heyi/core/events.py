"""Events: a chain's logs as typed values, and what the events of an agreement add up to.

EventDecoder (log -> Event) -> fold (events in chain order -> AgreementState by id). Folding the same events again from
the start gives the same states; that is how a reorganisation is undone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple, event_abi_to_log_topic

from heyi.core.errors import AmbiguousAbi, UndecodableLog, UnknownAgreement
from heyi.core.solidity import as_bytes, checksummed
from heyi.core.terms import Status, Terms
from heyi.core.typed_data import Abi

__all__ = ["AgreementState", "Event", "EventDecoder", "fold"]


@dataclass(frozen=True)
class Event:
    """One event. args: by the ABI's names; structs are dicts, lists are lists, addresses checksummed, bytes bytes."""

    name: str
    contract: str
    block: int
    log_index: int
    transaction: bytes
    args: Mapping[str, Any] = field(hash=False)


class EventDecoder:
    """Decodes the events of the given ABIs, whichever contract they come from (an enterprise is a clone among many)."""

    def __init__(self, *abis: Abi) -> None:
        """Raises AmbiguousAbi if two ABIs give one event different arguments or mark different ones as indexed."""
        self._events: dict[bytes, Mapping[str, Any]] = {}
        for abi in abis:
            for entry in abi:
                if entry["type"] == "event":
                    topic = event_abi_to_log_topic(entry)  # type: ignore[arg-type]
                    if self._events.setdefault(topic, entry)["inputs"] != entry["inputs"]:
                        raise AmbiguousAbi(entry["name"])

    @property
    def topics(self) -> list[bytes]:
        """The first topics of all known events, for a log filter."""
        return list(self._events)

    def decode(self, log: Mapping[str, Any]) -> Event | None:
        """The event of a log in web3's form; None if no ABI knows it. Raises UndecodableLog."""
        topics = [as_bytes(topic) for topic in log["topics"]]
        entry = self._events.get(topics[0]) if topics else None
        if entry is None:
            return None
        try:
            args = _arguments(entry["inputs"], topics[1:], as_bytes(log["data"]))
        except (DecodingError, ValueError) as error:
            raise UndecodableLog(entry["name"], log["blockNumber"], log["logIndex"], str(error)) from error
        return Event(
            name=entry["name"],
            contract=checksummed(log["address"]),
            block=log["blockNumber"],
            log_index=log["logIndex"],
            transaction=as_bytes(log["transactionHash"]),
            args=args,
        )


@dataclass(frozen=True)
class AgreementState:
    """Where an agreement stands, from its events. Lists are by clause or by leg; amounts are in minor units.

    versions: the first terms and every amendment. end_period: the first that does not count any more, correction
    periods included. due: above 0 the leg's debtor owes; accrued, paid and cancelled have the same sign, so that on
    every leg accrued = due + paid + cancelled. A leg of shares counts shares. escrow: what lies locked for a leg.
    from_escrow, from_backers: the parts of `paid` that came out of the escrow, or from backers in the debtor's place.
    """

    agreement: bytes
    contract: str
    status: Status
    versions: tuple[Terms, ...]
    next_period: int
    end_period: int
    accrued: tuple[int, ...]
    due: tuple[int, ...]
    paid: tuple[int, ...]
    cancelled: tuple[int, ...]
    escrow: tuple[int, ...]
    from_escrow: tuple[int, ...]
    from_backers: tuple[int, ...]

    @classmethod
    def opened(cls, agreement: bytes, contract: str, terms: Terms) -> Self:
        """As it stands when it has just been opened: nothing is accrued, due or paid yet."""
        nothing = (0,) * len(terms.legs)
        return cls(
            agreement=agreement,
            contract=contract,
            status=Status.Open,
            versions=(terms,),
            next_period=terms.first_period,
            end_period=terms.last_end,
            accrued=(0,) * len(terms.clauses),
            due=nothing,
            paid=nothing,
            cancelled=nothing,
            escrow=nothing,
            from_escrow=nothing,
            from_backers=nothing,
        )

    def terms_at(self, period: int) -> Terms:
        """The terms that count in a period: the last version that has begun by then."""
        begun = [terms for terms in self.versions if terms.first_period <= period]
        return begun[-1] if begun else self.versions[0]

    @property
    def parties(self) -> tuple[str, ...]:
        """All who have signed; further ones may have followed the first with an amendment."""
        return self.versions[-1].parties

    def due_by_creditor(self, leg: int) -> dict[int, int]:
        """What is due on a leg by the creditor's index: on one to all partners, by the weights of the last terms."""
        terms = self.versions[-1]
        return terms.parts_of(terms.legs[leg], self.due[leg])


def fold(events: Iterable[Event], states: Mapping[bytes, AgreementState] | None = None) -> dict[bytes, AgreementState]:
    """The states of all agreements after `events`, which come in chain order; `states` are those before.

    Events about anything else pass. Raises UnknownAgreement for an agreement whose opening was not folded.
    """
    after = dict(states or {})
    for event in events:
        agreement = event.args.get("agreement")
        if event.name == "Opened":
            after[event.args["agreement"]] = _opened(event)
        elif event.name in _STEPS:
            if agreement not in after:
                raise UnknownAgreement(event.args["agreement"])
            after[agreement] = _STEPS[event.name](after[agreement], event.args)
    return after


def _opened(event: Event) -> AgreementState:
    return AgreementState.opened(event.args["agreement"], event.contract, Terms.from_abi(event.args["terms"]))


def _amended(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    terms = Terms.from_abi(args["terms"])
    new_clauses = max(0, len(terms.clauses) - len(state.accrued))
    return replace(
        state,
        versions=(*state.versions, terms),
        end_period=terms.last_end,
        accrued=state.accrued + (0,) * new_clauses,
    )


def _end_set(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    return replace(state, end_period=args["endPeriod"])


def _ended(state: AgreementState, _args: Mapping[str, Any]) -> AgreementState:
    return replace(state, status=Status.Ended)


def _accrued(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    accrued, due = list(state.accrued), list(state.due)
    clauses = state.terms_at(args["period"]).clauses
    for index, (clause, amount) in enumerate(zip(clauses, args["amounts"], strict=True)):
        accrued[index] += amount
        due[clause.leg] += amount
    return replace(state, next_period=args["period"] + 1, accrued=tuple(accrued), due=tuple(due))


def _paid(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    leg, amount = args["leg"], args["amount"]
    return replace(state, due=_added(state.due, leg, -amount), paid=_added(state.paid, leg, amount))


def _cancelled(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    leg, amount = args["leg"], args["amount"]
    return replace(state, due=_added(state.due, leg, -amount), cancelled=_added(state.cancelled, leg, amount))


def _escrowed(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    return replace(state, escrow=_added(state.escrow, args["leg"], args["amount"]))


def _paid_from_escrow(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    """The payment itself is a Paid event of its own."""
    leg, amount = args["leg"], args["amount"]
    return replace(state, escrow=_added(state.escrow, leg, -amount), from_escrow=_added(state.from_escrow, leg, amount))


def _paid_by_backer(state: AgreementState, args: Mapping[str, Any]) -> AgreementState:
    """The payment itself is a Paid event of its own."""
    return replace(state, from_backers=_added(state.from_backers, args["leg"], args["amount"]))


_STEPS = {
    "Amended": _amended,
    "Noticed": _end_set,
    "EndedByAll": _end_set,
    "Released": _end_set,
    "Ended": _ended,
    "Accrued": _accrued,
    "Paid": _paid,
    "Cancelled": _cancelled,
    "Escrowed": _escrowed,
    "PaidFromEscrow": _paid_from_escrow,
    "PaidByBacker": _paid_by_backer,
}


def _added(amounts: Sequence[int], index: int, amount: int) -> tuple[int, ...]:
    return tuple(value + amount if place == index else value for place, value in enumerate(amounts))


def _arguments(inputs: Sequence[Mapping[str, Any]], topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
    indexed = [parameter for parameter in inputs if parameter["indexed"]]
    plain = [parameter for parameter in inputs if not parameter["indexed"]]
    values = dict(zip((parameter["name"] for parameter in plain), _decoded(plain, data), strict=True))
    for parameter, topic in zip(indexed, topics, strict=True):
        values[parameter["name"]] = _decoded([_as_topic(parameter)], topic)[0]
    return {parameter["name"]: values[parameter["name"]] for parameter in inputs}


def _as_topic(parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """An indexed value of variable length is only there as its hash."""
    kind = parameter["type"]
    hashed = kind in ("string", "bytes") or kind.startswith("tuple") or kind.endswith("]")
    return {"type": "bytes32"} if hashed else parameter


def _decoded(parameters: Sequence[Mapping[str, Any]], data: bytes) -> list[Any]:
    # Most events are a few words. Read one by one they take a fraction of the time that the general decoder does.
    if len(data) == 32 * len(parameters) and all(parameter["type"] in _WORDS for parameter in parameters):
        words = (data[start : start + 32] for start in range(0, len(data), 32))
        return [_WORDS[parameter["type"]](word) for parameter, word in zip(parameters, words, strict=True)]
    values = decode([collapse_if_tuple(parameter) for parameter in parameters], data)  # type: ignore[arg-type]
    return [_named(parameter["type"], parameter, value) for parameter, value in zip(parameters, values, strict=True)]


def _named(kind: str, parameter: Mapping[str, Any], value: Any) -> Any:
    if kind.endswith("]"):
        return [_named(kind[: kind.rindex("[")], parameter, item) for item in value]
    if kind == "tuple":
        parts = zip(parameter["components"], value, strict=True)
        return {part["name"]: _named(part["type"], part, item) for part, item in parts}
    return checksummed(value) if kind == "address" else value


def _address(word: bytes) -> str:
    if any(word[:12]):
        raise ValueError(f"0x{word.hex()} is no address")
    return checksummed("0x" + word[12:].hex())


def _bool(word: bytes) -> bool:
    value = int.from_bytes(word)
    if value > 1:
        raise ValueError(f"{value} is no bool")
    return bool(value)


def _unsigned(bits: int) -> Callable[[bytes], int]:
    def read(word: bytes) -> int:
        value = int.from_bytes(word)
        if value >> bits:
            raise ValueError(f"{value} is no uint{bits}")
        return value

    return read


def _signed(bits: int) -> Callable[[bytes], int]:
    def read(word: bytes) -> int:
        value = int.from_bytes(word, signed=True)
        if not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise ValueError(f"{value} is no int{bits}")
        return value

    return read


_WORDS: Mapping[str, Callable[[bytes], Any]] = {
    "address": _address,
    "bool": _bool,
    "bytes32": bytes,
    **{f"uint{bits}": _unsigned(bits) for bits in range(8, 257, 8)},
    **{f"int{bits}": _signed(bits) for bits in range(8, 257, 8)},
}
"""How a word is read, by its type."""
