"""The table of verbs and roles: what may be done, and as what. Nothing else decides it.

`permit(viewer, verb, accounts)` says as which role a viewer may do something that concerns these accounts, or refuses.
ROUTES says which verb each route of the API is, so that a test can walk them all.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum

from heyi.api.identity.refusals import KeyNotEnough, NotAllowed, NotSignedIn, OutOfScope
from heyi.api.identity.viewer import Viewer
from heyi.core.errors import HeyiError
from heyi.core.facts import enterprise_of
from heyi.core.solidity import as_bytes

__all__ = [
    "AUDITED",
    "ROUTES",
    "SCOPES",
    "TABLE",
    "Role",
    "Verb",
    "could",
    "may_see_evidence",
    "permit",
    "permit_evidence",
    "role_for",
]


class Role(StrEnum):
    """party, leader, member, investor: of an account that something concerns; a party is that account itself."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    PARTY = "party"
    LEADER = "leader"
    MEMBER = "member"
    INVESTOR = "investor"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ORACLE = "oracle"
    ARBITER = "arbiter"


class Verb(StrEnum):
    """What can be done here. What is signed by wallets or nodes needs no other permission than the signature."""

    LOOK = "service.look"
    READ_BOOK = "book.read"
    READ_PAY = "pay.read"
    PREVIEW = "previews.ask"
    ASK_DATA = "typed-data.ask"
    ADD_WORDS = "sentences.add"
    SIMULATE = "relay.simulate"
    RELAY = "relay.send"
    FOLLOW = "relay.follow"
    ATTEST = "oracle.attest"
    READ_EXCHANGE = "oracle.read"
    READ_EVIDENCE = "evidence.read"
    READ_NOTICES = "notices.read"
    PROPOSE = "drafts.propose"
    READ_DRAFTS = "drafts.read"
    SIGN_DRAFTS = "drafts.sign"
    POST_OFFER = "offers.post"
    READ_OFFERS = "offers.read"
    ACCEPT_OFFER = "offers.accept"
    SIGN_IN = "identity.sign-in"
    WHO_AM_I = "identity.who"
    SIGN_OUT = "identity.sign-out"
    KEYS = "identity.keys"
    READ_AUDIT = "audit.read"


_EVERYBODY = (Role.ANYONE,)
_OF_PARTIES = (Role.PARTY, Role.LEADER, Role.MEMBER)

TABLE: Mapping[Verb, tuple[Role, ...]] = {
    Verb.LOOK: _EVERYBODY,
    Verb.READ_BOOK: _EVERYBODY,
    Verb.READ_PAY: (Role.PARTY, Role.LEADER, Role.FINANCE, Role.AUDITOR),
    Verb.PREVIEW: _EVERYBODY,
    Verb.ASK_DATA: _EVERYBODY,
    Verb.ADD_WORDS: _EVERYBODY,
    Verb.SIMULATE: (Role.PARTY,),
    Verb.RELAY: _EVERYBODY,
    Verb.FOLLOW: _EVERYBODY,
    Verb.ATTEST: _EVERYBODY,
    Verb.READ_EXCHANGE: _EVERYBODY,
    Verb.READ_EVIDENCE: (*_OF_PARTIES, Role.INVESTOR, Role.FINANCE, Role.AUDITOR, Role.ORACLE, Role.ARBITER),
    Verb.READ_NOTICES: (*_OF_PARTIES, Role.AUDITOR),
    Verb.PROPOSE: _OF_PARTIES,
    Verb.READ_DRAFTS: (*_OF_PARTIES, Role.AUDITOR),
    Verb.SIGN_DRAFTS: _OF_PARTIES,
    Verb.POST_OFFER: _EVERYBODY,
    Verb.READ_OFFERS: (*_OF_PARTIES, Role.AUDITOR),
    Verb.ACCEPT_OFFER: _OF_PARTIES,
    Verb.SIGN_IN: _EVERYBODY,
    Verb.WHO_AM_I: _EVERYBODY,
    Verb.SIGN_OUT: (Role.SIGNED_IN,),
    Verb.KEYS: (Role.SIGNED_IN,),
    Verb.READ_AUDIT: (Role.AUDITOR,),
}
"""Offers that anybody may accept are read and accepted by anybody: they concern no account. So are public notices.
Evidence is given by anybody: it is taken by its hash, which a node has signed."""

