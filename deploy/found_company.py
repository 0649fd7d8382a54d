"""Deploys a company with keys of its own, as a TOML file describes it (company.example.toml), and writes its record.

    python found_company.py company.toml --rpc-url http://rpc:8545 --chain chain.toml \\
        --key deployer.json --password-file deployer-password --record company.json

The key pays for deployment where gas isn't free, and has no say in the company afterwards. Clearing house and platform
are then founded by their members' signatures, like every unit; their addresses follow from their charters already.
"""

import argparse
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eth_account import Account

from heyi.chain.client import connect
from heyi.chain.profiles import profile_of
from heyi.company import Company, abis_of
from heyi.company.deploy import CompanySettings, OracleSettings, TokenSettings, deploy
from heyi.company.record import Record
from heyi.compiler import compile_contracts
from heyi.core.charter import Charter
from heyi.core.errors import HeyiError, InvalidValue
from heyi.core.periods import Calendar
from heyi.core.solidity import checksummed

__all__ = ["settings_of"]


def settings_of(given: Mapping[str, Any]) -> CompanySettings:
    """What a company.toml says. Raises InvalidValue, InvalidPeriod, KeyError and TypeError."""
    calendar = Calendar()
    oracle = dict(given["oracle"])
    addresses = {name: _address(f"oracle.{name}", oracle.pop(name)) for name in ("arbiter", "pauser")}
    nodes = tuple(_address("oracle.nodes", node) for node in oracle.pop("nodes"))
    return CompanySettings(
        calendar=calendar,
        first_period=calendar.parse(given["first_period"]),
        oracle=OracleSettings(nodes=nodes, **addresses, **oracle),
        token=TokenSettings(**given["token"]),
        clearing=_charter("clearing", given["clearing"]),
        platform=_charter("platform", given["platform"]),
    )


def _charter(where: str, given: Mapping[str, Any]) -> Charter:
    """members: their weights by address; a charter has them ascending."""
    weights = {_address(f"{where}.members", member): weight for member, weight in given["members"].items()}
    members = sorted(weights, key=lambda member: int(member, 16))
    try:
        return Charter(
            name=given["name"],
            leader=_address(f"{where}.leader", given["leader"]),
            quorum=given["quorum"],
            members=tuple(members),
            units=tuple(weights[member] for member in members),
            total_shares=given["total_shares"],
            allowance=given.get("allowance", 0),
            wind_up_after=given.get("wind_up_after", 0),
        )
    except InvalidValue as error:
        raise error.inside(where) from None


def _address(where: str, text: str) -> str:
    try:
        return checksummed(text)
    except InvalidValue as error:
        raise error.inside(where) from None


def _found(given: argparse.Namespace) -> Record:
    settings = settings_of(tomllib.loads(given.company.read_text(encoding="utf-8")))
    password = given.password_file.read_text(encoding="utf-8").splitlines()[0]
    deployer = Account.from_key(Account.decrypt(given.key.read_text(encoding="utf-8"), password))
    artifacts, profile = compile_contracts(), profile_of(given.chain)
    chain = connect(given.rpc_url, profile, deployer, abis_of(artifacts))
    deployment = deploy(chain, artifacts, settings, lambda name: print(f"Deploying {name}", flush=True))
    registry = Company(chain, deployment, artifacts).registry.functions
    charters = (settings.clearing, settings.platform)
    units = {charter.name: str(chain.call(registry.addressOf(charter.to_abi()))) for charter in charters}
    return Record(given.rpc_url, profile.source, deployment, units, {})


def main(words: list[str] | None = None) -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("company", type=Path)
    arguments.add_argument("--rpc-url", required=True)
    arguments.add_argument("--chain", required=True, help="a chain profile, by name or by its file")
    arguments.add_argument("--key", type=Path, required=True, help="an encrypted keystore")
    arguments.add_argument("--password-file", type=Path, required=True)
    arguments.add_argument("--record", type=Path, default=Path("company.json"), help="is written; must not be there")
    given = arguments.parse_args(words)
    if given.record.exists():
        print(f"{given.record} is there already: it says where a company is.", file=sys.stderr)
        return 1
    try:
        record = _found(given)
    except (HeyiError, OSError, ValueError, KeyError, TypeError) as error:
        print(f"Nothing was recorded: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    record.write(given.record)
    print(f"Recorded in {given.record}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
