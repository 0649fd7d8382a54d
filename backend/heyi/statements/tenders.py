"""Tenders: what clients asked for, who bid how much, and who won."""

from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.table import Column, Table

__all__ = ["tenders"]


def tenders(ledger: Ledger, directory: Directory) -> Table:
    """Per bid: what is asked for, at what price, by whom, and whether it won; a tender without bids has one row."""
    won = {event.args["tender"]: event.args["offer"] for event in ledger.named("TenderAwarded")}
    rows = []
    for event in ledger.named("TenderPublished"):
        tender, asked = event.args["tender"], event.args["terms"]
        head = {
            "client": directory.name(event.args["client"]),
            "goal": asked["goal"],
            "measure": asked["measure"],
            "highest_price": asked["highestPrice"],
        }
        bids = [each.args for each in ledger.named("BidPosted") if each.args["tender"] == tender]
        for bid in bids:
            result = "won" if won.get(tender) == bid["offer"] else "not accepted"
            rows.append({**head, "bidder": directory.name(bid["supplier"]), "price": bid["price"], "result": result})
        if not bids:
            rows.append({**head, "bidder": "", "price": None, "result": "no bids"})
    columns = (
        Column("client", "client"),
        Column("goal", "goal"),
        Column("measure", "success"),
        Column("highest_price", "highest price", "money"),
        Column("bidder", "bidder"),
        Column("price", "bid", "money"),
        Column("result", "result"),
    )
    return Table("tenders", "Tenders", columns, tuple(rows), "highest price, bid: at most, per period")
