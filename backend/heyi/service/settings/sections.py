"""Every setting there is: its type, its default, what is allowed and what it means, in one place each."""
# ruff: noqa: RUF009 - what `setting` is called with cannot change, so one default may serve all

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from heyi.service.settings.access import PrivacySettings, RolesSettings, SignInSettings
from heyi.service.settings.describing import Described, described, setting
from heyi.service.settings.forms import (
    Address,
    FilePath,
    Items,
    KeyPlace,
    Network,
    Number,
    OneOf,
    Optional,
    Origin,
    Text,
    Whole,
    YesOrNo,
)
from heyi.service.settings.telling import NoticesSettings, NotifySettings, WebhookSettings

__all__ = [
    "ApiSettings",
    "ChainSettings",
    "CompanySettings",
    "DatabaseSettings",
    "Described",
    "IndexerSettings",
    "KeeperSettings",
    "LogSettings",
    "MetricsSettings",
    "OracleSettings",
    "PrivacySettings",
    "RelayerSettings",
    "RolesSettings",
    "Settings",
    "SignInSettings",
    "SignerSettings",
    "described",
]

DAY = 86_400  # seconds


_HOST = Text("a host name or an IP address of this machine")
_PORT = Whole(1, 65_535)
_OWN_PORT = Whole(0, 65_535)
_POLL = Number(0.05, DAY, "seconds")
_KEY = KeyPlace()
_LEASE = Number(1, DAY, "seconds")
_LEASE_MEANS = "After how long another process may take the key over from one that has ended without a word."
_PASSWORD_FILE = Optional(FilePath("a path"), "the password is in the environment")


@dataclass(frozen=True)
class ChainSettings:
    """The chain that the company is on."""

    rpc_url: str = setting(
        "http://127.0.0.1:8545",
        Address(("http", "https"), "http://127.0.0.1:8545"),
        "Where the chain's node answers JSON-RPC; a local chain is started on that port.",
        secret=True,  # hosted nodes have access tokens in their paths
    )
    profile: str = setting(
        "ganache",
        Text("the name of a chain profile, or the path of a file that holds one"),
        "How to speak to this sort of chain.",
    )
    data_dir: Path = setting(
        Path(".heyi/chain"), FilePath("a folder"), "Folder in which a local chain is kept from one start to the next."
    )


@dataclass(frozen=True)
class CompanySettings:
    """The company served."""

    record: Path = setting(
        Path(".heyi/company.json"),
        FilePath(),
        "Where the company's contracts are, as `heyi deploy` has recorded it.",
    )


@dataclass(frozen=True)
class DatabaseSettings:
    """Where what was read from the chain, and what is on its way there, is kept."""

    url: str = setting(
        "sqlite:///.heyi/heyi.db",
        Address(
            ("sqlite", "postgresql"),
            "sqlite:///.heyi/heyi.db` or `postgresql://user:password@127.0.0.1/heyi",
            needs_host=False,
        ),
        "The database: a SQLite file, or PostgreSQL.",
        secret=True,
    )


@dataclass(frozen=True)
class ApiSettings:
    """The open book over HTTP."""

    host: str = setting("127.0.0.1", _HOST, "Address that the API listens on.")
    port: int = setting(8600, _PORT, "Port that the API listens on.")
    max_request_bytes: int = setting(
        262_144, Whole(1024, 2**30, "bytes"), "Longest body of a request; longer ones are refused with 413."
    )
    page_size: int = setting(
        100, Whole(1, 500, "items"), "How many items a page of a list has if the request does not say."
    )
    cors_origins: tuple[str, ...] = setting(
        (),
        Items(Address(("http", "https"), "https://wallet.example")),
        "Web pages of other origins that browsers may let call the API; none unless named.",
    )
    public_origins: tuple[str, ...] = setting(
        (),
        Items(Origin()),
        "Where browsers reach the API, for people to sign in; without any, where it listens if that is this machine.",
    )
    wallet_rpc_url: str | None = setting(
        None,
        Optional(Address(("http", "https"), "https://chain.example"), "that of a chain of this machine, else none"),
        "Where wallets that don't know the chain yet reach it: everybody is told, so it holds no access token.",
    )
    trusted_proxies: tuple[str, ...] = setting(
        ("127.0.0.1/32", "::1/128"),
        Items(Network()),
        "Whose word counts for the address that a request is from, and for whether it came by https: the reverse "
        "proxies before the API, and nobody else.",
    )
    requests_per_minute: int = setting(
        600, Whole(1, 10**6, "requests"), "How many requests one address may make in a minute; more get 429."
    )
    requests_at_once: int = setting(
        100, Whole(1, 10_000, "requests"), "How many requests are answered at one time; more get 503."
    )


@dataclass(frozen=True)
class IndexerSettings:
    """Reading the chain's logs into the database."""

    range_start: int = setting(
        1000, Whole(1, 10**6, "blocks"), "How many blocks the first request for logs spans; later ones adapt."
    )
    range_max: int = setting(10_000, Whole(1, 10**6, "blocks"), "How many blocks a request for logs spans at most.")
    confirm_depth: int | None = setting(
        None,
        Optional(Whole(0, 100_000, "blocks"), "as the chain profile says"),
        "How many blocks must stand above one before what it holds counts as settled.",
    )
    poll: float = setting(1.0, _POLL, "How long to wait for new blocks once all are read.")


