"""Amounts in a database: whole numbers of any size, exact in SQLite as in PostgreSQL.

Neither database sums integers beyond 64 bits the same way, and a token with 18 decimals passes that with ten coins. So
an amount is NUMERIC in PostgreSQL and text in SQLite, and `total` adds them up exactly in both.
"""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["Amount", "ExactSum", "below_zero", "total"]

DIGITS = 78  # of the largest uint256


class Amount(sa.types.TypeDecorator[int]):
    """A whole number of minor units, or of anything else that Solidity counts in up to 256 bits."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return sa.Numeric(DIGITS, 0) if dialect.name == "postgresql" else sa.Text()

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return Decimal(value) if dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class total(FunctionElement[int]):  # noqa: N801 - SQL functions are written in lower case
    """The exact sum of an Amount column; 0 of no rows."""

    type = Amount()
    name = "total"
    inherit_cache = True


@compiles(total, "sqlite")
def _sqlite_total(element: "total", compiler: SQLCompiler, **kw: Any) -> str:
    return f"exact_sum({compiler.process(element.clauses, **kw)})"


@compiles(total)
def _total(element: "total", compiler: SQLCompiler, **kw: Any) -> str:
    return f"coalesce(sum({compiler.process(element.clauses, **kw)}), 0)"


class below_zero(FunctionElement[bool]):  # noqa: N801
    """Whether an Amount is negative: a comparison that text in SQLite can't make by itself."""

    type = sa.Boolean()
    name = "below_zero"
    inherit_cache = True


@compiles(below_zero, "sqlite")
def _sqlite_below_zero(element: "below_zero", compiler: SQLCompiler, **kw: Any) -> str:
    return f"(substr({compiler.process(element.clauses, **kw)}, 1, 1) = '-')"


@compiles(below_zero)
def _below_zero(element: "below_zero", compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} < 0)"


class ExactSum:
    """The aggregate behind `total` in SQLite, as its driver wants it."""

    def __init__(self) -> None:
        self._sum = 0

    def step(self, value: str | None) -> None:
        if value is not None:
            self._sum += int(value)

    def finalize(self) -> str:
        return str(self._sum)
