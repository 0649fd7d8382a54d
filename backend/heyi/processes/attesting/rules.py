"""What the contract demands at the moment: who may sign, how many must, and under which number a correction is booked.

A node asks the chain for this itself: what an exchange says of quorums would be no more than hearsay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from heyi.company import Company
from heyi.core.facts import Statement
from heyi.processes.attesting.agreeing import Committee

__all__ = ["Rules", "rules_of"]


@dataclass(frozen=True)
class Rules:
    """nodes, quorum: the company's. open_period: in which corrections are booked. nonce: of the next correction.

    committees: of subjects that have one of their own now.
    """

    nodes: tuple[str, ...]
    quorum: int
    open_period: int
    nonce: int
    committees: Mapping[bytes, Committee] = field(default_factory=dict)

    @property
    def company(self) -> Committee:
        return Committee(self.nodes, self.quorum)

    def committee(self, subject: bytes) -> Committee:
        """Whose signatures the subject's figures need."""
        return self.committees.get(subject, self.company)

    def suffice(self, statements: Iterable[Statement], signers: Iterable[str]) -> bool:
        """Whether these nodes' signatures are enough for every one of the statements."""
        signed = frozenset(signers)
        committees = {self.committee(each.subject) for each in statements}
        return self.company.is_quorum(signed) and all(each.is_quorum(signed) for each in committees)

    def all_have(self, statements: Iterable[Statement], signers: Iterable[str]) -> bool:
        """Whether everybody has signed who could: then a band holds nothing back."""
        signed = frozenset(signers)
        return all(signed.issuperset(self.committee(each.subject).nodes) for each in statements)


def rules_of(company: Company, subjects: Iterable[bytes] = (), period: int = 0) -> Rules:
    """As they are now. subjects: whose committees are asked for. Raises NoNode."""
    oracle, wanted = company.oracle.functions, list(subjects)
    asked = [oracle.nodes(), oracle.quorum(), oracle.currentPeriod(), oracle.correctionNonce()]
    asked += [oracle.committeeOf(subject, period) for subject in wanted]
    nodes, quorum, open_period, nonce, *found = company.chain.call_all(asked)
    rules = Rules(tuple(nodes), quorum, open_period, nonce)
    committees = [Committee(tuple(members), needed) for members, needed in found]
    own = {subject: each for subject, each in zip(wanted, committees, strict=True) if each != rules.company}
    return replace(rules, committees=own)
