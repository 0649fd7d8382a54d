"""What an afterword leaves on the table: drafts with the signatures that some have given, and signed offers.

They are written as the API writes what people hand in, and every signature is one that the contracts take.
"""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.core.payoff import amount
from heyi.core.signing import SIGNED_WITHIN, Signed
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Terms
from heyi.scenario.afterword.model import Afterword, Offered, Proposed
from heyi.scenario.afterword.playing import GoingOn
from heyi.scenario.playing import cast
from heyi.scenario.playing.stage import Stage
from heyi.store.kept import drafts, offers
from heyi.store.projection import hexed
from heyi.templates.previewing.cautions import cautions_of
from heyi.templates.previewing.outcomes import outcomes_of
from heyi.templates.terms_of import sentence_of, terms_of

__all__ = ["lay_out"]


def lay_out(connection: sa.Connection, afterword: Afterword, stage: Stage, played: GoingOn) -> None:
    """Writes everything; what is there already stays."""
    now = stage.company.chain.timestamp()
    # Signatures are good until then; the stage is nobody else's any more.
    stage.cast.deadline = now + SIGNED_WITHIN
    papers = _Papers(afterword, stage, played, now)
    for draft in afterword.drafts:
        if drafts.draft_of(connection, (new := papers.draft(draft)).id) is None:
            drafts.add_draft(connection, new)
            drafts.add_signatures(connection, new.id, papers.signatures(draft))
    for offer in (*played.offers, *map(papers.offer, afterword.offers)):
        if offers.offer_of(connection, hexed(offer.hash)) is None:
            offers.add_offer(connection, _kept(offer, now))


@dataclass
class _Papers:
    afterword: Afterword
    stage: Stage
    played: GoingOn
    now: int

    def draft(self, proposed: Proposed) -> drafts.Draft:
        agreement, terms, company = proposed.agreement, self._terms(proposed), self.stage.company
        words = self.afterword.scenario.words
        return drafts.Draft(
            id=_id(agreement.id),
            contract=agreement.contract,
            address=company.deployment.addresses[agreement.contract],
            terms=terms.to_json(),
            terms_hash=hexed(company.messages.terms_hash(terms)),
            sentence=sentence_of(agreement, words),
            template=self._template(proposed),
            cautions=[asdict(each) for each in cautions_of(agreement, terms, outcomes_of(terms, amount), words)],
            proposed_by=self.stage.addresses[proposed.by],
            parent=_id(proposed.answers) if proposed.answers else None,
            amends=hexed(self._amended(proposed)) if proposed.amends else None,
            in_force=hexed(self._amended(proposed)) if proposed.amends else None,
            deadline=self.now + SIGNED_WITHIN,
            created_at=self.now,
        )

    def signatures(self, proposed: Proposed) -> list[drafts.Signature]:
        return [self._signature(proposed, self.stage.addresses[party]) for party in proposed.signed]

    def offer(self, offered: Offered) -> cast.Offer:
        """Open to everybody unless it names somebody."""
        terms = terms_of(offered.agreement, self.stage.addresses, self._token)
        sentence = sentence_of(offered.agreement, self.afterword.scenario.words)
        to = self.stage.addresses[offered.to] if offered.to else ZERO_ADDRESS
        return self.stage.cast.offer(terms, sentence, self.stage.cast.deadline, to, offered.times)

    def _signature(self, proposed: Proposed, party: str) -> drafts.Signature:
        by, kind, terms = self.stage.cast, proposed.agreement.contract, self._terms(proposed)
        sentence = sentence_of(proposed.agreement, self.afterword.scenario.words)
        said: Signed = (
            by.amendment(kind, party, self._amended(proposed), terms, sentence)
            if proposed.amends
            else by.consent(kind, party, terms, sentence)
        )
        signer = str(by.leaders[party].address) if party in by.leaders else party
        return drafts.Signature(party, signer, said.deadline, said.signature, whole=True, added_at=self.now)

    def _template(self, proposed: Proposed) -> dict[str, Any]:
        """As somebody would have proposed it."""
        parties = {
            party: {"address": self.stage.addresses[party], "name": None, "has": None}
            for party in proposed.agreement.parties
        }
        return {"kind": proposed.agreement.kind, "entry": dict(proposed.entry), "parties": parties, "to": None}

    def _terms(self, proposed: Proposed) -> Terms:
        return terms_of(proposed.agreement, self.stage.addresses, self._token)

    def _amended(self, proposed: Proposed) -> bytes:
        return self.stage.company.messages.terms_hash(self.played.terms[proposed.amends])

    @property
    def _token(self) -> str:
        return self.stage.company.deployment.addresses["SettlementToken"]


def _id(agreement: str) -> str:
    return keccak(text=agreement)[:16].hex()


def _kept(offer: cast.Offer, now: int) -> offers.Offer:
    acceptor, times, _ = offer.form
    return offers.Offer(
        hash=hexed(offer.hash),
        supplier=offer.terms.parties[1],
        acceptor=acceptor,
        times=times,
        terms=offer.terms.to_json(),
        sentence=offer.sentence,
        deadline=offer.signed.deadline,
        signature=offer.signed.signature,
        created_at=now,
    )
