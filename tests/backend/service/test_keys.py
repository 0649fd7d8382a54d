"""Keys: development accounts on local chains, encrypted keystores elsewhere, and what is wrong with either."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from heyi.chain.client import development_account
from heyi.chain.profiles import ANVIL, PROFILES, Profile
from heyi.chain.signer import ExternalAccount
from heyi.cli.doctor import examine_signers
from heyi.core.signing import Key
from heyi.service.keys import (
    KeystoreUnreadable,
    NoPassword,
    NotForPlay,
    WrongPassword,
    address_of,
    signer_checks,
)
from heyi.service.keys import account_of as account_by
from heyi.service.settings import KeeperSettings, RelayerSettings, Settings, SignerSettings
from tests.backend.chain.signer.standin import INTERNAL, StandIn, new_key, running

ACCOUNT = development_account(3)
LIVE = replace(ANVIL, name="besu", has_clock=False)
RIGHT: Mapping[str, str] = {"HEYI_KEEPER_PASSWORD": "open sesame"}


def account_of(part: str, settings: KeeperSettings, profile: Profile, environment: Mapping[str, str]) -> Any:
    account: Key = account_by(part, settings, profile, environment, SignerSettings())
    return account


@pytest.fixture
def keystore(tmp_path: Path) -> Path:
    file = tmp_path / "keeper.json"
    # One iteration opens at once; a real one takes a second.
    file.write_text(json.dumps(Account.encrypt(ACCOUNT.key, "open sesame", kdf="pbkdf2", iterations=1)))
    return file


def test_a_development_account_is_for_local_chains() -> None:
    assert account_of("keeper", KeeperSettings(key="dev:3"), PROFILES["ganache"], {}).address == ACCOUNT.address
    with pytest.raises(NotForPlay, match=r"dev:3 is a key that everybody knows, and besu is no local chain"):
        account_of("keeper", KeeperSettings(key="dev:3"), LIVE, {})


def test_a_keystore_is_opened_by_the_environment_or_a_file(keystore: Path, tmp_path: Path) -> None:
    settings = KeeperSettings(key=str(keystore))
    assert account_of("keeper", settings, LIVE, RIGHT).key == ACCOUNT.key
    password = tmp_path / "password"
    password.write_text("open sesame\n")
    wrong = {"HEYI_KEEPER_PASSWORD": "a file that is named comes first"}
    assert account_of("keeper", replace(settings, password_file=password), LIVE, wrong).key == ACCOUNT.key


def test_a_wrong_password_is_told_with_its_place_and_not_shown(keystore: Path) -> None:
    with pytest.raises(WrongPassword, match="The password in HEYI_KEEPER_PASSWORD does not open") as caught:
        account_of("keeper", KeeperSettings(key=str(keystore)), LIVE, {"HEYI_KEEPER_PASSWORD": "hunter2"})
    assert "hunter2" not in f"{caught.value}{caught.value!r}"


def test_without_a_password_nothing_is_opened(keystore: Path, tmp_path: Path) -> None:
    settings = KeeperSettings(key=str(keystore))
    with pytest.raises(NoPassword, match="HEYI_RELAYER_PASSWORD is not set"):
        account_of("relayer", settings, LIVE, RIGHT)
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text("\nopen sesame")
    binary.write_bytes(b"\xff\xfe")
    for file, reason in ((empty, "is empty"), (tmp_path / "none", "No such file"), (binary, "UTF-8")):
        with pytest.raises(NoPassword, match=reason):
            account_of("keeper", replace(settings, password_file=file), LIVE, RIGHT)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda file: file.unlink(), "No such file"),
        (lambda file: file.write_text("0xabc"), "it is no JSON"),
        (lambda file: file.write_text("[]"), "does not say that its version is 3"),
        (lambda file: file.write_text('{"version": 1}'), "does not say that its version is 3"),
        (lambda file: file.write_text('{"version": 3}'), "a part of it is missing"),
        (lambda file: file.write_text('{"version": 3, "crypto": 1}'), "a part of it is missing"),
        (lambda file: file.write_text(file.read_text().replace("pbkdf2", "rot13")), "(?i)kdf|missing"),
    ],
)
def test_what_is_no_keystore_is_told(keystore: Path, spoil: Callable[[Path], object], reason: str) -> None:
    spoil(keystore)
    with pytest.raises(KeystoreUnreadable, match=reason):
        account_of("keeper", KeeperSettings(key=str(keystore)), LIVE, RIGHT)


def test_an_account_of_an_external_signer_is_asked_as_the_settings_say(tmp_path: Path) -> None:
    key, token = new_key("keeper"), tmp_path / "token"
    token.write_text("s3cr3t\n")
    with running(StandIn([key], token="s3cr3t")) as signer:
        settings = KeeperSettings(key=f"web3signer+{signer.url}#{key.address}")
        account = account_by("keeper", settings, LIVE, {}, SignerSettings(token_file=token, timeout=2))
        assert isinstance(account, ExternalAccount)
        account.examine()
        assert signer_checks(account)["signer"]() == []
        signer.ill = INTERNAL
        assert len(signer_checks(account)["signer"]()) == 1
    assert signer_checks(ACCOUNT) == {}


def test_who_needs_the_address_alone_needs_no_password(keystore: Path) -> None:
    assert address_of("relayer", KeeperSettings(key=str(keystore)), LIVE, {}) == ACCOUNT.address
    away = KeeperSettings(key=f"web3signer+https://signer.example#{ACCOUNT.address}")
    assert address_of("relayer", away, LIVE, {}) == ACCOUNT.address
    silent = {name: value for name, value in json.loads(keystore.read_text()).items() if name != "address"}
    keystore.write_text(json.dumps(silent))
    assert address_of("keeper", KeeperSettings(key=str(keystore)), LIVE, RIGHT) == ACCOUNT.address
    with pytest.raises(NoPassword):
        address_of("relayer", KeeperSettings(key=str(keystore)), LIVE, {})
    with pytest.raises(NotForPlay):
        address_of("relayer", KeeperSettings(key="dev:3"), LIVE, {})


def test_the_doctor_has_every_signer_sign_something_of_no_use() -> None:
    key, other = new_key("keeper"), new_key("stranger")
    with running(StandIn([key])) as signer:
        named = {part: f"web3signer+{signer.url}#{who.address}" for part, who in (("keeper", key), ("relayer", other))}
        settings = Settings(keeper=KeeperSettings(key=named["keeper"]), relayer=RelayerSettings(key=named["relayer"]))
        good, bad = examine_signers(settings)
        assert (good.what, good.well, good.says) == ("external signer of the keeper", True, f"signs for {key.address}")
        assert not bad.well
        assert "No unlocked account" in bad.advice
    assert list(examine_signers(Settings())) == []
