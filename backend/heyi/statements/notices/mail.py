"""A notice as a mail (RFC 5322), the same bytes whenever it is written."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from heyi.statements.notices.notice import Notice, one_line

__all__ = ["mail_of"]


def mail_of(notice: Notice, mailbox: str, sender: str, now: float) -> str:
    """mailbox, sender: checked by the settings. Its Message-ID follows from the notice, so that no agent sends it
    twice; what others have written stands in one line of the subject, or in the text."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=mailbox)
    mail["Subject"] = one_line(notice.subject)
    mail["Date"] = format_datetime(datetime.fromtimestamp(int(now), UTC))
    mail["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_visible(notice.text), cte="quoted-printable")
    return mail.as_bytes().decode("ascii")


def _visible(text: str) -> str:
    return "\n".join("".join(letter if letter >= " " else " " for letter in line) for line in text.split("\n"))
