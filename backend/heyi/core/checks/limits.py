"""Limits of terms: as in contracts/libraries/TermsCheck.sol."""

__all__ = [
    "FIGURES_AT_ONCE",
    "FIGURE_LIMIT",
    "MOST_BASES",
    "MOST_CLAUSES",
    "MOST_CORRECTION_PERIODS",
    "MOST_DEBTORS",
    "MOST_GATES",
    "MOST_LEGS",
    "MOST_PARTIES",
    "MOST_PERIODS",
    "MOST_POINTS",
    "POINT_LIMIT",
]

MOST_PARTIES = 65
MOST_DEBTORS = 16
"""Parties after these are paid only."""

MOST_PERIODS = 4_096
MOST_LEGS = 72
MOST_CLAUSES = 80
MOST_BASES = 4
MOST_POINTS = 64
MOST_GATES = 4
MOST_CORRECTION_PERIODS = 120
FIGURES_AT_ONCE = 512
"""How many figures one period may read, so that accruing it always fits a block."""

POINT_LIMIT = 2**95
"""|x| and |y| of every point lie below, which keeps the contract's products inside 256 bits."""

FIGURE_LIMIT = 2**63
"""|y| of a curve lies below: it takes a promise's place, in the contract's sums too."""
