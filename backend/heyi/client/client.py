"""HeyiClient: everything of the API that is not reading the open book's pages, typed; and those by their paths."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar, Self

from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount

from heyi.client.http import Http, Json
from heyi.client.results import (
    Acceptance,
    Call,
    Draft,
    DraftSummary,
    Health,
    Identity,
    MadeKey,
    Offer,
    Preview,
    Readiness,
    Relayed,
    SignatureAsked,
    Supposition,
    Withdrawal,
)
from heyi.core.errors import HeyiError, InvalidInput
from heyi.core.messages.sign_in import SignInMessage

__all__ = ["HeyiClient", "NotRelayed", "SignedBySeveral", "sign_typed"]

API = "/api/v1"
OVER = ("failed", "dropped", "replaced")
"""States in which a call is carried out no more."""


@dataclass(eq=False)
class NotRelayed(HeyiError):  # noqa: N818 - named after the fact
    """state: where the call has got to."""

    id: str
    state: str
    reason: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the call {id} is {state} {reason}"


@dataclass(eq=False)
class SignedBySeveral(InvalidInput):
    verb: str
    sentence: ClassVar[str] = "{verb} is signed by several: gather their signatures, and relay them together"


def sign_typed(typed_data: Mapping[str, Any], account: LocalAccount) -> str:
    """The account's signature of typed data, as a wallet gives it."""
    signable = encode_typed_data(full_message=dict(typed_data))
    return "0x" + bytes(account.sign_message(signable).signature).hex()


