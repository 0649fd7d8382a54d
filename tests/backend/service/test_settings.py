"""Settings: a file, the environment over it, a default for all; what is wrong is told with file, key and value."""

import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from heyi.core.errors import InvalidInput
from heyi.service.settings import (
    PlaintextKey,
    Settings,
    SettingsUnreadable,
    UnknownSetting,
    WrongSetting,
    read_settings,
)
from heyi.service.settings import errors as errors_module
from heyi.service.settings.describing import described
from heyi.service.settings.reading import SECTIONS, variable
from heyi.service.settings.reference import page
from heyi.service.settings.told_forms import Table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "settings.md"
KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
ALL = [(name, each) for name, section in SECTIONS.items() for each in fields(section)]


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without settings."""
    monkeypatch.chdir(tmp_path)


def written(text: str, file: str = "heyi.toml") -> Path:
    path = Path(file)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_file_everything_has_its_default() -> None:
    assert read_settings(None, {}) == Settings()
    assert read_settings(None, {"PATH": "/bin"}).api.port == 8600


def test_a_file_says_what_differs() -> None:
    file = written(
        """
        [chain]
        profile = "anvil"
        [api]
        port = 8080
        cors_origins = ["https://a.example", "http://localhost:5173"]
        trusted_proxies = ["172.30.1.2", "172.30.2.0/24"]
        [indexer]
        confirm_depth = 3
        poll = 2
        """
    )
    settings = read_settings(file, {})
    assert (settings.chain.profile, settings.api.port, settings.indexer.confirm_depth) == ("anvil", 8080, 3)
    assert settings.api.cors_origins == ("https://a.example", "http://localhost:5173")
    assert settings.api.trusted_proxies == ("172.30.1.2/32", "172.30.2.0/24")
    assert settings.indexer.poll == 2.0
    assert settings.keeper == Settings().keeper


def test_the_environment_wins() -> None:
    file = written("[api]\nport = 8080\nhost = '0.0.0.0'\n[indexer]\nconfirm_depth = 3\n")
    environment = {
        "HEYI_API_PORT": "9090",
        "HEYI_API_CORS_ORIGINS": "https://a.example, https://b.example",
        "HEYI_CHAIN_RPC_URL": "http://chain:8545",
        "HEYI_COMPANY_RECORD": "/srv/company.json",
        "HEYI_INDEXER_CONFIRM_DEPTH": "",
        "HEYI_KEEPER_POLL": "0.5",
    }
    settings = read_settings(file, environment)
    assert (settings.api.port, settings.api.host) == (9090, "0.0.0.0")
    assert settings.api.cors_origins == ("https://a.example", "https://b.example")
    assert settings.chain.rpc_url == "http://chain:8545"
    assert settings.company.record == Path("/srv/company.json")
    assert settings.indexer.confirm_depth is None
    assert settings.keeper.poll == 0.5


def test_which_file_is_read() -> None:
    asked, variable_, hidden = written("[api]\nport = 1\n", "a.toml"), "b.toml", ".heyi/heyi.toml"
    written("[api]\nport = 2\n", variable_)
    written("[api]\nport = 4\n", hidden)
    assert read_settings(None, {}).api.port == 4
    written("[api]\nport = 3\n")
    assert read_settings(None, {}).api.port == 3
    assert read_settings(None, {"HEYI_CONFIG": variable_}).api.port == 2
    assert read_settings(asked, {"HEYI_CONFIG": variable_}).api.port == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[apy]\nport = 1", r"heyi.toml: there is no setting \[apy\]; there are \[chain\], \[company\], .*"),
        ("[api]\nprt = 1", r"heyi.toml: there is no setting api.prt; there are host, port, .*"),
        ("port = 1", r"heyi.toml: there is no setting \[port\]; there are \[chain\].*"),
        ("api = 1", r"heyi.toml: api = 1 is refused; allowed is a section: \[api\]\."),
        ("[api]\nport = 0", r"heyi.toml: api.port = 0 is refused; allowed is a whole number from 1 to 65535\."),
        ("[api]\nport = '80'", r'heyi.toml: api.port = "80" is refused; allowed is a whole number .*'),
        ("[api]\nport = true", r"heyi.toml: api.port = true is refused; .*"),
        ("[api]\nhost = ''", r'heyi.toml: api.host = "" is refused; allowed is a host name .*'),
        (
            "[api]\ncors_origins = '*'",
            r'heyi.toml: api.cors_origins = "\*" is refused; allowed is a list, each a URL .*',
        ),
        ("[api]\ncors_origins = ['*']", r'heyi.toml: api.cors_origins = \["\*"\] is refused; .*'),
        (
            "[api]\ntrusted_proxies = ['*']",
            r'heyi.toml: api.trusted_proxies = \["\*"\] is refused; .* an IP address, .*',
        ),
        ("[api]\ntrusted_proxies = ['10.0.0.1/8']", r"heyi.toml: api.trusted_proxies = .* is refused; .*"),
        ("[log]\nlevel = 'loud'", r'heyi.toml: log.level = "loud" is refused; allowed is `debug` or .* or `error`\.'),
        ("[keeper]\npoll = nan", r"heyi.toml: keeper.poll = nan is refused; allowed is a number of seconds .*"),
        ("[keeper]\npoll = 0", r"heyi.toml: keeper.poll = 0 is refused; allowed is a number of seconds from 0.05 .*"),
        ("[keeper]\nkey = 'dev:x'", r'heyi.toml: keeper.key = "dev:x" is refused; allowed is `dev:N` .*'),
        (
            "[relayer]\nkey = 'web3signer+http://signer.example:9000#0x'",
            r'heyi.toml: relayer.key = "web3signer\+http.*" is refused; allowed is .* of an external signer, .*',
        ),
        ("[company]\nrecord = 7", r"heyi.toml: company.record = 7 is refused; allowed is a path\."),
        ("[database]\nurl = 'mysql://a:secret@b/c'", r"heyi.toml: database.url = \(not shown\) is refused; .*"),
        ("[database]\nurl = 'sqlite:x.db'", r"heyi.toml: database.url = \(not shown\) is refused; .*"),
        ("[chain]\nrpc_url = 'http://a:bc'", r"heyi.toml: chain.rpc_url = \(not shown\) is refused; .*"),
        (
            "[indexer]\nrange_max = 10",
            r"heyi.toml: indexer.range_start = 1000 is refused; allowed is at most indexer.range_max, which is 10\.",
        ),
        ("[api", r"The settings in heyi.toml cannot be read: it is no TOML \(.+\)\."),
    ],
)
def test_a_mistake_in_a_file_is_told(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_settings(written(text), {})
    assert re.fullmatch(sentence, str(caught.value))


@pytest.mark.parametrize(
    ("word", "value", "sentence"),
    [
        ("HEYI_API_PRT", "1", "the environment: there is no setting HEYI_API_PRT; there are HEYI_API_HOST, .*"),
        ("HEYI_APY_PORT", "1", "the environment: .* there are HEYI_SECTION_KEY with one of the sections chain, .*"),
        ("HEYI_API_PORT", "many", 'the environment: HEYI_API_PORT = "many" is refused; allowed is a whole number .*'),
        ("HEYI_API_PORT", "", 'the environment: HEYI_API_PORT = "" is refused; .*'),
        ("HEYI_KEEPER_POLL", "inf", 'the environment: HEYI_KEEPER_POLL = "inf" is refused; .*'),
        ("HEYI_DATABASE_URL", "secret", r"the environment: HEYI_DATABASE_URL = \(not shown\) is refused; .*"),
    ],
)
def test_a_mistake_in_the_environment_is_told(word: str, value: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_settings(None, {word: value})
    assert re.fullmatch(sentence, str(caught.value))


def test_a_file_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(SettingsUnreadable, match=r"The settings in none\.toml cannot be read: there is no such file\."):
        read_settings(Path("none.toml"), {})
    with pytest.raises(SettingsUnreadable, match="there is no such file"):
        read_settings(None, {"HEYI_CONFIG": "none.toml"})
    with pytest.raises(SettingsUnreadable, match="directory"):
        read_settings(Path(), {})
    Path("latin.toml").write_bytes(b"[api]\nhost = '\xe9'")
    with pytest.raises(SettingsUnreadable, match="UTF-8"):
        read_settings(Path("latin.toml"), {})


@pytest.mark.parametrize("secret", [KEY, "0x" + KEY, "test " * 11 + "junk"])
def test_a_key_in_plain_text_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(PlaintextKey) as in_file:
        read_settings(written(f"[relayer]\nkey = '{secret}'"), {})
    with pytest.raises(PlaintextKey) as in_environment:
        read_settings(Path("/dev/null"), {"HEYI_RELAYER_KEY": secret})
    for caught in (in_file, in_environment):
        assert secret not in f"{caught.value}{caught.value!r}{caught.value.facts()}"


def test_a_password_is_in_no_file_of_settings() -> None:
    with pytest.raises(PlaintextKey, match=r"keeper\.password holds .*; allowed is password_file, or HEYI_KEEPER_PASS"):
        read_settings(written("[keeper]\npassword = 'hunter2'"), {})
    assert read_settings(Path("/dev/null"), {"HEYI_KEEPER_PASSWORD": "hunter2"}) == Settings()


def test_secrets_are_not_in_what_settings_look_like() -> None:
    settings = read_settings(
        None, {"HEYI_DATABASE_URL": "postgresql://a:hunter2@b/c", "HEYI_CHAIN_RPC_URL": "https://rpc.example/hunter2"}
    )
    assert "hunter2" in settings.database.url
    assert "hunter2" not in repr(settings)


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of a type, one of a union, a literal, or a tuple."""
    if isinstance(hint, type):
        return type(value) is hint or (isinstance(value, Path) and hint is Path)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple)
    return any(value == option if get_origin(hint) is Literal else fits(value, option) for option in get_args(hint))


