"""What the contract tests share: doubles, typed data to sign, time, and refusals asserted with their arguments."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import brownie
import solcx
from brownie import Contract, chain, web3
from eth_account import Account
from eth_account.messages import encode_typed_data
from hexbytes import HexBytes

from heyi.compiler.solc import PROJECT_ROOT, ensure_compiler, read_settings

DOUBLES = "tests/contracts/doubles"
DAY = 86_400
HOUR = 3_600

# --- doubles --------------------------------------------------------------------------------------------------------


def deploy_double(name: str, *arguments: Any, sender: Any) -> Contract:
    """Deploys tests/contracts/doubles/<name>.sol, which is no part of the project's own contracts."""
    abi, bytecode = _compiled(name)
    factory = web3.eth.contract(abi=abi, bytecode=bytecode)
    shown = [str(argument) if hasattr(argument, "address") else argument for argument in arguments]
    tx = sender.transfer(data=factory.constructor(*shown).data_in_transaction, silent=True)
    return Contract.from_abi(name, tx.contract_address, abi, persist=False)


def _compiled(name: str) -> tuple[list[dict[str, Any]], str]:
    """Kept in build/ together with what every source looked like, so that an edit of any of them counts."""
    output_selection = {"*": {"*": ["abi", "evm.bytecode.object"]}}
    settings = {**read_settings().for_solc(), "outputSelection": output_selection}
    kept_at = PROJECT_ROOT / "build" / "doubles" / f"{name}.json"
    if kept_at.exists():
        kept = json.loads(kept_at.read_text())
        if kept["settings"] == settings and all(_looks(path) == look for path, look in kept["sources"].items()):
            return kept["abi"], kept["bytecode"]

    path = f"{DOUBLES}/{name}.sol"
    output = solcx.compile_standard(
        {
            "language": "Solidity",
            "sources": {path: {"content": (PROJECT_ROOT / path).read_text()}},
            "settings": settings,
        },
        solc_binary=ensure_compiler(),
        base_path=PROJECT_ROOT,
        allow_paths=PROJECT_ROOT,
    )
    compiled = output["contracts"][path][name]
    abi, bytecode = compiled["abi"], compiled["evm"]["bytecode"]["object"]
    sources = {source: _looks(source) for source in output["sources"]}
    kept_at.parent.mkdir(parents=True, exist_ok=True)
    kept_at.write_text(json.dumps({"settings": settings, "sources": sources, "abi": abi, "bytecode": bytecode}))
    return abi, bytecode


def _looks(path: str) -> str:
    source = PROJECT_ROOT / path
    return hashlib.sha256(source.read_bytes()).hexdigest() if source.exists() else "gone"


# --- signatures -----------------------------------------------------------------------------------------------------


def typed_data(contract: str, name: str, types: str, message: dict[str, Any]) -> dict[str, Any]:
    """EIP-712 data as a wallet gets it. `types` is written as the interface writes it: "A(uint8 x,B b)B(uint8 y)"."""
    structs = re.findall(r"(\w+)\(([^)]*)\)", types)
    return {
        "domain": {"name": name, "version": "1", "chainId": chain.id, "verifyingContract": str(contract)},
        "primaryType": structs[0][0],
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            **{
                struct: [dict(zip(("type", "name"), member.split(" "), strict=True)) for member in members.split(",")]
                for struct, members in structs
            },
        },
        "message": message,
    }


def sign(signer: Any, data: dict[str, Any]) -> HexBytes:
    """The 65 bytes of `signer`'s signature (r, s, v); `signer` is an account with a private key."""
    return Account.sign_typed_data(signer.private_key, full_message=data).signature


def digest_of(data: dict[str, Any]) -> bytes:
    """What a contract recovers the signer from."""
    signable = encode_typed_data(full_message=data)
    return bytes(web3.keccak(b"\x19" + signable.version + signable.header + signable.body))


# --- time -----------------------------------------------------------------------------------------------------------


def go_to(timestamp: int) -> None:
    """Mines a block at this time or some seconds later, never earlier; if it is past already, one now."""
    # By the chain's clock if need be: Brownie's own may be some seconds ahead of it.
    for clock in (chain.time, lambda: chain[-1].timestamp):
        chain.sleep(max(0, timestamp - clock()))
        chain.mine()
        if chain[-1].timestamp >= timestamp:
            return


# --- refusals -------------------------------------------------------------------------------------------------------


def reverts(error: str, *arguments: Any) -> Any:
    """Like brownie.reverts, for a custom error with these arguments; `...`: a number that the clock decides."""
    shown = ", ".join(r"\d+" if argument is ... else re.escape(_as_brownie_shows(argument)) for argument in arguments)
    return brownie.reverts(revert_pattern=f"{error}: {shown}")


def _as_brownie_shows(argument: Any) -> str:
    if isinstance(argument, str) and re.fullmatch("0x[0-9a-fA-F]{64}", argument):
        argument = bytes.fromhex(argument[2:])
    if isinstance(argument, bytes):
        return str(bytes(argument))
    # Addresses are shown in lower case; a contract or an account is its address.
    return str(argument).lower() if str(argument).startswith("0x") else str(argument)
