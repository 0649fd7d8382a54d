"""What every part of the service works with, out of the settings: the chain, the company on it, and its database."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from eth_account import Account
from eth_account.signers.local import LocalAccount

from heyi.chain.blocks import Blocks
from heyi.chain.client import Chain, connect
from heyi.chain.profiles import Finality, Profile, profile_of
from heyi.chain.refusals import NoNode
from heyi.company import Company, abis_of
from heyi.company.record import Record
from heyi.compiler import Artifact
from heyi.core.signing import Key
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.service.keys import account_of
from heyi.service.settings import Settings
from heyi.service.settings.forms import LOOPBACK
from heyi.store.book import Book
from heyi.store.database import Database

__all__ = ["Workplace"]


@dataclass(frozen=True)
class Workplace:
    """artifacts: the compiled contracts. environment: where passwords of keystores may be."""

    settings: Settings
    artifacts: Mapping[str, Artifact]
    environment: Mapping[str, str]

    @cached_property
    def profile(self) -> Profile:
        """The chain's, with what the settings say otherwise."""
        profile, depth = profile_of(self.settings.chain.profile), self.settings.indexer.confirm_depth
        return profile if depth is None else replace(profile, finality=Finality("depth", depth))

    @cached_property
    def record(self) -> Record:
        """Where the company is. Raises NoRecord."""
        return Record.read(self.settings.company.record)

    @property
    def wallets(self) -> Mapping[str, str]:
        """What the keys of the company's people derive from: told here only, of a chain of this machine."""
        return self.record.wallets if self._is_local else {}

    @property
    def wallet_rpc_url(self) -> str | None:
        """Where wallets reach the chain, as everybody is told."""
        return self.settings.api.wallet_rpc_url or (self.settings.chain.rpc_url if self._is_local else None)

    @property
    def _is_local(self) -> bool:
        """Whether chain and API are for this machine alone."""
        return self.profile.kind is not None and self.settings.api.host in LOOPBACK

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database.url)

    @cached_property
    def book(self) -> Book:
        """Raises NoDatabase and DatabaseOfOtherVersion."""
        return book_of(self.company(), self.database)

    def account(self, part: Literal["keeper", "relayer", "oracle"]) -> Key:
        """The key of a part. Raises what `keys.account_of` does."""
        settings = self.settings
        return account_of(part, getattr(settings, part), self.profile, self.environment, settings.signer)

    def company(self, account: Key | None = None) -> Company:
        """The company by a connection that sends with `account`; without one, that only reads.

        Nothing is asked of the chain yet.
        """
        chain = Chain(self.settings.chain.rpc_url, self.profile, account or _nobody(), abis_of(self.artifacts))
        return Company(chain, self.record.deployment, self.artifacts)

    def check(self) -> None:
        """Raises NoNode, WrongChain, and DeploymentMismatch where the chain holds no such company."""
        connect(self.settings.chain.rpc_url, self.profile, _nobody())
        self.company().check()

    def check_if_it_answers(self) -> None:
        """As `check`, but a chain that is down at the moment is no reason not to start: it comes back."""
        with suppress(NoNode):
            self.check()

    def indexer(self, until: int | None = None) -> Indexer:
        """until: the last block to read; None follows the head."""
        settings = self.settings.indexer
        chain = Blocks(self.settings.chain.rpc_url, self.profile, abis_of(self.artifacts))
        return Indexer(chain, self.book, settings.range_start, settings.range_max, until)


def _nobody() -> LocalAccount:
    """A key that owns nothing, for connections that send nothing."""
    account: LocalAccount = Account.create()
    return account
