"""A small company on a private Anvil with its book and its API: two units, their people, and an outside supplier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from fastapi.testclient import TestClient

from heyi.api.service import Service
from heyi.company import Company
from heyi.core.charter import Charter
from heyi.core.messages.sign_in import SignInMessage
from heyi.core.signing import sign
from heyi.processes.indexer import Indexer
from heyi.store.book import Book

Json = dict[str, Any]

ORIGIN = "http://testserver"


def wallet(name: str) -> LocalAccount:
    account: LocalAccount = Account.from_key(keccak(text=f"papers: {name}"))
    return account


PEOPLE = {name: wallet(name) for name in ("sam", "sue", "ann", "max", "olga", "eve")}


def typed_signature(typed_data: Json, account: LocalAccount) -> str:
    """What a wallet answers to eth_signTypedData_v4."""
    return "0x" + bytes(account.sign_message(encode_typed_data(full_message=typed_data)).signature).hex()


def personal_signature(text: str, account: LocalAccount) -> str:
    """What a wallet answers to personal_sign."""
    return "0x" + bytes(account.sign_message(encode_defunct(text=text)).signature).hex()


@dataclass
class World:
    """addresses: of units and people by name."""

    company: Company
    book: Book
    service: Service
    http: TestClient
    addresses: dict[str, str]
    salt: int = 0
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    # --- THE CHAIN ---

    def found(self, name: str, leader: str, members: Mapping[str, int], quorum: int) -> None:
        company, people = self.company, {PEOPLE[each].address: each for each in members}
        ordered = sorted(people, key=lambda address: int(address, 16))
        charter = Charter(
            name=name,
            leader=PEOPLE[leader].address,
            quorum=quorum,
            members=tuple(ordered),
            units=tuple(members[people[each]] for each in ordered),
            total_shares=100,
        )
        deadline = self.now() + 3600
        message = company.messages.found(company.domain("EnterpriseRegistry"), charter, deadline)
        signatures = [sign(message, PEOPLE[people[each]]) for each in ordered]
        company.chain.send(company.registry.functions.found(charter.to_abi(), deadline, signatures))
        self.addresses[name.lower()] = company.chain.call(company.registry.functions.addressOf(charter.to_abi()))

    def now(self) -> int:
        return self.company.chain.timestamp()

    def month(self, ahead: int = 0) -> str:
        """The month that is `ahead` of the chain's present one."""
        months = self.company.oracle.functions.periodAt(self.now())
        period = int(self.company.chain.call(months)) + ahead
        return f"{1970 + period // 12}-{period % 12 + 1:02}"

    def read(self) -> None:
        """The indexer catches up."""
        Indexer(self.company.chain, self.book).catch_up()

    def relay(self, call: Json) -> None:
        """Carries a ready call out, as the relay does; then the book reads of it."""
        contract = (
            self.company.contract(call["contract"])
            if call["enterprise"] is None
            else self.company.enterprise(call["enterprise"])
        )
        function = contract.get_function_by_name(call["verb"])
        # Names of arguments stand in the interface: code that passes them on as they are has none.
        interface = self.company.artifacts[f"I{call['contract']}"].abi
        inputs = next(each["inputs"] for each in interface if each.get("name") == call["verb"])
        arguments = [_abi(each, call["arguments"][each["name"]]) for each in inputs]
        self.company.chain.send(function(*arguments))
        self.read()

    # --- WHO ASKS ---

    def sign_in(self, person: str, **changes: Any) -> Json:
        """From here on the API is asked as somebody else."""
        if person not in self.cookies:
            self.http.cookies.clear()
            self.cookies[person] = {}
            self.post("/identity/sessions", self.signed_message(person, **changes), 201)
            self.cookies[person] = dict(self.http.cookies)
        self.http.cookies.clear()
        self.http.cookies.update(self.cookies[person])
        self.http.headers["origin"] = ORIGIN
        return self.get("/identity/session")

    def nobody(self) -> None:
        """From here on the API is asked as nobody in particular."""
        self.http.cookies.clear()

    def message(self, address: str, **changes: Any) -> str:
        """What somebody signs to sign in here and now."""
        nonce = self.post("/identity/nonces", {}, 201)
        issued = datetime.fromtimestamp(self.service.now(), UTC).isoformat()
        fields: Json = {"domain": "testserver", "uri": ORIGIN, "address": address, "issued_at": issued}
        fields |= {"chain_id": nonce["chain_id"], "nonce": nonce["nonce"]}
        return SignInMessage(**(fields | changes)).text()

    def signed_message(self, person: str, **changes: Any) -> Json:
        text = self.message(PEOPLE[person].address, **changes)
        return {"message": text, "signature": personal_signature(text, PEOPLE[person])}

    # --- THE API ---

    def template(self, **changes: Any) -> Json:
        """A service of the mill for the shop; every one differs from the others by its id."""
        self.salt += 1
        entry = {"id": f"flour-{self.salt}", "client": "shop", "supplier": "mill", "fee": "20", "share": "12.5 %"}
        entry |= {"at_most": "90.50", "from": self.month(), "periods": 4, "notice": 1}
        entry = {name: value for name, value in (entry | changes).items() if value is not None}
        parties = {name: {"address": self.addresses[name]} for name in ("shop", "mill")}
        return {"kind": "service", "entry": entry, "parties": parties}

    def post(self, path: str, body: Json, status: int = 200) -> Json:
        answer = self.http.post(f"/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def get(self, path: str, status: int = 200, **query: Any) -> Json:
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def draft(self, **changes: Any) -> Json:
        return self.post("/drafts", {"template": self.template(**changes)}, 201)

    def signed_by(self, draft: Json, party: str, person: str, status: int = 200) -> Json:
        """Somebody signs the typed data of a party; the draft after it, or the problem."""
        account = self.addresses.get(party, party)
        signer = next(each for each in draft["signers"] if each["party"] == account)
        body = {"party": account, "deadline": draft["deadline"]}
        body["signature"] = typed_signature(signer["typed_data"], PEOPLE[person])
        return self.post(f"/drafts/{draft['id']}/signatures", body, status)

    def opened(self, **changes: Any) -> Json:
        """A draft that all have signed, opened on chain."""
        draft = self.draft(**changes)
        self.signed_by(draft, "shop", "sam")
        draft = self.signed_by(draft, "mill", "max")
        self.relay(draft["ready"]["call"])
        return draft


def _abi(parameter: Mapping[str, Any], value: Any) -> Any:
    kind = str(parameter["type"])
    if kind.endswith("[]"):
        return [_abi({**parameter, "type": kind[:-2]}, each) for each in value]
    if kind == "tuple":
        return tuple(_abi(each, value[each["name"]]) for each in parameter["components"])
    if kind.startswith("bytes"):
        return bytes.fromhex(value[2:])
    return int(value) if "int" in kind else value
