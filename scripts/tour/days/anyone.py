"""Anyone: reads the open book, without a wallet."""

from urllib.parse import quote

from scripts.tour.guide import Guide

__all__ = ["anyone"]


def anyone(guide: Guide) -> None:
    day = guide.day(
        "anyone",
        "Anyone: how does this company share what it earns?",
        "Reading needs no wallet and no account.",
    )
    page = day.go("/")
    day.see(
        "The desk opens on the open book: every unit, ranked by what its people have made of it, and the totals.",
        "The open book with all units",
    )
    day.see(
        "Further down the browser adds all units up itself and holds the sums against the company's. Every credit "
        "that was ever made is held, withdrawn or redeemed; what is left over is nothing.",
        "Sums that add up, and where the credit is",
        page.get_by_role("heading", name="It adds up"),
    )
    day.go(f"/units/{day.served.address_of('Iberia Desk')}")
    day.see(
        "A unit has its books by period, who has which part in it, its agreements, and what it promised its investors"
        " against what it did.",
        "The page of the Iberia Desk",
    )
    found = day.served.get(f"/book/agreements?q={quote('carriage-vam')}")["items"][0]["agreement"]
    day.go(f"/agreements/{found}")
    day.see(
        "An agreement begins with the sentence that is enforced, word for word what its parties have signed, beside "
        "its numbers.",
        "The page of a VAM with its sentence",
    )
    day.go(f"/agreements/{found}/periods/2011-07")
    day.see(
        "Every payment has its why: which figures counted, what they were held against, and how the amount follows. "
        "The page computes it again and compares with what the chain has booked.",
        "Why a period came to what it came to",
    )