SCOPES = (
    *(Verb.READ_PAY, Verb.READ_EVIDENCE, Verb.READ_AUDIT),
    *(Verb.PROPOSE, Verb.READ_DRAFTS, Verb.SIGN_DRAFTS, Verb.READ_OFFERS, Verb.ACCEPT_OFFER, Verb.READ_NOTICES),
)
"""What a machine's key may be made for. Keys and sessions are people's: no key makes another one."""

AUDITED = frozenset(
    {
        *(Verb.SIGN_IN, Verb.SIGN_OUT, Verb.KEYS, Verb.READ_AUDIT, Verb.READ_EVIDENCE, Verb.RELAY, Verb.ATTEST),
        *(Verb.ADD_WORDS, Verb.PROPOSE, Verb.SIGN_DRAFTS, Verb.POST_OFFER, Verb.ACCEPT_OFFER),
    }
)
"""Verbs of which every use is written down. Of all others refusals are, and whenever somebody else's pay is shown."""

# --- WHO MAY ---


def permit(viewer: Viewer, verb: Verb, accounts: Collection[str] = (), hidden: HeyiError | None = None) -> Role:
    """As which role the viewer may do it. accounts: whom it concerns.

    hidden: the error of what isn't there, where it is nobody's business that it is. Raises NotSignedIn, OutOfScope,
    KeyNotEnough, NotAllowed or `hidden`.
    """
    role = role_for(viewer, verb, accounts)
    if role is not None:
        viewer.deed.role = role.value
        return role
    viewer.deed.refused = True
    if viewer.address is None:
        raise NotSignedIn
    if viewer.key is not None and verb not in viewer.key.scopes:
        raise OutOfScope(verb.value) if verb in SCOPES else KeyNotEnough(verb.value)
    raise hidden or NotAllowed(verb.value, " or ".join(role.value for role in TABLE[verb]))


def role_for(viewer: Viewer, verb: Verb, accounts: Collection[str] = ()) -> Role | None:
    """The first role of the table that the viewer has; None if it may not. Raises NoNode where the chain must say."""
    in_scope = viewer.key is None or verb in viewer.key.scopes
    return next((r for r in TABLE[verb] if (in_scope or r is Role.ANYONE) and _has(viewer, r, accounts)), None)


def could(viewer: Viewer, verb: Verb) -> bool:
    """Whether the viewer may do it at all, to whomever it may concern."""
    parts, own = viewer.parts, {viewer.address or ""}
    return role_for(viewer, verb, own | parts.leads | parts.member_of | parts.invests_in) is not None


def may_see_evidence(viewer: Viewer, subject: str | bytes) -> Role | None:
    """As what the viewer may see the rows behind a subject's figures; None if it may not. Raises NoNode.

    subject: 32 bytes. Of a unit its people and investors may, of a benchmark those who work with facts.
    """
    return role_for(viewer, Verb.READ_EVIDENCE, list(_units(subject)))


def permit_evidence(viewer: Viewer, subject: str | bytes) -> Role:
    """The same, and refuses; what it allows and refuses is in the audit log. Raises NotSignedIn and NotAllowed."""
    return permit(viewer, Verb.READ_EVIDENCE, list(_units(subject)))


def _units(subject: str | bytes) -> Iterator[str]:
    unit = enterprise_of(as_bytes(subject))
    if unit is not None:
        yield unit


_OWN: Mapping[Role, Callable[[Viewer], bool]] = {
    Role.SIGNED_IN: lambda _: True,
    Role.FINANCE: lambda viewer: viewer.is_finance,
    Role.AUDITOR: lambda viewer: viewer.is_auditor,
    Role.ORACLE: lambda viewer: viewer.is_oracle,
    Role.ARBITER: lambda viewer: viewer.is_arbiter,
}
_TOWARDS: Mapping[Role, Callable[[Viewer], frozenset[str]]] = {
    Role.PARTY: lambda viewer: frozenset({str(viewer.address)}),
    Role.LEADER: lambda viewer: viewer.parts.leads,
    Role.MEMBER: lambda viewer: viewer.parts.member_of,
    Role.INVESTOR: lambda viewer: viewer.parts.invests_in,
}


def _has(viewer: Viewer, role: Role, accounts: Collection[str]) -> bool:
    """Whether a viewer has a role: by itself, or towards one of the accounts."""
    if role is Role.ANYONE or viewer.address is None:
        return role is Role.ANYONE
    return _OWN[role](viewer) if role in _OWN else not _TOWARDS[role](viewer).isdisjoint(accounts)


# --- WHICH ROUTE IS WHICH ---

