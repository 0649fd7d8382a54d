"""Sharing: a node gives the exchange the rows behind what it offers, so that others can see why figures differ."""

from dataclasses import dataclass

from heyi.core.errors import HeyiError
from heyi.processes.attesting.agreeing import Source
from heyi.processes.attesting.exchange import Exchange
from heyi.processes.attesting.planning import Plan
from heyi.processes.attesting.refusals import EvidenceWrong
from heyi.processes.attesting.remote import NoExchange
from heyi.processes.attesting.step import Step, Teller
from heyi.sources.evidence import evidence_hash

__all__ = ["Sharer"]


@dataclass(frozen=True)
class Sharer:
    exchange: Exchange
    source: Source
    tell: Teller

    def share(self, plan: Plan) -> Step:
        """Gives what this node names, and nobody has given.

        It holds up no figure: what goes wrong stands in the answer. Raises NoExchange and SourceError.
        """
        named = {each.evidence: each for each in plan.offering.values() if any(each.evidence)}
        missing = named.keys() & self.exchange.missing_evidence(plan.period) if named else set()
        rows_of = self.source.evidence(plan.period) if missing else {}
        done = Step()
        for evidence in sorted(missing):
            statement = named[evidence]
            rows = rows_of.get(statement.subject)
            if rows is None:
                continue
            found = evidence_hash(rows)
            try:
                if found != evidence:  # the source was read anew in between; the next step offers what it says now
                    raise EvidenceWrong(evidence, found)
                self.exchange.keep_evidence(evidence, rows)
            except NoExchange:
                raise
            except HeyiError as error:
                done += self.tell.failed("evidence not shared", plan.period, error, subject=statement.subject)
            else:
                self.tell.info("evidence shared", plan.period, subject=statement.subject, rows=len(rows))
        return done
