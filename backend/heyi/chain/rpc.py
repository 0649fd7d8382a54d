"""JSON-RPC requests to one endpoint: alone or several to a request, with refusals as typed errors."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from heyi.chain.refusals import NodeRefused, NoNode, Refusals
from heyi.core.errors import HeyiError
from heyi.core.typed_data import Abi

__all__ = ["Rpc"]

REFUSALS = (413, 429)  # HTTP statuses by which a node, or the provider before it, refuses: too large, too many


class Rpc:
    """One endpoint. abis: of contracts, to name the custom errors in refusals; batch_size: requests in one request."""

    def __init__(self, url: str, batch_size: int, abis: Iterable[Abi] = ()) -> None:
        self.url = url
        self.provider = HTTPProvider(url, request_kwargs={"timeout": 60}, session=_session(url))
        self._batch_size = batch_size
        self._refusals = Refusals(abis)

    def request(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call. Raises NoNode, NodeRefused, or ContractRefused for a revert."""
        return self._result(method, self._single(method, params))

    def request_all(self, method: str, params: Sequence[Sequence[Any]]) -> list[Any]:
        """The results of one method for several parameters, in their order and in as few requests as it takes.

        Raises like `request`, for the first that is refused; the others have been carried out all the same.
        """
        results: list[Any] = []
        for start in range(0, len(params), self._batch_size):
            for answer in self.answers(method, params[start : start + self._batch_size]):
                if isinstance(answer, HeyiError):
                    raise answer
                results.append(answer)
        return results

    def answers(self, method: str, params: Sequence[Sequence[Any]]) -> list[Any]:
        """The results of one method for several parameters, by one request.

        What is refused has its NodeRefused or ContractRefused in the place of a result. Raises NoNode.
        """
        if not params:
            return []
        if len(params) == 1:
            return [self._answer(method, self._single(method, params[0]))]
        try:
            answers = self.provider.make_batch_request([(RPCEndpoint(method), each) for each in params])
        except _NOBODY as error:
            raise self._failure(method, error) from None
        if not isinstance(answers, list):  # the whole request was refused
            answers = [answers] * len(params)
        return [self._answer(method, answer) for answer in answers]

    def _single(self, method: str, params: Sequence[Any]) -> Any:
        try:
            return self.provider.make_request(RPCEndpoint(method), params)
        except _NOBODY as error:
            raise self._failure(method, error) from None

    def _answer(self, method: str, answer: Mapping[str, Any]) -> Any:
        try:
            return self._result(method, answer)
        except HeyiError as error:
            return error

    def _result(self, method: str, answer: Mapping[str, Any]) -> Any:
        if "error" not in answer:
            return answer["result"]
        error: Any = answer["error"]
        data = _revert_data(error)
        if data is not None:
            raise self._refusals.decode(data)
        raise NodeRefused(method, _message(error))

    def _failure(self, method: str, error: Exception) -> NoNode | NodeRefused:
        response = getattr(error, "response", None)
        if response is None:
            return NoNode(self.url)
        said = _error_of(response)
        if said is not None:  # a node that refuses with an HTTP status, as Besu does to who has no right to ask
            return NodeRefused(method, _message(said))
        if response.status_code in REFUSALS:
            return NodeRefused(method, f"HTTP {response.status_code} {response.reason}")
        return NoNode(self.url)


# Nobody, or somebody else, or no URL at all.
_NOBODY = (requests.exceptions.RequestException, json.JSONDecodeError)


def _session(url: str) -> requests.Session:
    session = requests.Session()
    # To this machine itself no proxy leads, and looking for one takes longer than a short call.
    session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1")
    return session


def _message(error: Any) -> str:
    return str(error.get("message", error) if isinstance(error, Mapping) else error)


def _error_of(response: requests.Response) -> Any:
    """The JSON-RPC error in an HTTP error's body, if there is one."""
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError:
        return None
    return answer.get("error") if isinstance(answer, Mapping) else None


def _revert_data(error: Any) -> bytes | None:
    """The revert data in a node's error: Ganache and Anvil put it in `data`, some nodes one level deeper."""
    if not isinstance(error, Mapping):
        return None
    data = error.get("data")
    if isinstance(data, Mapping):
        data = data.get("result") or data.get("data")
    if isinstance(data, str) and data.startswith("0x") and len(data) >= 10:
        return bytes.fromhex(data[2:])
    return None
