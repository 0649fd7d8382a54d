"""Who may see the rows behind a figure: one question, asked in one place.

HeyiError
└── EvidenceNotShown 403  the rows are of a subject that the asker may not look into
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends

from heyi.api.identity.permissions import Verb, may_see_evidence
from heyi.api.identity.viewer import TheViewer
from heyi.core.errors import HeyiError
from heyi.processes.attesting.hosting import Shelf

__all__ = ["EvidenceNotShown", "Sight", "TheSight", "may_see_rows", "sight"]

Sight = Callable[[bytes], bool]
"""Of whoever asks: whether the rows behind this subject's figures may be shown."""


@dataclass(eq=False)
class EvidenceNotShown(HeyiError):  # noqa: N818 - named after the fact
    hash: bytes
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = (
        "the rows of the evidence {hash} are shown only to who may look into its enterprise's books"
    )


def sight(viewer: TheViewer) -> Sight:
    """Of a request: rows name customers and prices. That some were shown is noted for the audit log."""

    def seen(subject: bytes) -> bool:
        role = may_see_evidence(viewer, subject)
        if role is not None:
            viewer.deed.showed, viewer.deed.role = Verb.READ_EVIDENCE.value, role.value
        return role is not None

    return seen


TheSight = Annotated[Sight, Depends(sight)]
"""A route's parameter of this type says what the asker may see."""


def may_see_rows(shelf: Shelf, sight: Sight, evidence: bytes) -> bool:
    """Whether the asker may see a subject that the rows are of. Raises NoDatabase.

    What they are of is for more than half of the nodes to say that name them: else one node could name the rows of
    somebody else as its own evidence, and have them shown.
    """
    named = shelf.named(evidence)
    nodes = {each.node for each in named}
    by_subject = Counter(subject for subject, _ in {(each.subject, each.node) for each in named})
    return any(2 * number > len(nodes) and sight(subject) for subject, number in by_subject.items())
