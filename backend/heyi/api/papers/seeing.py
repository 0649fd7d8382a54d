"""Who may see the rows behind figures: who may look into the books of the subject that they are of.

HeyiError
└── EvidenceNotShown 403  nodes say different things about whose rows they are
"""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from heyi.api.identity.permissions import Verb, may_see_evidence, permit_evidence
from heyi.api.identity.viewer import Viewer
from heyi.core.errors import HeyiError
from heyi.processes.attesting.hosting import Shelf

__all__ = ["EvidenceNotShown", "permit_rows", "sees_rows"]


@dataclass(eq=False)
class EvidenceNotShown(HeyiError):  # noqa: N818 - named after the fact
    hash: bytes
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "nodes name the evidence {hash} for different subjects, so nobody is shown its rows"


def permit_rows(viewer: Viewer, shelf: Shelf, evidence: bytes) -> None:
    """Raises NotSignedIn and NotAllowed unless the viewer may see a subject of the rows, EvidenceNotShown, and NoNode.

    Of evidence that nobody names there is nothing to see, and nothing is refused.
    """
    subjects = _subjects(shelf, evidence)
    if subjects:
        seen = (subject for subject in subjects if may_see_evidence(viewer, subject) is not None)
        permit_evidence(viewer, next(seen, subjects[0]))
    elif shelf.named(evidence):
        raise EvidenceNotShown(evidence)


def sees_rows(viewer: Viewer, shelf: Shelf, evidences: tuple[bytes, ...]) -> bool:
    """Whether the viewer may see all of these rows; if so, that is in the audit log. Raises NoNode."""
    for evidence in evidences:
        if not any(may_see_evidence(viewer, subject) is not None for subject in _subjects(shelf, evidence)):
            return False
    if evidences:
        viewer.deed.showed = Verb.READ_EVIDENCE.value
    return bool(evidences)


def _subjects(shelf: Shelf, evidence: bytes) -> list[bytes]:
    """What the rows are of. More than half of the nodes that name them have to say so: else one node could name
    somebody else's rows as evidence of its own figures, and have them shown."""
    named = shelf.named(evidence)
    nodes = {each.node for each in named}
    number = Counter(subject for subject, _ in {(each.subject, each.node) for each in named})
    return sorted(subject for subject, by in number.items() if 2 * by > len(nodes))
