"""A company is deployed with keys of its own, as its file describes it."""

import importlib.util
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.company.record import Record
from heyi.compiler import compile_contracts
from heyi.core.errors import InvalidValue
from tests.backend.deploy.composed import DEPLOY

_SPEC = importlib.util.spec_from_file_location("found_company", DEPLOY / "found_company.py")
assert _SPEC is not None
assert _SPEC.loader is not None
founding: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(founding)

EXAMPLE = DEPLOY / "company.example.toml"


def example() -> dict[str, Any]:
    return tomllib.loads(EXAMPLE.read_text())


def test_the_example_is_deployed(tmp_path: Path) -> None:
    key = development_account(0)
    (tmp_path / "key.json").write_text(json.dumps(Account.encrypt(key.key, "secret", kdf="pbkdf2", iterations=2)))
    (tmp_path / "password").write_text("secret\n")
    record = tmp_path / "company.json"
    with running(local_chain(ANVIL)) as node:
        words = [str(EXAMPLE), "--rpc-url", node.url, "--chain", "anvil", "--record", str(record)]
        words += ["--key", str(tmp_path / "key.json"), "--password-file", str(tmp_path / "password")]
        assert founding.main(words) == 0
        found, artifacts = Record.read(record), compile_contracts()
        company = Company(connect(node.url, ANVIL, key, abis_of(artifacts)), found.deployment, artifacts)
        company.check()
        assert set(found.units) == {"Clearing House", "Platform"}
        oracle, call = company.oracle.functions, company.chain.call
        assert all(call(oracle.isNode(address)) for address in example()["oracle"]["nodes"])
        assert call(company.token.functions.symbol()) == "OUR"
        assert founding.main(words) == 1, "a record is never written over"


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (("oracle", "arbiter"), "0x12", "oracle.arbiter"),
        (("oracle", "nodes"), ["0x12"], "oracle.nodes"),
        (("platform", "leader"), "nobody", "platform.leader"),
        (("clearing", "members"), {"0x12": 1}, "clearing.members"),
    ],
)
def test_what_is_no_address_is_named(where: tuple[str, str], value: object, said: str) -> None:
    given = example()
    given[where[0]][where[1]] = value
    with pytest.raises(InvalidValue, match=said):
        founding.settings_of(given)
