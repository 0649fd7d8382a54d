"""Checks: what must hold of any terms before they are opened; the twin of contracts/libraries/TermsCheck.sol.

`limits` (numbers) -> `invalid_terms` (what can be wrong) -> `rules` (in which order it is looked for).
"""

from heyi.core.checks.rules import check, figures_of, most_per_period

__all__ = ["check", "figures_of", "most_per_period"]
