"""A network's keys, genesis and lists are as Besu wants them."""

import importlib.util
import json
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_account import Account

from heyi.chain.profiles import profile_of
from heyi.compiler.solc import read_settings
from tests.backend.deploy.composed import DEPLOY, SERVICES

_SPEC = importlib.util.spec_from_file_location("make_network", DEPLOY / "besu" / "make_network.py")
assert _SPEC is not None
assert _SPEC.loader is not None
network: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(network)

# Genesis blocks of Besu's own: its documentation of QBFT, the test of `besu operator`, and one without validators.
KNOWN = [
    (
        "64a702e6263b7297a96638cac6ae65e6541f4169 943923390ad55e90c237593b3b0e401f3b08a031 "
        "aefdb9a738c9f433e5b6b212a6d62f6370c2f692 c7eeb9a4e00ce683cf93039b212648e01c6c6b78",
        "f87aa00000000000000000000000000000000000000000000000000000000000000000f85494"
        "64a702e6263b7297a96638cac6ae65e6541f416994943923390ad55e90c237593b3b0e401f3b08a03194"
        "aefdb9a738c9f433e5b6b212a6d62f6370c2f69294c7eeb9a4e00ce683cf93039b212648e01c6c6b78c080c0",
    ),
    (
        "d6a9a4c886eb008ac307abdc1f38745c1dd13a88 4d5feb0fc5a54a89f97aeb34c3df15397c19f6dd",
        "f84fa00000000000000000000000000000000000000000000000000000000000000000ea94"
        "4d5feb0fc5a54a89f97aeb34c3df15397c19f6dd94d6a9a4c886eb008ac307abdc1f38745c1dd13a88c080c0",
    ),
    ("", "e5a00000000000000000000000000000000000000000000000000000000000000000c0c080c0"),
]

# Of its QbftExtraDataCodecTest: with vanity data, a vote, a round and two seals.
FULL = (
    "f8f0a00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20ea940000000000000000000000000000000000000001"
    "940000000000000000000000000000000000000002d794000000000000000000000000000000000000000181ff83fedcbaf886b841"
    "0000000000000000000000000000000000000000000000000000000000000001"
    "000000000000000000000000000000000000000000000000000000000000000a00b841"
    "000000000000000000000000000000000000000000000000000000000000000a"
    "000000000000000000000000000000000000000000000000000000000000000100"
)

# Options as they stand in Besu's sources (app/src/main/java/org/hyperledger/besu/cli), 26.3.0.
OPTIONS = {
    *("config-file", "data-path", "genesis-file", "node-private-key-file", "sync-mode", "static-nodes-file"),
    *("discovery-enabled", "permissions-nodes-config-file-enabled", "permissions-nodes-config-file", "nat-method"),
    *("remote-connections-limit-enabled", "p2p-port", "min-gas-price", "tx-pool", "tx-pool-no-local-priority"),
    *("tx-pool-limit-by-account-percentage", "rpc-http-enabled", "rpc-http-host", "rpc-http-port", "rpc-http-api"),
    "host-allowlist",
}
NODES = {name: service for (file, name), service in SERVICES.items() if file.startswith("besu") and name != "owner"}


@pytest.mark.parametrize(("validators", "expected"), KNOWN)
def test_extra_data_is_what_besu_makes_of_the_same_validators(validators: str, expected: str) -> None:
    made = network.extra_data([bytes.fromhex(each) for each in validators.split()])
    assert made.hex() == expected


def test_extra_data_has_the_parts_that_besu_reads() -> None:
    vanity, validators, vote, round_, seals = rlp.decode(bytes.fromhex(FULL))
    ours = rlp.decode(network.extra_data(list(reversed(validators))))
    assert ours == [bytes(len(vanity)), validators, [], b"", []]
    assert (len(vote), round_, len(seals)) == (2, bytes.fromhex("fedcba"), 2)


