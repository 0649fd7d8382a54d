"""Equivocation: a node that signs two things of which it may sign one is refused, and both are kept as a proof.

An offer is one of a kind by node, period and sequence. A report is good until its subjects are posted, so of each
subject a node signs one figure, until the arbiter decides against that. A correction is good for one nonce only, and
the next one corrects it again: there a second figure harms nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from heyi.company import Company
from heyi.core.facts import Finality, Stage, Statement
from heyi.core.solidity import ZERO_BYTES32
from heyi.processes.attesting.standing import standings_of
from heyi.store.database import Database
from heyi.store.kept.oracle import Attested, Offered, Proof, Said, add_proof

__all__ = ["conflicting_subject", "keep_proof", "reports_differing"]


def reports_differing(new: Attested, before: Iterable[Attested]) -> dict[bytes, Attested]:
    """Subjects of which the same node has signed other figures before, and where."""
    return {
        mine.subject: each
        for each in before
        for mine in new.statements
        if any(_differ(mine, other) for other in each.statements)
    }


def conflicting_subject(company: Company, period: int, subjects: Iterable[bytes]) -> bytes | None:
    """One of which a node may sign one figure only. Raises NoNode.

    That is until it was posted: after that, which of two signatures was good when is for the chain to say.
    """
    for subject, standing in standings_of(company, period, subjects).items():
        if (standing.stage, standing.finality, standing.since) == (Stage.None_, Finality.Pending, 0):
            return subject
    return None


def _differ(mine: Statement, other: Statement) -> bool:
    """Evidence by itself is no figure."""
    return mine.subject == other.subject and replace(mine, evidence=ZERO_BYTES32) != replace(
        other, evidence=ZERO_BYTES32
    )


def keep_proof(
    database: Database, period: int, about: int | bytes, first: Offered | Attested, second: Offered | Attested, at: int
) -> None:
    """Keeps both with their signatures. Raises NoDatabase."""
    proof = Proof(first.node, period, about, _said(first), _said(second), at)
    try:
        with database.writing() as connection:
            add_proof(connection, proof)
    except IntegrityError:  # the same proof, at the same moment by another request
        return


def _said(each: Offered | Attested) -> Said:
    statements: Sequence[Statement] = each.statements
    return Said(tuple(statements), each.signature)
