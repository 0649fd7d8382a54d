"""The ABIs of contracts/interfaces, compiled on their own: quick, and whatever state the contracts are in."""

import functools
from pathlib import Path
from typing import Any

import solcx

from heyi.compiler.solc import ensure_compiler, read_settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "contracts" / "interfaces"


@functools.cache
def interface_abis() -> dict[str, list[dict[str, Any]]]:
    """The ABI of every interface of ours, by name."""
    sources = {
        path.relative_to(ROOT).as_posix(): {"content": path.read_text()} for path in sorted(FOLDER.glob("*.sol"))
    }
    settings = {
        "remappings": list(read_settings().remappings),
        "outputSelection": {"*": {"*": ["abi"]}},
    }
    output = solcx.compile_standard(
        {"language": "Solidity", "sources": sources, "settings": settings},
        solc_binary=ensure_compiler(),
        base_path=ROOT,
        allow_paths=ROOT,
    )
    ours = (contracts for path, contracts in output["contracts"].items() if path.startswith("contracts/"))
    return {name: contract["abi"] for contracts in ours for name, contract in contracts.items()}
