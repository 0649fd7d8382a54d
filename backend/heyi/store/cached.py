"""Tables that follow from the chain alone: they can be dropped and made again with the same content.

Every row but the cursor stands under the block that brought it about, and nothing is ever changed: what is true now
is a question to all rows up to now. So undoing a block is deleting it, and the rows go with it.
"""

from typing import Any

import sqlalchemy as sa

from heyi.store.amounts import Amount

__all__ = ["FACTS", "METADATA", "VERSION"]

VERSION = 3  # raise it with any change here or in `projection`: the cache is made anew

METADATA = sa.MetaData()

Hash = sa.String(66)  # "0x" and 64 digits
Address = sa.String(42)  # with its checksum

block = sa.Table(
    "block",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("hash", Hash, nullable=False),
    sa.Column("parent", Hash, nullable=False),
    sa.Column("timestamp", sa.BigInteger, nullable=False),
)
"""Blocks with events in them, and the latest ones whether they have any or not: they tell a reorganisation."""

cursor = sa.Table(
    "cursor",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("next_block", sa.BigInteger, nullable=False),
    sa.Column("final_block", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    sa.Column("company", Hash, nullable=False),
    sa.CheckConstraint("id = 1"),
)
"""How far the chain was read: one row. version rises with every change, epoch with every block undone. company: hash of
its contracts' addresses, so that the book of one is never taken for that of another."""

event = sa.Table(
    "event",
    METADATA,
    sa.Column("block", sa.ForeignKey("block.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("log_index", sa.Integer, primary_key=True),
    sa.Column("transaction", Hash, nullable=False),
    sa.Column("contract", Address, nullable=False),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("agreement", Hash),
    sa.Column("topics", sa.LargeBinary, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Index("event_by_agreement", "agreement", "block", "log_index"),
    sa.Index("event_by_transaction", "transaction"),
    sa.Index("event_by_name", "name", "block", "log_index"),
)
"""Every log as the chain has it. topics: 32 bytes each, one after the other. agreement: the one it is about, if any."""

FACTS: dict[str, sa.Table] = {}
"""The tables that `projection` makes of events, by name; each row is (block, log_index, line)."""


def _facts(name: str, *columns: sa.Column[Any] | sa.Index) -> sa.Table:
    FACTS[name] = sa.Table(
        name,
        METADATA,
        sa.Column("block", sa.BigInteger, primary_key=True),
        sa.Column("log_index", sa.Integer, primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(["block", "log_index"], ["event.block", "event.log_index"], ondelete="CASCADE"),
    )
    return FACTS[name]


def _column(name: str, kind: Any, optional: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=optional, index=index)


def _address(name: str, optional: bool = False, index: bool = True) -> sa.Column[Any]:
    return _column(name, Address, optional, index)


def _amount(name: str, optional: bool = False) -> sa.Column[Any]:
    return _column(name, Amount, optional)


def _period(name: str = "period", optional: bool = False, index: bool = False) -> sa.Column[Any]:
    return _column(name, sa.BigInteger, optional, index)


# --- ENTERPRISES ---

enterprise = _facts(
    "enterprise",
    _address("enterprise"),
    _column("name", sa.Text),
    _address("leader"),
    _column("quorum", sa.Integer),
    _amount("total_shares"),
    _amount("allowance"),
    _column("wind_up_after", sa.Integer),
)
"""Founded."""

leader = _facts("leader", _address("enterprise"), _address("leader"))
"""Founded, Elected, Succeeded: the last row of an enterprise counts."""

units = _facts("units", _address("enterprise"), _address("member"), _amount("units"), _period("from_period"))
"""Founded (from period 0), UnitsScheduled: what a member's part in the team is from a period on; 0: none any more."""

shares = _facts("shares", _address("enterprise"), _address("investor"), _amount("shares"), _period("from_period"))
"""SharesScheduled."""

spending = _facts("spending", _address("enterprise"), _address("receiver"), _amount("amount"), _column("purpose", Hash))
"""Spent: outside closings, within the allowance."""

allowance = _facts("allowance", _address("enterprise"), _amount("allowance"))
"""Founded, AllowanceSet: the last row of an enterprise counts."""

# --- AGREEMENTS ---

version = _facts(
    "version",
    _column("agreement", Hash, index=True),
    _address("contract"),
    _column("number", sa.Integer),
    _column("terms_hash", Hash),
    _period("first_period"),
    _period("end_period"),
    _column("terms", sa.JSON),
    _column("sentences", sa.JSON),
)
"""Opened (number 0), Amended: terms as `Terms.to_json` writes them; sentences: hashes, in the order of parties."""

party = _facts(
    "party", _column("agreement", Hash, index=True), _column("number", sa.Integer), _column("place", sa.Integer),
    _address("account"),
)  # fmt: skip
"""Opened, Amended: who is party to which version (number), in the order of its terms (place)."""

step = _facts(
    "step", _column("agreement", Hash, index=True), _column("name", sa.String(20)), _address("account", optional=True),
    _period("end_period", optional=True),
)  # fmt: skip
"""Noticed, EndedByAll, Released, Ended."""

movement = _facts(
    "movement",
    _column("agreement", Hash, index=True),
    _column("kind", sa.String(16)),
    _column("leg", sa.Integer),
    _column("clause", sa.Integer, optional=True),
    _column("nature", sa.Integer),
    _period(index=True),
    _address("debtor"),
    _address("creditor"),
    _amount("amount"),
)
"""What a leg accrued, paid, cancelled, escrowed, paid_from_escrow or paid_by_backer; a line per clause and creditor.

Above 0 the debtor owes or pays. period: for accrued its own; else the last that was accrued before, -1 before the
first. debtor: of paid_by_backer the backer, whose payment is a paid line of the debtor's as well; the debtor of
escrowed money is who locked it.
"""

investment = _facts(
    "investment", _column("agreement", Hash, index=True), _address("investor"), _address("enterprise"),
    _amount("amount"), _amount("shares"),
)  # fmt: skip
"""Invested: at an opening."""

acceptance = _facts(
    "acceptance",
    _column("agreement", Hash, index=True),
    _column("offer", Hash, index=True),
    _column("times", sa.Integer),
)
"""Accepted: an agreement that was opened by taking up an offer."""

# --- FACTS ---

statement = _facts(
    "statement",
    _column("subject", Hash, index=True),
    _period(),
    _column("kind", sa.String(12)),
    _period("booked_in"),
    *(_column(name, sa.BigInteger) for name in ("revenue", "profit", "other")),
    _column("other_metric", sa.Integer),
    _column("score", sa.Integer),
    _column("evidence", Hash),
)
"""StatementPosted (posted), StatementSetApart (apart), CommitteeMissing (alone), StatementCorrected (corrected: what
the figures are now)."""

dispute = _facts(
    "dispute",
    _column("subject", Hash, index=True),
    _period(),
    _column("kind", sa.String(12)),
    _address("challenger", optional=True),
    _column("reason", Hash, optional=True),
    _column("upheld", sa.Boolean, optional=True),
    _column("number", sa.BigInteger, optional=True),
    _amount("bond", optional=True),
    _column("agreement", Hash, optional=True, index=True),
    _column("parties", sa.JSON),
    _address("arbiter", optional=True),
    _column("ruling", Hash, optional=True),
    _address("bond_to", optional=True),
)
"""StatementChallenged (challenged), StatementDecided (decided), BondReturned (returned: bond to challenger, without a
number). parties: of the agreement at the challenge; otherwise none."""

committee = _facts(
    "committee",
    _address("enterprise"),
    _period("from_period"),
    _column("nodes", sa.JSON),
    _column("quorum", sa.Integer),
)
"""CommitteeNamed: of an enterprise's rows from one period the last counts. No nodes: the company's serve."""

node_change = _facts(
    "node_change",
    _column("name", sa.String(12)),
    _column("nodes", sa.JSON),
    _column("quorum", sa.Integer, optional=True),
    _address("node", optional=True),
    _address("new_node", optional=True),
)
"""NodesSet (set), NodeRotated (rotated: new_node in the place of node)."""

band = _facts(
    "band",
    _column("subject", Hash, index=True),
    _column("least", sa.BigInteger),
    _column("most", sa.BigInteger),
)
"""BandSet: the last row of a subject counts; both 0: it has none."""

role = _facts(
    "role", _address("contract"), _column("role", Hash), _address("account"), _column("held", sa.Boolean)
)  # fmt: skip
"""RoleGranted, RoleRevoked: of the oracle and the timelock."""

# --- BOOKS ---

closing = _facts(
    "closing",
    _address("enterprise"),
    _period(),
    *(_amount(name) for name in ("owed", "paid", "shared", "undistributed")),
)
"""BooksClosed."""

result = _facts("result", _address("enterprise"), _period(), _amount("external_profit"))
"""ClosingBegun."""

books = _facts("books", _address("enterprise"), _column("name", sa.String(12)), _period())
"""BooksOpened (opened, with the first period), WoundUp (wound_up, with the first that does not count any more)."""

distribution = _facts(
    "distribution",
    _address("enterprise"),
    _period(),
    _column("kind", sa.String(12)),
    _amount("team"),
    _amount("investors"),
)
"""Distributed (shared), TeamCredited (credited, all of it the team's), RemainderGivenBack is in `event` only."""

claim = _facts("claim", _address("enterprise"), _address("account"), _amount("amount"))
"""Claimed."""

# --- MONEY ---

transfer = _facts("transfer", _address("sender"), _address("receiver"), _column("token", Address), _amount("amount"))
"""The Treasury's Transfer; the zero address stands for outside."""

issue = _facts(
    "issue",
    _column("kind", sa.String(12)),
    _period(optional=True),
    _address("account", optional=True),
    _amount("amount"),
)
"""OpeningCapital (capital), Issued (issued), Redeemed (redeemed)."""

# --- TENDERS ---

tender = _facts(
    "tender",
    _column("tender", Hash, index=True),
    _address("client"),
    _column("goal", sa.Text),
    _column("measure", sa.Text),
    _amount("highest_price"),
    _period("first_period"),
    _period("last_period"),
    _column("closes_at", sa.BigInteger),
    _column("terms", sa.JSON),
)
"""TenderPublished."""

bid = _facts("bid", _column("tender", Hash, index=True), _address("supplier"), _column("offer", Hash), _amount("price"))
"""BidPosted."""

award = _facts(
    "award",
    _column("tender", Hash, index=True),
    _column("name", sa.String(12)),
    _address("supplier", optional=True),
    _column("agreement", Hash, optional=True),
    _column("offer", Hash, optional=True),
    _amount("price", optional=True),
)
"""TenderAwarded (awarded), TenderWithdrawn (withdrawn)."""
