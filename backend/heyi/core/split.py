"""Split: an amount among several, exactly; the twin of _partsOf in contracts/agreements/Moving.sol."""

from collections.abc import Sequence

__all__ = ["shares_of"]


def shares_of(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The parts of `amount` by weights above 0: rounded down, and the last takes what the others leave."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights[:-1]]
    return (*parts, amount - sum(parts))