class HeyiClient:
    """One API. Every method raises `Problem` for what it refuses, and `Unreachable` where nobody answers.

    wait: what passes the time while something is on its way; tests replace it.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        timeout: float = 30.0,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """base_url: such as http://127.0.0.1:8000, without a path. api_key: instead of signing in."""
        self._wait = wait
        self._http = Http(base_url.rstrip("/"), timeout, wait, key=api_key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    # --- HEALTH ---

    def health(self) -> Health:
        return Health.of(self._http.get("/health"))

    def ready(self) -> Readiness:
        return Readiness.of(self._http.get("/ready"))

    # --- WHO ONE IS ---

    def sign_in(self, account: LocalAccount, *, as_account: str | None = None) -> Identity:
        """Signs in with a wallet; what this client asks from then on, it asks as that account.

        as_account: a unit that the wallet leads, to sign in as the unit itself.
        """
        given = self._http.post(f"{API}/identity/nonces", {})
        # Not what the service says of itself is signed for, but where it was reached.
        origin = self._http.base_url
        message = SignInMessage(
            scheme=origin.partition("://")[0],
            domain=origin.partition("://")[2],
            address=as_account or account.address,
            uri=origin,
            chain_id=given["chain_id"],
            nonce=given["nonce"],
            issued_at=datetime.now(UTC).isoformat(timespec="seconds"),
        ).text()
        signature = "0x" + bytes(account.sign_message(encode_defunct(text=message)).signature).hex()
        self._http.forget()
        return Identity.of(self._http.post(f"{API}/identity/sessions", {"message": message, "signature": signature}))

    def who(self) -> Identity:
        """Who this client is to the service."""
        return Identity.of(self._http.get(f"{API}/identity/session"))

    def sign_out(self, *, everywhere: bool = False) -> None:
        """Ends the session, or all of the account's."""
        self._http.delete(f"{API}/identity/{'sessions' if everywhere else 'session'}")
        self._http.forget()

    def make_key(self, name: str, scopes: Sequence[str], expires_at: int) -> MadeKey:
        """A key for a machine; its token is told this once."""
        body = {"name": name, "scopes": list(scopes), "expires_at": expires_at}
        return MadeKey.of(self._http.post(f"{API}/identity/keys", body))

    def revoke_key(self, key: str) -> None:
        self._http.delete(f"{API}/identity/keys/{key}")

    # --- THE OPEN BOOK ---

    def book(self, path: str, **query: Any) -> Json:
        """What the open book says at a path below /book; asked again, it comes only if it has changed."""
        return self._http.get(f"{API}/book/{path.lstrip('/')}", query)

    def book_pages(self, path: str, **query: Any) -> Iterator[Json]:
        """All entries of a list of the open book."""
        return self._http.pages(f"{API}/book/{path.lstrip('/')}", query)

    # --- THE ORACLE ---

    def oracle(self, path: str, **query: Any) -> Json:
        """What the exchange of oracle nodes says at a path below /oracle."""
        return self._http.get(f"{API}/oracle/{path.lstrip('/')}", query)

    def oracle_pages(self, path: str, **query: Any) -> Iterator[Json]:
        """All entries of a list of it."""
        return self._http.pages(f"{API}/oracle/{path.lstrip('/')}", query)

    # --- SENTENCES ---

    def add_sentence(self, text: str) -> bool:
        """Adds the words of something that was signed; whether they were new."""
        return bool(self._http.post(f"{API}/sentences", {"text": text}, safe=True)["kept"])

    def notices(self, account: str | None = None) -> list[Json]:
        """What waits for an account, by address or name, and may be seen by who asks; without one, for anybody."""
        return self._http.get(f"{API}/notices", {"account": account})["items"]  # type: ignore[no-any-return]

    # --- PREVIEWS ---

    def preview(
        self,
        *,
        template: Mapping[str, Any] | None = None,
        raw: Mapping[str, Any] | None = None,
        figures: Sequence[Mapping[str, Any]] | None = None,
    ) -> Preview:
        """What would be signed; with figures, also the amounts at them."""
        body = _said(template=template, raw=raw, figures=None if figures is None else list(figures))
        return Preview.of(self._http.post(f"{API}/previews", body, safe=True))

    def what_if(self, agreement: str, figures: Sequence[Mapping[str, Any]] = ()) -> Supposition:
        """The amounts of an agreement at supposed figures."""
        path = f"{API}/previews/agreements/{agreement}"
        found = Supposition.of(self._http.post(path, {"figures": list(figures)}, safe=True)["supposed"])
        assert found is not None, "the API always answers with amounts"
        return found

    # --- DRAFTS ---

    def propose(
        self,
        *,
        template: Mapping[str, Any] | None = None,
        raw: Mapping[str, Any] | None = None,
        deadline: int | None = None,
        amends: str | None = None,
        proposed_by: str | None = None,
        answers: str | None = None,
    ) -> Draft:
        """Proposes an agreement; an amendment of the agreement `amends`; or a counter-offer to the draft `answers`."""
        body = _said(template=template, raw=raw, deadline=deadline, amends=amends, proposed_by=proposed_by)
        path = f"{API}/drafts/{answers}/counter" if answers else f"{API}/drafts"
        return Draft.of(self._http.post(path, body, safe=True))

    def draft(self, draft: str) -> Draft:
        return Draft.of(self._http.get(f"{API}/drafts/{draft}"))

    def drafts(self, *, party: str | None = None, agreement: str | None = None) -> Iterator[DraftSummary]:
        """The latest first."""
        pages = self._http.pages(f"{API}/drafts", {"party": party, "agreement": agreement})
        return (DraftSummary.of(each) for each in pages)

    def add_signature(self, draft: str, party: str, deadline: int, signature: str) -> Draft:
        body = {"party": party, "deadline": deadline, "signature": signature}
        return Draft.of(self._http.post(f"{API}/drafts/{draft}/signatures", body, safe=True))

    def sign_draft(self, draft: Draft, party: str, account: LocalAccount) -> Draft:
        """Signs for a party: as itself, or as leader or member of an enterprise."""
        signature = sign_typed(draft.signer(party).typed_data, account)
        return self.add_signature(draft.id, party, draft.deadline, signature)

    def withdraw_draft(self, draft: str, party: str, account: LocalAccount) -> Call:
        """Takes a draft back; what comes out makes that hold on chain too, to be relayed."""
        asked = Withdrawal.of(self._http.get(f"{API}/drafts/{draft}/withdrawal", {"party": party}))
        body = {"party": party, "deadline": asked.deadline, "signature": sign_typed(asked.typed_data, account)}
        return Call.of(self._http.post(f"{API}/drafts/{draft}/withdraw", body)["call"])

    # --- OFFERS ---

    def post_offer(
        self,
        terms: Mapping[str, Any],
        sentence: str,
        deadline: int,
        signature: str,
        *,
        acceptor: str | None = None,
        times: int = 1,
    ) -> Offer:
        body = _said(
            terms=terms, sentence=sentence, deadline=deadline, signature=signature, acceptor=acceptor, times=times
        )
        return Offer.of(self._http.post(f"{API}/offers", body, safe=True))

    def offer(self, offer: str) -> Offer:
        return Offer.of(self._http.get(f"{API}/offers/{offer}"))

    def offers(self, *, acceptor: str | None = None, supplier: str | None = None) -> Iterator[Offer]:
        """Those that are still good, the latest first."""
        pages = self._http.pages(f"{API}/offers", {"acceptor": acceptor, "supplier": supplier})
        return (Offer.of(each) for each in pages)

    def accept_offer(
        self, offer: str, client: str, start: str, account: LocalAccount, *, salt: str | None = None
    ) -> Acceptance:
        """Takes an offer up from the period `start` on, signed by the client or its leader; relay what is ready."""
        body = _said(client=client, salt=salt) | {"from": start}
        path = f"{API}/offers/{offer}/accept"
        asked = Acceptance.of(self._http.post(path, body, safe=True))
        signature = sign_typed(asked.typed_data, account)
        return Acceptance.of(
            self._http.post(path, body | {"deadline": asked.deadline, "signature": signature}, safe=True)
        )

    # --- SIGN AND SEND ---

    def typed_data(
        self,
        contract: str,
        verb: str,
        arguments: Mapping[str, Any],
        *,
        enterprise: str | None = None,
        sentence: str = "",
        deadline: int | None = None,
    ) -> SignatureAsked:
        """What is signed for a function of a contract. enterprise: whose function, of Enterprise."""
        body = _said(
            contract=contract, arguments=dict(arguments), enterprise=enterprise, sentence=sentence, deadline=deadline
        )
        return SignatureAsked.of(self._http.post(f"{API}/typed-data/{verb}", body, safe=True))

    def sign_and_send(
        self,
        contract: str,
        verb: str,
        arguments: Mapping[str, Any],
        account: LocalAccount,
        *,
        enterprise: str | None = None,
        sentence: str = "",
    ) -> Relayed:
        """Asks what is to be signed, signs it and has it relayed. Raises SignedBySeveral too."""
        asked = self.typed_data(contract, verb, arguments, enterprise=enterprise, sentence=sentence)
        if asked.call is None:
            raise SignedBySeveral(verb)
        filled = deepcopy(dict(asked.call.arguments))
        place = filled
        for step in asked.signature_at[:-1]:
            place = place[step]
        signature = sign_typed(asked.typed_data, account)
        place[asked.signature_at[-1]] = asked.signature_prefix + signature.removeprefix("0x")
        return self.relay(Call(asked.call.contract, asked.call.verb, filled, asked.call.enterprise))

    def relay(self, call: Call, key: str | None = None) -> Relayed:
        """Has a call sent. key: its Idempotency-Key: the same key sends once, however often it is asked."""
        return Relayed.of(self._http.post(f"{API}/relay", call.to_json(), key or uuid.uuid4().hex))

    def relayed(self, relayed: str | int) -> Relayed:
        """Where a call is."""
        return Relayed.of(self._http.get(f"{API}/relay/{relayed}"))

    def await_relayed(self, relayed: Relayed, *, final: bool = False, tries: int = 120, pause: float = 0.5) -> Relayed:
        """Waits until a call is mined, or final. Raises NotRelayed when it fails or takes too long."""
        reached = ("final",) if final else ("mined", "final")
        for _ in range(tries):
            if relayed.state in reached:
                return relayed
            if relayed.state in OVER:
                raise NotRelayed(str(relayed.id), relayed.state, _reason(relayed))
            self._wait(pause)
            relayed = self.relayed(relayed.id)
        raise NotRelayed(str(relayed.id), relayed.state, f"after {tries} tries")


def _said(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _reason(relayed: Relayed) -> str:
    return str((relayed.error or {}).get("detail", ""))
