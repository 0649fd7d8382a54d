"""What parties sign of a draft, and what is sent to the chain when all have signed."""

from typing import Any

import sqlalchemy as sa

from heyi.api.papers.models import Call, Ready
from heyi.api.papers.refusals import AmendmentWaiting, NoSuchAgreement
from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.company import Company
from heyi.core.messages import sentence_hash
from heyi.core.signing import Signed
from heyi.core.terms import Terms
from heyi.core.typed_data import Message
from heyi.store.kept.drafts import Draft
from heyi.store.kept.sentences import terms_of_hash
from heyi.store.projection import hexed

__all__ = ["WITHDRAWS", "in_force", "message_of", "ready", "refused", "require_kind", "unhexed", "withdrawal_of"]

WITHDRAWS = "I withdraw what I may have signed of this: "
"""What the sentence of a withdrawal begins with; the draft's sentence follows."""


def unhexed(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def message_of(company: Company, draft: Draft, party: str, deadline: int) -> Message:
    """What a party signs: its consent to an opening or to an amendment."""
    domain, terms = company.domain(draft.contract), Terms.from_json(draft.terms)
    if draft.amends is None:
        return company.messages.consent(domain, draft.sentence, party, terms, deadline)
    agreement = unhexed(draft.amends)
    return company.messages.amendment(domain, draft.sentence, party, agreement, terms, deadline)


def withdrawal_of(company: Company, draft: Draft, party: str, deadline: int) -> Message:
    """What a party signs to withdraw a draft. It is the contract's own message, so it voids a signature there too.

    deadline: of the withdrawal. It names the message that the party has signed, or would sign.
    """
    signed = next((each.deadline for each in draft.signatures if each.party == party and each.whole), draft.deadline)
    message = message_of(company, draft, party, signed).struct_hash()
    domain = company.domain(draft.contract)
    return company.messages.message_withdrawal(domain, WITHDRAWS + draft.sentence, party, message, deadline)


def in_force(connection: sa.Connection, company: Company, contract: str, agreement: str) -> tuple[str, Terms]:
    """The terms that an amendment would follow on, with their hash.

    Raises NoSuchAgreement, and AmendmentWaiting while another amendment has yet to begin.
    """
    asked = company.contract(contract).functions.termsOf(unhexed(agreement))
    current, waiting, waiting_from = company.chain.call(asked)
    if waiting != bytes(32):
        raise AmendmentWaiting(agreement, waiting_from)
    terms = terms_of_hash(connection, hexed(current))
    if terms is None:
        raise NoSuchAgreement(agreement)
    return hexed(current), Terms.from_json(terms)


def require_kind(company: Company, contract: str, terms: Terms) -> None:
    """What only the kind of agreement checks. Raises ContractRefused.

    It is asked without any signature: what it refuses for that, it has no other objection to.
    """
    try:
        company.chain.call(company.contract(contract).functions.open(terms.to_abi(), []))
    except ContractRefused as error:
        if error.name != "SignatureCount":
            raise


def ready(connection: sa.Connection, company: Company, draft: Draft, now: int) -> Ready | None:
    """What opens or amends; None as long as somebody has yet to sign."""
    signatures = draft.whole(now)
    if any(party not in signatures for party in draft.parties):
        return None
    said = sentence_hash(draft.sentence)
    consents = [Signed(said, signatures[each].deadline, signatures[each].signature) for each in draft.parties]
    arguments: dict[str, Any] = {"terms": dict(draft.terms), "consents": [each.to_json() for each in consents]}
    functions, terms = company.contract(draft.contract).functions, Terms.from_json(draft.terms).to_abi()
    signed = [each.to_abi() for each in consents]
    if draft.amends is None:
        return Ready(
            call=Call(contract=draft.contract, verb="open", arguments=arguments),
            refused=refused(company, functions.open(terms, signed)),
        )
    before = terms_of_hash(connection, draft.in_force or "")
    if before is None:
        raise NoSuchAgreement(draft.amends)
    arguments = {"agreement": draft.amends, "inForce": dict(before), **arguments}
    amending = functions.amend(unhexed(draft.amends), Terms.from_json(before).to_abi(), terms, signed)
    call = Call(contract=draft.contract, verb="amend", arguments=arguments)
    return Ready(call=call, refused=refused(company, amending))


def refused(company: Company, function: Any) -> str | None:
    """Why the chain would not carry this out now."""
    try:
        company.chain.call(function)
    except (ContractRefused, NodeRefused) as error:
        return str(error)
    return None