@pytest.mark.parametrize(("section", "each"), ALL, ids=lambda value: getattr(value, "name", value))
def test_every_setting_is_declared_whole(section: str, each: Any) -> None:
    """With a type, a default that is allowed, and one sentence."""
    known = described(SECTIONS[section])[each.name]
    assert each.default is not MISSING
    raw: Any = list(each.default) if isinstance(each.default, tuple) else each.default
    raw = dict(raw) if isinstance(known.form, Table) else raw
    assert known.form.read(str(raw) if isinstance(raw, Path) else raw) == each.default
    assert fits(each.default, get_type_hints(SECTIONS[section])[each.name])
    assert re.fullmatch(r"[A-Z/].*\.", known.meaning)


def test_the_environment_names_each_setting_once() -> None:
    names = [variable(section, each.name) for section, each in ALL]
    assert len(set(names)) == len(names)


def test_the_page_is_as_the_declarations_say() -> None:
    assert PAGE.read_text() == page(), "run python -m heyi.service.settings.reference > docs/settings.md"


def test_the_example_on_the_page_is_read() -> None:
    settings = read_settings(written(page().partition("```toml\n")[2].partition("```")[0]), {})
    assert settings.api.port == 8080
    assert settings.database.url.startswith("postgresql://")


def test_the_errors_are_those_drawn() -> None:
    drawn = dict(re.findall(r"^[│├└─ ]*(\w+) +(\d{3})  ", errors_module.__doc__ or "", re.MULTILINE))
    ours: list[type[InvalidInput]] = [SettingsUnreadable, UnknownSetting, WrongSetting, PlaintextKey]
    assert drawn == {error.__name__: str(error.status) for error in ours}


