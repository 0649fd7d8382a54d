"""Agreements as they stand in a file: a list for each kind. What every kind has is checked here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heyi.core.checks import check
from heyi.core.checks.invalid_terms import CeilingBelowClauses
from heyi.core.errors import InvalidTerms, InvalidValue
from heyi.sources.amounts import amount_text
from heyi.templates.agreement import Agreement, Defaults
from heyi.templates.kinds.benefit import BenefitText
from heyi.templates.kinds.clearing import ClearingText
from heyi.templates.kinds.community import CommunityText
from heyi.templates.kinds.job import JobText
from heyi.templates.kinds.lend import LendText
from heyi.templates.kinds.letter import LetterText
from heyi.templates.kinds.price import PriceText
from heyi.templates.kinds.raw import RawText
from heyi.templates.kinds.service import ServiceText
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.documents import Checked
from heyi.templates.reading.entry import Entry
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of

__all__ = ["KINDS", "Written", "check_written", "read_written"]

KINDS: tuple[type[Agreement], ...] = (
    ClearingText,
    PriceText,
    ServiceText,
    JobText,
    LendText,
    BenefitText,
    CommunityText,
    VamText,
    LetterText,
    RawText,
)


@dataclass(frozen=True)
class Written:
    """An agreement and the entry it was read from."""

    agreement: Agreement
    entry: Entry


def read_written(checked: Checked, defaults: Defaults) -> list[Written]:
    """The agreements that can be read; mistakes are noted."""
    written = []
    for kind in KINDS:
        for entry in checked.entries(kind.kind):
            before = len(entry.findings)
            agreement = kind.read(entry, defaults)
            if len(entry.findings) == before:
                written.append(Written(agreement, entry))
    return written


def check_written(written: Sequence[Written], cast: Cast, decimals: int) -> None:
    """Notes who is named but not there, and what contracts would refuse, whoever the parties are."""
    _check_ids(written)
    addresses = placeholders(cast.units | cast.people)
    for each in written:
        before = len(each.entry.findings)
        each.agreement.check(each.entry, cast)
        # Somebody can be missing who isn't named in the entry, such as the clearing enterprise; that was told.
        if len(each.entry.findings) == before and addresses.keys() >= set(each.agreement.parties):
            _check_terms(each, addresses, decimals)


def _check_ids(written: Iterable[Written]) -> None:
    seen: dict[str, Entry] = {}
    for each in written:
        if (first := seen.setdefault(each.agreement.id, each.entry)) is not each.entry:
            each.entry.wrong("id", f'"{each.agreement.id}" is there twice, first in {first.at("id")}')


def _check_terms(written: Written, addresses: dict[str, str], decimals: int) -> None:
    entry = written.entry
    try:
        check(terms_of(written.agreement, addresses, SOME_TOKEN))
    except CeilingBelowClauses as error:
        ceiling, most = amount_text(error.ceiling, decimals), amount_text(error.most, decimals)
        entry.wrong("ceiling", f"{ceiling} is below the {most} that its clauses can come to in a period")
    except (InvalidTerms, InvalidValue) as error:
        entry.wrong("", str(error))
