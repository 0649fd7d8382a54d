"""Oracle nodes that are not in one process: each offers its figures to the others, and signs those that a quorum reads.

`exchange` says what nodes tell one another; `board` keeps it for all of them, `remote` is a node's way there over HTTP.
`node` is one node, and `standing` what the chain says of its figures already.
"""

from heyi.processes.attesting.board import Board
from heyi.processes.attesting.exchange import Batch, Exchange, Figures
from heyi.processes.attesting.node import OracleNode, Step
from heyi.processes.attesting.planning import Plan, Why
from heyi.processes.attesting.remote import RemoteExchange

__all__ = ["Batch", "Board", "Exchange", "Figures", "OracleNode", "Plan", "RemoteExchange", "Step", "Why"]
