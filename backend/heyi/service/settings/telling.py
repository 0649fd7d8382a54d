"""Settings of what tells people and programs what has happened: webhooks, notices, and the part that sends them."""
# ruff: noqa: RUF009 - what `setting` is called with cannot change, so one default may serve all

from dataclasses import dataclass
from pathlib import Path

from heyi.service.settings.describing import setting
from heyi.service.settings.forms import Address, FilePath, Items, Number, Optional, Text, Whole
from heyi.service.settings.told_forms import About, EventTypes, HookUrl, Mailbox, Table, VariableName

__all__ = ["NoticesSettings", "NotifySettings", "WebhookSettings"]

DAY = 86_400  # seconds


@dataclass(frozen=True)
class WebhookSettings:
    """An endpoint to which events are sent, signed as Standard Webhooks asks; see docs/webhooks.md.

    NAME is yours to choose: small letters, digits, - and _. These settings stand in the file only. One of `secret_env`
    and `secret_file` is needed.
    """

    url: str = setting("", HookUrl(), "Where events are sent.", secret=True)  # many have a token in their path
    types: tuple[str, ...] = setting(("*",), EventTypes(), "Which events are sent.")
    about: str = setting("all", About(), "Whom an event must concern to be sent: one unit or person, or anybody.")
    secret_env: str | None = setting(
        None,
        Optional(VariableName(), "the secret is in a file"),
        "Environment variable that holds the secret; while it is changed, both with a space between.",
    )
    secret_file: Path | None = setting(
        None,
        Optional(FilePath("a path"), "the secret is in the environment"),
        "File whose first line is the secret; while it is changed, the second line is the former one.",
    )


@dataclass(frozen=True)
class NotifySettings:
    """Sending webhooks and notices."""

    poll: float = setting(2.0, Number(0.05, DAY, "seconds"), "How long to wait before looking again for what is new.")
    lease: float = setting(
        60.0,
        Number(10, DAY, "seconds"),
        "After how long another process may take over from one that has ended without a word.",
    )
    timeout: float = setting(10.0, Number(0.1, 30, "seconds"), "How long one delivery may take.")
    pause_after: int = setting(
        24,
        Whole(1, 24 * 30, "hours"),
        "For how long nothing may reach an endpoint before it is paused, and tried once an hour only.",
    )
    private_hosts: tuple[str, ...] = setting(
        (),
        Items(Text("the host of an endpoint, as it stands in its URL")),
        "Hosts whose addresses need not be public ones; this machine itself needs no mention.",
    )
    authority: Path | None = setting(
        None,
        Optional(FilePath("a path"), "whoever this machine trusts"),
        "File of the certificates by which endpoints' own are trusted.",
    )
    public_url: str = setting(
        "http://127.0.0.1:8600",
        Address(("http", "https"), "https://heyi.example"),
        "Where the API is for those who are told; links begin with it.",
    )


@dataclass(frozen=True)
class NoticesSettings:
    """Notices of what waits for somebody, as mails in a folder that any mail agent can send from."""

    spool: Path | None = setting(
        None,
        Optional(FilePath("a folder"), "no mails are written"),
        "Folder into which each notice is put as an .eml file.",
    )
    sender: str = setting("heyi@localhost", Mailbox(), "The mails' From.")
    mail: tuple[tuple[str, str], ...] = setting(
        (),
        Table(About(only_addresses=True), Mailbox()),
        "Mailboxes by the address of who is told; the others are told by the API only.",
    )