_V1 = "/api/v1"
_BOOK = (
    *("/company", "/units", "/units/{address}", "/units/{address}/periods"),
    *("/units/{address}/flows", "/units/{address}/promises", "/people", "/people/{address}"),
    *("/agreements", "/agreements/{agreement}", "/agreements/{agreement}/periods"),
    *("/agreements/{agreement}/periods/{period}", "/agreements/{agreement}/payments"),
    *("/statements", "/statements/{subject}/{period}", "/winwin", "/tenders", "/tenders/{tender}", "/events"),
    *("/oracle", "/disputes", "/disputes/{dispute}", "/disputes/bonds/{subject}/{period}/{challenger}"),
    *("/exports/journal", "/exports/agreements/{agreement}/statement", "/exports/bundle"),
    *("/accounts/{address}/movements", "/exports/accounts/{address}/statement"),
)

_OF_A_PERIOD = ("", "/batches", "/corrections", "/progress", "/evidence", "/differences/{subject}")

ROUTES: Mapping[tuple[str, str], Verb] = {
    **{("GET", path): Verb.LOOK for path in ("/health", "/ready", "/metrics", f"{_V1}/openapi.json")},
    **{("GET", f"{_V1}/book{path}"): Verb.READ_BOOK for path in _BOOK},
    ("GET", f"{_V1}/events"): Verb.READ_BOOK,
    ("POST", f"{_V1}/relay"): Verb.RELAY,
    ("POST", f"{_V1}/simulations"): Verb.SIMULATE,
    ("POST", f"{_V1}/relay/{{id}}/cancel"): Verb.RELAY,
    **{("GET", f"{_V1}/relay{path}"): Verb.FOLLOW for path in ("", "/verbs", "/{id}")},
    **{("GET", f"{_V1}/oracle/periods/{{period}}{path}"): Verb.READ_EXCHANGE for path in _OF_A_PERIOD},
    ("GET", f"{_V1}/oracle/equivocations"): Verb.READ_EXCHANGE,
    **{
        ("PUT", f"{_V1}/oracle/periods/{{period}}/{what}/{{node}}"): Verb.ATTEST
        for what in ("figures", "attestations", "corrections")
    },
    ("GET", f"{_V1}/developer/wallets"): Verb.LOOK,
    ("GET", f"{_V1}/accounts/{{address}}"): Verb.READ_BOOK,
    ("PUT", f"{_V1}/oracle/evidence/{{hash}}"): Verb.ATTEST,
    ("GET", f"{_V1}/oracle/evidence/{{hash}}"): Verb.READ_EVIDENCE,
    ("GET", f"{_V1}/notices"): Verb.READ_NOTICES,
    ("POST", f"{_V1}/drafts"): Verb.PROPOSE,
    ("POST", f"{_V1}/drafts/{{draft}}/counter"): Verb.PROPOSE,
    **{("GET", f"{_V1}/drafts{path}"): Verb.READ_DRAFTS for path in ("", "/{draft}", "/{draft}/withdrawal")},
    **{("POST", f"{_V1}/drafts/{{draft}}/{what}"): Verb.SIGN_DRAFTS for what in ("signatures", "withdraw")},
    ("GET", f"{_V1}/templates"): Verb.LOOK,
    ("POST", f"{_V1}/previews"): Verb.PREVIEW,
    ("POST", f"{_V1}/previews/agreements/{{agreement}}"): Verb.PREVIEW,
    ("POST", f"{_V1}/offers"): Verb.POST_OFFER,
    **{("GET", f"{_V1}/offers{path}"): Verb.READ_OFFERS for path in ("", "/{offer}")},
    ("POST", f"{_V1}/offers/{{offer}}/accept"): Verb.ACCEPT_OFFER,
    ("POST", f"{_V1}/typed-data/{{verb}}"): Verb.ASK_DATA,
    ("POST", f"{_V1}/sentences"): Verb.ADD_WORDS,
    ("POST", f"{_V1}/identity/nonces"): Verb.SIGN_IN,
    ("POST", f"{_V1}/identity/sessions"): Verb.SIGN_IN,
    ("GET", f"{_V1}/identity/session"): Verb.WHO_AM_I,
    **{("DELETE", f"{_V1}/identity/{what}"): Verb.SIGN_OUT for what in ("session", "sessions")},
    **{(method, f"{_V1}/identity/keys"): Verb.KEYS for method in ("GET", "POST")},
    ("DELETE", f"{_V1}/identity/keys/{{key}}"): Verb.KEYS,
    ("GET", f"{_V1}/audit"): Verb.READ_AUDIT,
}