def test_a_network_is_of_one_piece(tmp_path: Path) -> None:
    folder = tmp_path / "network"
    made = network.make(folder, 2011, 3, 4)
    genesis = json.loads((folder / "genesis.json").read_text())
    _, validators, *_ = rlp.decode(bytes.fromhex(genesis["extraData"][2:]))
    keys = {node.name: (folder / node.name / "key").read_text() for node in made}
    addresses = {name: Account.from_key(key.strip()).address.lower() for name, key in keys.items()}
    assert {"0x" + each.hex() for each in validators} == {addresses[name] for name in addresses if name != "rpc"}
    assert all((folder / name / "address").read_text().strip() == address for name, address in addresses.items())
    assert all(re.fullmatch(r"0x[0-9a-f]{64}\n", key) for key in keys.values())
    assert {stat.S_IMODE((folder / name / "key").stat().st_mode) for name in keys} == {0o600}
    known = json.loads((folder / "static-nodes.json").read_text())
    assert tomllib.loads((folder / "permissions.toml").read_text()) == {"nodes-allowlist": known}
    for node, enode in zip(made, known, strict=True):
        public, address = re.fullmatch(r"enode://([0-9a-f]{128})@(.*):30303", enode).groups()  # type: ignore[union-attr]
        assert bytes.fromhex(public) == node.key.public_key.to_bytes()
        assert NODES[node.name]["networks"]["nodes"]["ipv4_address"] == address == node.ip
    profile = profile_of(str(folder / "profile.toml"))
    assert (profile.chain_id, profile.block_time, profile.gas.mode) == (2011, 3, "free")


def test_keys_are_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--chain-id", "7", "--folder", str(tmp_path / "network")]
    assert network.main(words) == 0
    before = {file: file.read_text() for file in (tmp_path / "network").rglob("*") if file.is_file()}
    assert network.main(words) == 1
    assert "its keys are a network" in capsys.readouterr().err
    assert before == {file: file.read_text() for file in before}
    for wrong in ([], ["--chain-id", "0"], ["--chain-id", "7", "--validators", "3"]):
        with pytest.raises(SystemExit):
            network.main([*wrong, "--folder", str(tmp_path / "other")])
    assert not (tmp_path / "other").exists()


def test_one_more_is_known_to_all_and_no_validator_yet(tmp_path: Path) -> None:
    folder = tmp_path / "network"
    network.make(folder, 7, 2, 4)
    genesis, known = (folder / "genesis.json").read_text(), json.loads((folder / "static-nodes.json").read_text())
    more = [network.add(folder), network.add(folder)]
    assert [node.name for node in more] == ["validator5", "validator6"]
    assert json.loads((folder / "static-nodes.json").read_text()) == [*known, *(node.enode for node in more)]
    assert tomllib.loads((folder / "permissions.toml").read_text())["nodes-allowlist"][-1] == more[1].enode
    assert (folder / "genesis.json").read_text() == genesis


def test_the_page_on_chains_has_the_same_genesis() -> None:
    page = (DEPLOY.parent / "docs" / "chains.md").read_text()
    shown = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])  # type: ignore[index]
    made = network.genesis(shown["genesis"]["config"]["chainId"], 2, [])
    assert {name: value for name, value in made.items() if name != "extraData"} == shown["genesis"]


def test_the_genesis_suits_contracts_and_profile() -> None:
    made, profile = network.genesis(1, 2, []), profile_of("besu-qbft")
    assert int(made["gasLimit"], 16) > (profile.gas.limit or 0) > 0
    assert profile.evm_version == read_settings().evm_version == "shanghai"
    assert made["config"]["shanghaiTime"] == 0
    assert not {"cancunTime", "contractSizeLimit"} & set(made["config"])


def test_every_node_has_free_gas_and_options_that_besu_has() -> None:
    common = tomllib.loads((DEPLOY / "besu" / "besu.toml").read_text())
    assert set(common) <= OPTIONS
    assert common["min-gas-price"] == 0
    for name, service in NODES.items():
        given = dict(flag.removeprefix("--").split("=", 1) for flag in service["command"])
        assert set(given) <= OPTIONS
        targets = {each["target"] for each in service["configs"]}
        assert given["config-file"] in targets
        files = [value for key, value in common.items() if key.endswith("-file") and key != "node-private-key-file"]
        assert set(files) <= targets
        assert common["node-private-key-file"] == f"/run/secrets/{service['secrets'][0]['target']}"
        assert service["secrets"][0]["source"] == name
        assert service["volumes"] == [f"{name}:{common['data-path']}"]
        assert (given["rpc-http-host"] == "127.0.0.1") == (name != "rpc"), "only one answers others"
        assert "QBFT" not in given["rpc-http-api"] or name != "rpc", "who reaches it must not vote"
