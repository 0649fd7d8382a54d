"""The side of the exchange that keeps what nodes tell one another, and shows it to everybody."""

from heyi.processes.attesting.hosting.board import Board
from heyi.processes.attesting.hosting.shelf import Shelf

__all__ = ["Board", "Shelf"]
