"""Makes a QBFT network for Besu: a key for every node, the genesis, and who may connect to whom.

    python deploy/besu/make_network.py --chain-id 2011

writes into deploy/besu/network/ what compose.yaml beside it mounts. A folder that is there already is left alone:
its keys are the network. docs/chains.md says why the genesis is as it is.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import rlp
from eth_keys import keys

__all__ = ["NETWORK", "Node", "add", "extra_data", "genesis", "main", "make"]

NETWORK = IPv4Network("172.30.8.0/24")
"""Of the nodes in compose.yaml: validators from its eleventh address on, then the one with JSON-RPC."""

FIRST = 11  # host of the first validator's address
P2P_PORT = 30303
VANITY = bytes(32)
BFT = "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"  # "ctical byzantine fault tolerance"
GAS_LIMIT = 30_000_000  # above gas.limit of the profile besu-qbft
EPOCH = 30_000  # blocks after which votes that are no majority are forgotten
LEAST, MOST = 4, 100  # validators: three can't lose one
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Node:
    """key: its private key; whoever has a validator's signs blocks in its name."""

    name: str
    key: keys.PrivateKey
    ip: str
    is_validator: bool

    @property
    def address(self) -> bytes:
        return bytes(self.key.public_key.to_canonical_address())

    @property
    def enode(self) -> str:
        return f"enode://{self.key.public_key.to_bytes().hex()}@{self.ip}:{P2P_PORT}"


def nodes(validators: int) -> list[Node]:
    """New nodes: that many validators, and one that only answers JSON-RPC."""
    names = [*(f"validator{number}" for number in range(1, validators + 1)), "rpc"]
    return [_node(name, place) for place, name in enumerate(names)]


def _node(name: str, place: int) -> Node:
    return Node(name, keys.PrivateKey(_key()), str(NETWORK[FIRST + place]), name != "rpc")


def _key() -> bytes:
    """From 1 below the order of secp256k1, each alike."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    return (1 + secrets.randbelow(order - 1)).to_bytes(32)


def extra_data(validators: Sequence[bytes]) -> bytes:
    """What QBFT has in a genesis' extraData: vanity, validators ascending, no vote, round 0, no seals."""
    encoded: bytes = rlp.encode([VANITY, sorted(validators), [], 0, []])
    return encoded


def genesis(chain_id: int, block_period: int, validators: Sequence[bytes]) -> dict[str, Any]:
    """docs/chains.md explains it."""
    qbft = {"blockperiodseconds": block_period, "epochlength": EPOCH, "requesttimeoutseconds": 2 * block_period}
    return {
        "config": {
            "chainId": chain_id,
            "berlinBlock": 0,
            "londonBlock": 0,
            "shanghaiTime": 0,
            "zeroBaseFee": True,
            "qbft": qbft,
        },
        "nonce": "0x0",
        "timestamp": "0x0",
        "extraData": "0x" + extra_data(validators).hex(),
        "gasLimit": hex(GAS_LIMIT),
        "difficulty": "0x1",
        "mixHash": BFT,
        "coinbase": "0x" + 40 * "0",
        "alloc": {},
    }


def make(folder: Path, chain_id: int, block_period: int, validators: int) -> list[Node]:
    """Writes it all. Raises FileExistsError if the folder is there."""
    folder.mkdir(parents=True)
    made = nodes(validators)
    signers = [node.address for node in made if node.is_validator]
    (folder / "genesis.json").write_text(json.dumps(genesis(chain_id, block_period, signers), indent=2) + "\n")
    (folder / "profile.toml").write_text(
        f'like = "besu-qbft"\nname = "ours"\nchain_id = {chain_id}\nblock_time = {block_period}\n'
    )
    _know(folder, made)
    return made


def add(folder: Path) -> Node:
    """One more node for a network that runs: a validator as soon as the others have voted for it (README.md)."""
    known = json.loads((folder / "static-nodes.json").read_text())
    node = _node(f"validator{len(known)}", len(known))
    _know(folder, [node], known)
    return node


def _know(folder: Path, made: Sequence[Node], known: Sequence[str] = ()) -> None:
    """Writes what new nodes are known by, to themselves and to all."""
    for node in made:
        (folder / node.name).mkdir()
        (folder / node.name / "address").write_text(f"0x{node.address.hex()}\n")
        key = folder / node.name / "key"
        key.touch(mode=0o600)
        key.write_text(node.key.to_hex() + "\n")
    enodes = [*known, *(node.enode for node in made)]
    (folder / "static-nodes.json").write_text(json.dumps(enodes, indent=2) + "\n")
    (folder / "permissions.toml").write_text(f"nodes-allowlist={json.dumps(enodes)}\n")


def main(words: Sequence[str] | None = None) -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--chain-id", type=int, help="signatures name it: one that no other chain has")
    arguments.add_argument("--block-period", type=int, default=2, help="seconds from block to block")
    arguments.add_argument("--validators", type=int, default=LEAST, help=f"{LEAST} or more; compose.yaml has {LEAST}")
    arguments.add_argument("--folder", type=Path, default=HERE / "network", help="where it all goes")
    arguments.add_argument("--add", action="store_true", help="make one more node for the network in the folder")
    given = arguments.parse_args(words)
    if given.add:
        made = [add(given.folder)]
    else:
        if not given.chain_id or min(given.chain_id, given.block_period) < 1 or not LEAST <= given.validators <= MOST:
            arguments.error(f"chain id and block period are above 0, and there are {LEAST} to {MOST} validators")
        try:
            made = make(given.folder, given.chain_id, given.block_period, given.validators)
        except FileExistsError:
            print(f"{given.folder} is there already: its keys are a network. Name another folder.", file=sys.stderr)
            return 1
    for node in made:
        print(f"{node.name:12} {node.ip:14} 0x{node.address.hex()}")
    print(f"Written to {given.folder}. Each key is for its node alone, and is kept in a second place of its own.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
