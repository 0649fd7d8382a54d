"""A company is looked for on the chain of its record, whatever chain answers."""

from dataclasses import replace

import pytest

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.chain.refusals import WrongChain
from heyi.company import Company
from heyi.company.deploy import Deployment, DeploymentMismatch


def test_the_record_names_its_chain_and_what_is_on_it() -> None:
    with running(local_chain(ANVIL)) as node:
        any_chain = connect(node.url, replace(ANVIL, chain_id=None), development_account(0))
        with pytest.raises(WrongChain, match="has id 31337, but 7 was expected"):
            Company(any_chain, Deployment(7, 0), {}).check()
        here = Deployment(31337, 0, {"Treasury": "0x" + 40 * "1"})
        with pytest.raises(DeploymentMismatch, match="there is no code"):
            Company(any_chain, here, {}).check()
        Company(any_chain, Deployment(31337, 0), {}).check()
