"""A developer: tries the desk without an extension, and builds on what it is made of."""

import re

from scripts.tour.guide import Guide

__all__ = ["developer"]


def developer(guide: Guide) -> None:
    day = guide.day(
        "developer",
        "A developer: trying things out on the local chain",
        "On a local chain everybody's key is known, so that the desk can be tried as anyone.",
    )
    page = day.go("/")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_label("Find a person").fill("Lotte")
    day.see(
        "Without a wallet, **Connect** offers the developer wallet: any person of the company, clearly marked, and on"
        " a local chain only.",
        "The developer wallet",
    )
    page.get_by_role("button", name=re.compile("Lotte Vermeer")).click()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    day.await_text("Here as:")
    page.locator(".account summary").click()
    day.go("/account")
    day.see("Keys for machines are made here; a program signs in with one instead of a wallet.", "Keys for machines")
    found = day.served.get("/book/agreements?q=iberia-vam")["items"][0]["opened"]["transaction"]
    day.go(f"/transactions/{found}")
    day.see("Every transaction explains itself, event by event.", "A transaction in words")
    day.go("/sign")
    day.see(
        "Whatever has no page of its own is signed here, by its name and arguments, with the same review.",
        "Signing any function",
    )
