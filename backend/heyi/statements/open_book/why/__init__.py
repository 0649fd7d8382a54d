"""Why something was accrued: every step from final facts to an amount, computed again and held against the chain.

`computing` replays an agreement with the twin in `core.accrual`; `words` tells the steps in sentences.
"""

from heyi.statements.open_book.why.computing import BaseWhy, ClauseWhy, GateWhy, Read, Segment, Why, why
from heyi.statements.open_book.why.words import steps_of

__all__ = ["BaseWhy", "ClauseWhy", "GateWhy", "Read", "Segment", "Why", "steps_of", "why"]
