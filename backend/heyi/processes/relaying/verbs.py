"""What may be relayed: functions that anybody may call, most of them because somebody else has signed for it.

A table by contract and function: whose limits a call counts for, as a path into its arguments, and which messages have
to be signed for it, by their builders in `core.messages`. Everything else follows from the ABIs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from heyi.company.deploy import CODE, KINDS
from heyi.compiler import Artifact
from heyi.core.errors import InvalidInput
from heyi.processes.relaying.arguments import Parameter

__all__ = ["ENTERPRISE", "UnknownVerb", "Verb", "account_of", "verbs_of"]

ENTERPRISE = "Enterprise"
"""The contract of which every enterprise has one; all others there are once."""

ITSELF = ""  # the path of what counts for the contract that is called

_CONSENT, _PARTY = ("consent",), "terms.parties.0"
_OF_KINDS = {
    "open": (_PARTY, _CONSENT),
    "accept": (_PARTY, ("consent", "offer")),
    "amend": (_PARTY, ("amendment",)),
    "giveNotice": ("terms.parties.{party}", ("notice",)),
    "endByAll": ("inForce.parties.0", ("ending",)),
    "release": ("inForce.parties.{party}", ()),
    "withdrawMessage": ("party", ("message_withdrawal",)),
    "challenge": ("inForce.parties.{party}", ("challenge",)),
    "accrue": ("inForce.parties.0", ()),
    "settle": ("enterprise", ()),
}
_TABLE: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "Treasury": {
        "depositWithPermit": ("owner", ("permit",)),
        "setOperatorBySig": ("owner", ("set_operator",)),
        "transferBySig": ("owner", ("transfer",)),
        "withdrawBySig": ("owner", ("treasury_withdrawal",)),
    },
    "SettlementToken": {
        "permit": ("owner", ("permit",)),
        "redeemBySig": ("owner", ("redemption",)),
        "issue": (ITSELF, ()),
    },
    "EnterpriseRegistry": {"found": ("charter.leader", ("found",))},
    ENTERPRISE: {
        "admit": (ITSELF, ("admit",)),
        "changeUnits": (ITSELF, ("change_units",)),
        "leave": ("member", ("leave",)),
        "elect": (ITSELF, ("elect",)),
        "succeed": (ITSELF, ("succeed",)),
        "setAllowance": (ITSELF, ("set_allowance",)),
        "nameCommittee": (ITSELF, ("name_committee",)),
        "spend": (ITSELF, ("spend",)),
    },
    "RevenueOracle": {
        "decide": ("arbiter", ("decision",)),
        "rotateNode": ("node", ("rotate_node",)),
        "reclaimBond": ("challenger", ()),
    },
    "ServiceAgreements": _OF_KINDS,
    "CommunityAgreements": {name: row for name, row in _OF_KINDS.items() if name != "accept"},
    "VamAgreements": {name: row for name, row in _OF_KINDS.items() if name != "accept"},
    "Tenders": {
        "publish": ("tender.client", ("publication",)),
        "withdraw": ("tender.client", ("tender_withdrawal",)),
        "bid": ("answer.supplier", ("bid",)),
        "award": ("tender.client", ()),
    },
    "ProfitShare": {"claim": ("account", ()), "claimMany": ("enterprise", ())},
    "BookClosing": {
        "close": ("enterprise", ()),
        "windUp": ("enterprise", ()),
        "cancelCircle": ("circle.0.inForce.parties.0", ()),
    },
}


@dataclass(eq=False)
class UnknownVerb(InvalidInput):
    contract: str
    verb: str
    sentence: ClassVar[str] = "{verb} of {contract} is not relayed; GET /api/v1/relay/verbs lists what is"


@dataclass(frozen=True)
class Verb:
    """A function that is relayed. entry: of its ABI, every input with a name. account: whose limits it counts for, as a
    path into the arguments. messages: builders of what is signed for it."""

    contract: str
    name: str
    entry: Mapping[str, Any]
    account: str
    messages: tuple[str, ...]

    @property
    def parameters(self) -> Sequence[Parameter]:
        return list(self.entry["inputs"])


def verbs_of(artifacts: Mapping[str, Artifact]) -> dict[tuple[str, str], Verb]:
    """All verbs by contract and name."""
    return {
        (contract, name): Verb(contract, name, _entry(artifacts, contract, name), account, messages)
        for contract, rows in _TABLE.items()
        for name, (account, messages) in rows.items()
    }


def _entry(artifacts: Mapping[str, Artifact], contract: str, name: str) -> Mapping[str, Any]:
    """The function's entry in the ABI. What a kind of agreement passes on to its code has names in the code's only."""
    own = _function(artifacts[contract], name)
    if contract not in KINDS or all(part["name"] for part in own["inputs"]):
        return own
    found = (entry for code in CODE for entry in artifacts[code].abi if entry.get("name") == name)
    return next(entry for entry in found if entry["type"] == "function")


def _function(artifact: Artifact, name: str) -> Mapping[str, Any]:
    return next(entry for entry in artifact.abi if entry["type"] == "function" and entry["name"] == name)


def account_of(verb: Verb, contract: str, arguments: Mapping[str, Any]) -> str:
    """Whose limits a call counts for. Raises UnknownVerb if its arguments name nobody there."""
    value: Any = arguments
    for step in filter(None, verb.account.split(".")):
        number = step.format(**arguments) if step.startswith("{") else step
        try:
            value = value[number] if isinstance(value, Mapping) else value[int(number)]
        except LookupError:
            raise UnknownVerb(verb.contract, verb.name) from None
    return contract if verb.account == ITSELF else str(value)
