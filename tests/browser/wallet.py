"""A wallet as an extension injects it: EIP-6963 announces it, EIP-1193 asks it, and eth-account really signs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from playwright.sync_api import BrowserContext

__all__ = ["Wallet"]

USER_REJECTED, UNKNOWN_METHOD, UNKNOWN_CHAIN = 4001, 4200, 4902

INJECTED = r"""
(() => {
  const heard = {};
  const provider = {
    request: async ({ method, params = [] }) => {
      const said = JSON.parse(await window.__wallet(method, JSON.stringify(params)));
      if (said.error) throw Object.assign(new Error(said.error.message), { code: said.error.code });
      return said.result;
    },
    on: (event, hears) => { (heard[event] ??= []).push(hears); return provider; },
    removeListener: (event, hears) => { heard[event] = (heard[event] ?? []).filter((each) => each !== hears); },
  };
  window.__walletSays = (event, value) => (heard[event] ?? []).forEach((hears) => hears(value));
  const info = { uuid: "350670db-19fa-4704-a166-e52e178b59d2", name: NAME, rdns: "org.example.testwallet", icon: ICON };
  const announce = () =>
    dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
})();
"""
ICON = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"


@dataclass
class Wallet:
    """key: whom it signs for. chain_id: where it stands. rejects: methods that its owner does not want.

    asked: what it was asked, in order.
    """

    account: LocalAccount
    chain_id: int
    name: str = "Test Wallet"
    rejects: set[str] = field(default_factory=set)
    known_chains: set[int] = field(default_factory=set)
    asked: list[tuple[str, list[Any]]] = field(default_factory=list)

    @classmethod
    def of(cls, key: str, chain_id: int, **rest: Any) -> "Wallet":
        account: LocalAccount = Account.from_key(key)
        return cls(account, chain_id, **rest)

    def inject(self, context: BrowserContext) -> None:
        context.expose_function("__wallet", self._answer)
        context.add_init_script(INJECTED.replace("NAME", json.dumps(self.name)).replace("ICON", json.dumps(ICON)))

    def _answer(self, method: str, params: str) -> str:
        given = json.loads(params)
        self.asked.append((method, given))
        if method in self.rejects:
            return _refusal(USER_REJECTED, "User rejected the request.")
        answer = self._answers.get(method)
        if answer is None:
            return _refusal(UNKNOWN_METHOD, f"The wallet has no method {method}.")
        try:
            return json.dumps({"result": answer(given)})
        except _UnknownChain:
            return _refusal(UNKNOWN_CHAIN, "Unrecognized chain ID.")

    @property
    def _answers(self) -> Mapping[str, Callable[[list[Any]], Any]]:
        return {
            "eth_requestAccounts": lambda _: [self.account.address],
            "eth_accounts": lambda _: [self.account.address],
            "eth_chainId": lambda _: hex(self.chain_id),
            "wallet_switchEthereumChain": self._switch,
            "wallet_addEthereumChain": self._add,
            "personal_sign": lambda given: self._signed(encode_defunct(hexstr=given[0])),
            "eth_signTypedData_v4": lambda given: self._signed(encode_typed_data(full_message=json.loads(given[1]))),
        }

    def _signed(self, message: Any) -> str:
        return f"0x{bytes(self.account.sign_message(message).signature).hex()}"

    def _switch(self, given: list[Any]) -> None:
        wanted = int(given[0]["chainId"], 16)
        if wanted != self.chain_id and wanted not in self.known_chains:
            raise _UnknownChain
        self.chain_id = wanted

    def _add(self, given: list[Any]) -> None:
        self.chain_id = int(given[0]["chainId"], 16)
        self.known_chains.add(self.chain_id)


class _UnknownChain(Exception):  # noqa: N818 - named after the fact
    """The wallet has never heard of it."""


def _refusal(code: int, message: str) -> str:
    return json.dumps({"error": {"code": code, "message": message}})
