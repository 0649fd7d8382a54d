"""`brownie run deploy`: deploys a company to the active network with the same code as everything else.

It returns the contracts as Brownie's own objects, so that `brownie console` can go on from there:

    >>> company = run("deploy")
    >>> company["Treasury"].totalSupply(company["SettlementToken"].address)
"""

from brownie import chain as active_chain
from brownie import network, project, web3

from heyi.chain.client import connect, development_account
from heyi.chain.profiles import PROFILES
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings, found
from heyi.compiler import compile_contracts


def main() -> dict[str, object]:
    artifacts = compile_contracts(progress=print)
    profile = next(profile for profile in PROFILES.values() if profile.chain_id == active_chain.id)
    chain = connect(web3.provider.endpoint_uri, profile, development_account(0), abis_of(artifacts))
    settings = development_settings(chain)
    deployment = deploy(chain, artifacts, settings)
    enterprises = found(Company(chain, deployment, artifacts), settings)
    loaded = project.get_loaded_projects()[0]
    print(f"Deployed on {network.show_active()}, chain {profile.chain_id}, block {chain.height()}:")
    for name, address in {**deployment.addresses, **enterprises}.items():
        print(f"  {name:20} {address}")
    contracts = {name: loaded[name].at(address) for name, address in deployment.addresses.items()}
    return {**contracts, **{name: loaded["Enterprise"].at(address) for name, address in enterprises.items()}}