@dataclass(frozen=True)
class KeeperSettings:
    """Closing books and settling what is due, by anyone's key."""

    key: str = setting("dev:8", _KEY, "Key that sends the keeper's transactions and pays for them.")
    password_file: Path | None = setting(None, _PASSWORD_FILE, "File that holds the password of the keystore.")
    gas_target: int = setting(
        15_000_000,
        Whole(100_000, 10**9, "units of gas"),
        "How much gas one transaction of the keeper should come to at most.",
    )
    lease: float = setting(30.0, _LEASE, _LEASE_MEANS)
    poll: float = setting(5.0, _POLL, "How long to wait before looking again for something to do.")


@dataclass(frozen=True)
class RelayerSettings:
    """Carrying what people signed to the chain, at the company's expense."""

    key: str = setting("dev:9", _KEY, "Key that sends people's transactions and pays for them.")
    password_file: Path | None = setting(None, _PASSWORD_FILE, "File that holds the password of the keystore.")
    limit_per_hour: int = setting(
        60, Whole(1, 10**6, "requests"), "How often one verb is relayed for one account in an hour."
    )
    lease: float = setting(30.0, _LEASE, _LEASE_MEANS)
    poll: float = setting(0.5, _POLL, "How long to wait before looking again for something to relay.")


@dataclass(frozen=True)
class SignerSettings:
    """How external signers are asked, by every part whose `key` names one."""

    authority: Path | None = setting(
        None,
        Optional(FilePath("a path"), "whoever requests trusts"),
        "File of the certificates by which the signer's own is trusted.",
    )
    certificate: Path | None = setting(
        None,
        Optional(FilePath("a path"), "none is shown"),
        "File of the certificate that this part shows to the signer.",
    )
    certificate_key: Path | None = setting(
        None, Optional(FilePath("a path"), "it is in the certificate's file"), "File of that certificate's private key."
    )
    token_file: Path | None = setting(
        None,
        Optional(FilePath("a path"), "no token is sent"),
        "File whose first line is the bearer token that a proxy before the signer asks for; it is read each time.",
    )
    timeout: float = setting(5.0, Number(0.1, 60, "seconds"), "How long the signer may take for one signature.")


@dataclass(frozen=True)
class OracleSettings:
    """One oracle node: it reads its own source and signs what it has read itself."""

    key: str = setting("dev:1", _KEY, "Key that signs this node's figures.")
    password_file: Path | None = setting(None, _PASSWORD_FILE, "File that holds the password of the keystore.")
    source: Path | None = setting(
        None,
        Optional(FilePath("a TOML file or a folder"), "there is no oracle here"),
        "Source that this node reads: a file as in docs/sources.md, or the folder of a scenario.",
    )
    journal: Path = setting(
        Path(".heyi/oracle.db"),
        FilePath(),
        "SQLite file in which the node keeps rows that came piece by piece, and how far they were read.",
    )
    webhook_host: str = setting("127.0.0.1", _HOST, "Address on which the node takes in signed webhooks.")
    webhook_port: int = setting(0, _OWN_PORT, "Port on which the node takes in signed webhooks; 0 is off.")
    api_url: str = setting(
        "http://127.0.0.1:8600",
        Address(("http", "https"), "http://127.0.0.1:8600"),
        "Where the API answers, through which nodes tell one another their figures.",
    )
    poll: float = setting(60.0, _POLL, "How long to wait before looking again for a period to report.")
    share_evidence: bool = setting(
        True, YesOrNo(), "Whether the rows behind this node's figures are given to the API, for who may see them there."
    )


@dataclass(frozen=True)
class LogSettings:
    """Lines on stderr."""

    level: Literal["debug", "info", "warning", "error"] = setting(
        "info", OneOf(("debug", "info", "warning", "error")), "Least important sort of line that is written."
    )
    format: Literal["text", "json"] = setting(
        "text", OneOf(("text", "json")), "Lines for people, or one JSON object a line for programs."
    )


@dataclass(frozen=True)
class MetricsSettings:
    """/health, /ready and /metrics of the parts that serve no HTTP otherwise; the API has them on its own port."""

    host: str = setting("127.0.0.1", _HOST, "Address that they listen on.")
    index: int = setting(0, _OWN_PORT, "Port of the indexer; 0 is off.")
    keep: int = setting(0, _OWN_PORT, "Port of the keeper; 0 is off.")
    relay: int = setting(0, _OWN_PORT, "Port of the relayer; 0 is off.")
    oracle: int = setting(0, _OWN_PORT, "Port of the oracle node; 0 is off.")
    notify: int = setting(0, _OWN_PORT, "Port of the part that sends webhooks and notices; 0 is off.")


@dataclass(frozen=True)
class Settings:
    """All of them, by section."""

    chain: ChainSettings = field(default_factory=ChainSettings)
    company: CompanySettings = field(default_factory=CompanySettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    api: ApiSettings = field(default_factory=ApiSettings)
    sign_in: SignInSettings = field(default_factory=SignInSettings)
    roles: RolesSettings = field(default_factory=RolesSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    indexer: IndexerSettings = field(default_factory=IndexerSettings)
    keeper: KeeperSettings = field(default_factory=KeeperSettings)
    relayer: RelayerSettings = field(default_factory=RelayerSettings)
    oracle: OracleSettings = field(default_factory=OracleSettings)
    signer: SignerSettings = field(default_factory=SignerSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    notices: NoticesSettings = field(default_factory=NoticesSettings)
    webhooks: Mapping[str, WebhookSettings] = field(default_factory=dict)
    log: LogSettings = field(default_factory=LogSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
