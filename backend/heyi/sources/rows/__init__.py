"""Rows as every kind of source gives them: cells under names of columns, each row with its place."""

from heyi.sources.rows.cells import Cell
from heyi.sources.rows.table import Header, Table

__all__ = ["Cell", "Header", "Table"]
