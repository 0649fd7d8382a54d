"""Every contract fits nodes with default limits (docs/invariants.md, 20)."""

import pytest

from heyi.compiler import Artifact, compile_contracts

LARGEST = 24_576  # bytes of code (EIP-170)


@pytest.mark.parametrize("artifact", compile_contracts().values(), ids=lambda artifact: artifact.name)
def test_the_contract_fits(artifact: Artifact) -> None:
    assert artifact.deployed_bytecode_size <= LARGEST
