"""Oracle nodes that are not in one process: each offers its figures to the others, and signs those that a quorum reads.

`exchange` says what nodes tell one another; `hosting` keeps it for all of them and shows where everybody's figures
stand, `remote` is a node's way there over HTTP. `node` is one node, `standing` what the chain says of figures already.
"""

from heyi.processes.attesting.exchange import Batch, Booking, CorrectionBatch, Exchange, Figures
from heyi.processes.attesting.hosting import Board
from heyi.processes.attesting.node import OracleNode
from heyi.processes.attesting.planning import Plan, Why
from heyi.processes.attesting.remote import RemoteExchange
from heyi.processes.attesting.step import Step

__all__ = [
    "Batch",
    "Board",
    "Booking",
    "CorrectionBatch",
    "Exchange",
    "Figures",
    "OracleNode",
    "Plan",
    "RemoteExchange",
    "Step",
    "Why",
]
