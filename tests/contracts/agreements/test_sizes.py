"""Every contract fits a node with default limits (EIP-170)."""

from __future__ import annotations

from collections.abc import Mapping

from heyi.compiler import Artifact

MOST = 24_576


def test_every_contract_is_smaller_than_nodes_allow(artifacts: Mapping[str, Artifact]) -> None:
    sizes = {name: artifact.deployed_bytecode_size for name, artifact in artifacts.items()}
    assert max(sizes.values()) > 0
    assert {name: size for name, size in sizes.items() if size >= MOST} == {}
