"""Notices: what waits for somebody, worked out of the book as it is now."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from heyi.api.identity.permissions import Verb, role_for
from heyi.api.identity.viewer import TheViewer, Viewer
from heyi.api.models.base import Address, Time
from heyi.api.service import TheService
from heyi.core.errors import InvalidValue
from heyi.core.solidity import checksummed
from heyi.statements.notices import Notice, Scene, notices
from heyi.store.kept.sentences import account_named
from heyi.store.reading.unknown import UnknownPerson

__all__ = ["NoticeItem", "router"]

router = APIRouter(prefix="/api/v1", tags=["notices"])

LONGEST_NAME = 200


class NoticeItem(BaseModel):
    """Something that waits. reader: the person who acts for the account, if that is a unit."""

    id: str = Field(examples=["ntc_5f0c1f5a0b7d3e29461f5a0b7d3e2946"])
    account: Address
    reader: Address | None
    name: str = Field(examples=["Kitchen Line"])
    kind: str = Field(examples=["draft.waiting"])
    subject: str = Field(description="One line.")
    text: str = Field(description="Plain text, ready to be mailed: who, what, by when, what happens otherwise, a link.")
    due: Time | None
    link: str

    @classmethod
    def of(cls, notice: Notice) -> "NoticeItem":
        names = ("id", "account", "reader", "name", "kind", "subject", "text", "due", "link")
        return cls(**{name: getattr(notice, name) for name in names})


class Notices(BaseModel):
    items: list[NoticeItem]


@router.get("/notices")
def listed(
    service: TheService,
    viewer: TheViewer,
    account: Annotated[
        str | None, Query(max_length=LONGEST_NAME, description="For whom: an address or a name; left out: for anybody.")
    ] = None,
) -> Notices:
    """What waits for an account and the units it leads, what is due first comes first.

    Drafts, offers, consents and what somebody can claim are shown to who speaks for the account.
    """
    state = service.open_book.state()
    with service.database.reading() as connection:
        scene = Scene(connection, service.book, service.constants, state, service.public_url)
        whom = None if account is None else _account(scene, account)
        found = notices(scene, whom) if state.heads.now else []
    return Notices(items=[NoticeItem.of(each) for each in _shown(viewer, found)])


def _shown(viewer: Viewer, found: Iterable[Notice]) -> list[Notice]:
    """What anybody may know of, what concerns whoever asks or a unit it speaks for, and to auditors everything."""
    return [each for each in found if each.public or role_for(viewer, Verb.READ_NOTICES, each.concerned) is not None]


def _account(scene: Scene, text: str) -> str:
    """Raises UnknownPerson for a name that nobody has."""
    if text.startswith("0x"):
        return _address(text)
    named = account_named(scene.connection, text)
    if named is None:
        raise UnknownPerson(text)
    return named


def _address(text: str) -> str:
    try:
        return checksummed(text)
    except InvalidValue as error:
        raise error.inside("address") from None