def test_origins_are_safe_or_of_this_machine() -> None:
    """A session's cookie must not travel where everybody can read along."""
    good = [
        "https://heyi.example",
        "https://heyi.example:8443",
        "http://localhost:8600",
        "http://127.0.0.1",
        "http://[::1]:80",
    ]
    settings = read_settings(None, {"HEYI_API_PUBLIC_ORIGINS": ",".join([*good, "HTTPS://Heyi.Example"])})
    assert settings.api.public_origins == (*good, "https://heyi.example")
    for wrong in (
        "http://heyi.example", "https://heyi.example/", "https://heyi.example/api", "heyi.example", "https://",
        "https://a@heyi.example", "https://heyi.example?", "ftp://localhost", "*", "https://heyi.example:port",
    ):  # fmt: skip
        with pytest.raises(WrongSetting, match="an origin like"):
            read_settings(None, {"HEYI_API_PUBLIC_ORIGINS": wrong})


def test_roles_are_accounts() -> None:
    account = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    settings = read_settings(written(f"[roles]\nfinance = ['{account.lower()}']\nauditor = ['{account}']\n"), {})
    assert (settings.roles.finance, settings.roles.auditor) == ((account,), (account,))
    for wrong in ("ann", "0x12", account[:-1] + "4"):
        with pytest.raises(WrongSetting, match="an address like"):
            read_settings(None, {"HEYI_ROLES_FINANCE": wrong})
