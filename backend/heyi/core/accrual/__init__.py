"""Accrual: from final facts to what each clause adds in a period; the twin of contracts/libraries/Measures.sol.

`readings` (what a clause finds when a window ends) -> `agreement` (what it adds, clause by clause, period by period).
"""

from heyi.core.accrual.agreement import (
    Accrual,
    PeriodAmounts,
    Running,
    accrue_clause,
    accrue_window,
    entitlements,
    restate_clause,
)
from heyi.core.accrual.readings import Reading, actual_of, base_of, figures_read, gate_figure, gate_holds

__all__ = [
    "Accrual",
    "PeriodAmounts",
    "Reading",
    "Running",
    "accrue_clause",
    "accrue_window",
    "actual_of",
    "base_of",
    "entitlements",
    "figures_read",
    "gate_figure",
    "gate_holds",
    "restate_clause",
]
