"""What oracle nodes have told one another: offers, signatures of batches and corrections, evidence, and proofs against
nodes that said two things at once. Nothing of it follows from the chain, so it survives a rebuild.
"""

from heyi.store.kept.oracle.corrections import Corrected, add_correction, corrections_of
from heyi.store.kept.oracle.evidence import (
    Named,
    add_evidence,
    evidence_rows,
    missing_evidence,
    name_evidence,
    named_of,
    rows_kept,
)
from heyi.store.kept.oracle.figures import (
    Attested,
    Offered,
    add_attestation,
    add_offer,
    attestations_of,
    last_offers,
    offer_of,
    offers_of,
)
from heyi.store.kept.oracle.proofs import Proof, Said, add_proof, proofs

__all__ = [
    "Attested",
    "Corrected",
    "Named",
    "Offered",
    "Proof",
    "Said",
    "add_attestation",
    "add_correction",
    "add_evidence",
    "add_offer",
    "add_proof",
    "attestations_of",
    "corrections_of",
    "evidence_rows",
    "last_offers",
    "missing_evidence",
    "name_evidence",
    "named_of",
    "offer_of",
    "offers_of",
    "proofs",
    "rows_kept",
]
