"""Parts that sign leave nothing of their keys, passwords and tokens in what they log and keep."""

import base64
import json
import time
from pathlib import Path

import pytest
import requests
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.scenario.playing.wallets import wallet
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.outbox import State, Wanted
from tests.backend.chain.signer.standin import StandIn, running
from tests.e2e.test_up import SCENARIO, WITHIN, heyi, up

PASSWORD, TOKEN = "correct-horse-battery", "t0ken-of-the-signer"
KEEPER: LocalAccount = Account.from_key(keccak(text="keeper's own"))
RELAYER: LocalAccount = Account.from_key(keccak(text="relayer's own"))
NODE = wallet("Two Units", "node Finance")


def secrets() -> list[bytes]:
    """In all the forms in which somebody might write them."""
    found = [PASSWORD.encode(), TOKEN.encode()]
    for account in (KEEPER, RELAYER, NODE):
        key = bytes(account.key)
        texts = (key.hex(), key.hex().upper(), str(int.from_bytes(key)), base64.b64encode(key).decode())
        found += [key, *(text.encode() for text in texts)]
    return found


def keystore(folder: Path, account: LocalAccount) -> str:
    file = folder / f"{account.address}.json"
    file.write_text(json.dumps(Account.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=1)))
    return str(file)


def until_over(database: Database, entries: list[int]) -> None:
    deadline = time.monotonic() + WITHIN
    while True:
        with database.reading() as connection:
            states = [outbox.entry(connection, entry).state for entry in entries]
        if all(state.is_over for state in states):
            assert states == [State.FINAL] * len(entries)
            return
        assert time.monotonic() < deadline, states
        time.sleep(0.1)


def test_no_key_password_or_token_is_logged_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    with running(StandIn([RELAYER], token=TOKEN)) as signer:
        settings = {
            "HEYI_LOG_LEVEL": "debug",
            "HEYI_KEEPER_KEY": keystore(tmp_path, KEEPER),
            "HEYI_KEEPER_PASSWORD": PASSWORD,
            "HEYI_RELAYER_KEY": f"web3signer+{signer.url}#{RELAYER.address}",
            "HEYI_SIGNER_TOKEN_FILE": str(token),
            "HEYI_ORACLE_KEY": keystore(tmp_path, NODE),
            "HEYI_ORACLE_PASSWORD": PASSWORD,
            "HEYI_ORACLE_SOURCE": str(SCENARIO),
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with up(tmp_path, "--scenario", str(SCENARIO)) as running_:
            record = json.loads((tmp_path / ".heyi" / "company.json").read_text())
            for account in (KEEPER, RELAYER, NODE):
                asked = {
                    "jsonrpc": "2.0",
                    "id": 1,
                    "method": "anvil_setBalance",
                    "params": [account.address, hex(10**20)],
                }
                assert requests.post(record["rpc_url"], json=asked, timeout=WITHIN).ok
            database = Database(f"sqlite:///{tmp_path}/.heyi/heyi.db")
            with database.writing() as connection:
                entries = [
                    outbox.enqueue(connection, Wanted(each.address, "to sign", "probe", each.address, b""), 0).id
                    for each in (KEEPER, RELAYER)
                ]
            until_over(database, entries)
            database.close()
            assert running_.get("/ready")["ready"]
        assert signer.asked
    wrong = heyi(tmp_path, "keep", HEYI_KEEPER_PASSWORD=PASSWORD + "x", HEYI_CHAIN_PROFILE="anvil")
    assert "does not open the keystore" in wrong.stderr
    kept = [tmp_path / "log", *(file for file in (tmp_path / ".heyi").rglob("*") if file.is_file())]
    assert any(file.name == "heyi.db" for file in kept)
    content = [file.read_bytes() for file in kept]
    content += [said.encode() for said in (wrong.stderr, wrong.stdout, running_.said)]
    assert b"keep " in content[0]
    for secret in secrets():
        assert not any(secret in each for each in content), secret
