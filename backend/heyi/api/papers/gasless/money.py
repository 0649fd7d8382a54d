"""Signed for money: what moves in the Treasury, and credit that is paid out."""

from collections.abc import Mapping

from heyi.api.papers.gasless.asked import Asked, Builder, Built, by_sig

__all__ = ["OF_MONEY"]


def _withdraw(asked: Asked) -> Built:
    read, treasury = asked.arguments, asked.company.treasury.functions
    owner, token, amount, to = read.address("owner"), read.address("token"), read.number("amount"), read.address("to")
    nonce = asked.company.chain.call(treasury.nonces(owner))
    build = asked.company.messages.treasury_withdrawal
    return by_sig(asked, build(asked.domain, owner, token, amount, to, nonce, asked.deadline), owner)


def _transfer(asked: Asked) -> Built:
    read, treasury = asked.arguments, asked.company.treasury.functions
    owner, receiver, id_ = read.address("owner"), read.address("receiver"), read.number("id")
    amount = read.number("amount")
    nonce = asked.company.chain.call(treasury.nonces(owner))
    build = asked.company.messages.transfer
    return by_sig(asked, build(asked.domain, owner, receiver, id_, amount, nonce, asked.deadline), owner)


def _set_operator(asked: Asked) -> Built:
    read, treasury = asked.arguments, asked.company.treasury.functions
    owner, operator, approved = read.address("owner"), read.address("operator"), read.value("approved", "bool")
    nonce = asked.company.chain.call(treasury.nonces(owner))
    build = asked.company.messages.set_operator
    return by_sig(asked, build(asked.domain, owner, operator, approved, nonce, asked.deadline), owner)


def _redeem(asked: Asked) -> Built:
    read, token = asked.arguments, asked.company.token.functions
    owner, amount, reference = read.address("owner"), read.number("amount"), read.word("reference_")
    nonce = asked.company.chain.call(token.nonces(owner))
    build = asked.company.messages.redemption
    return by_sig(asked, build(asked.domain, owner, amount, reference, nonce, asked.deadline), owner)


def _permit(asked: Asked) -> Built:
    read, token = asked.arguments, asked.company.token.functions
    owner, spender, value = read.address("owner"), read.address("spender"), read.number("value")
    nonce = asked.company.chain.call(token.nonces(owner))
    return Built(asked.company.messages.permit(asked.domain, owner, spender, value, nonce, asked.deadline), owner)


OF_MONEY: Mapping[tuple[str, str], Builder] = {
    ("Treasury", "withdrawBySig"): _withdraw,
    ("Treasury", "transferBySig"): _transfer,
    ("Treasury", "setOperatorBySig"): _set_operator,
    ("SettlementToken", "redeemBySig"): _redeem,
    ("SettlementToken", "permit"): _permit,
}
