"""Profiles are read whole, every key is checked, and one's own may build on one of ours."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from heyi.chain.profiles import PROFILES, Finality, Gas, Profile, Replacement, loading, local_chain, profile_of
from heyi.chain.profiles.loading import (
    OWN,
    InvalidProfileValue,
    MissingProfileKey,
    ProfileUnreadable,
    UnknownProfile,
    UnknownProfileKey,
    read_profile,
)
from heyi.chain.refusals import NoLocalChain
from heyi.core.errors import HeyiError, InvalidInput

DOCS = Path(__file__).resolve().parents[3] / "docs" / "chains.md"
OPTIONAL = {"chain_id", "local_node", "gas", "replacement"}


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text)
    return file


def without(name: str, key: str) -> str:
    return re.sub(rf"^{key} = .*\n", "", OWN[name].read_text(), flags=re.MULTILINE)


def test_the_profiles_of_ours_are_all_there() -> None:
    assert set(PROFILES) == {file.stem for file in OWN["anvil"].parent.glob("*.toml")}
    assert all(profile.name == profile.source == name for name, profile in PROFILES.items())
    assert {name: str(profile.finality) for name, profile in PROFILES.items()} == {
        "ganache": "instant",
        "anvil": "instant",
        "besu-qbft": "instant",
        "public": "tag",
    }
    assert PROFILES["public"].replacement == Replacement(15, after_blocks=5)


def test_one_of_ones_own_builds_on_one_of_ours(tmp_path: Path) -> None:
    file = written(tmp_path, 'like = "besu-qbft"\nname = "works"\nchain_id = 2011\nfinality = "depth:3"\n')
    profile = profile_of(str(file))
    assert (profile.name, profile.chain_id, profile.source) == ("works", 2011, str(file))
    assert profile.finality == Finality("depth", 3)
    assert profile.gas == PROFILES["besu-qbft"].gas
    assert profile_of(profile.source) == profile


def test_a_table_replaces_the_other_profiles_whole_one(tmp_path: Path) -> None:
    file = written(tmp_path, 'like = "public"\nname = "works"\n[gas]\nmode = "fees"\ncap = 5\nlimit = 90_000\n')
    assert (read_profile(file).gas.cap, read_profile(file).gas.limit) == (5, 90_000)


@pytest.mark.parametrize("key", sorted(tomllib.loads(OWN["public"].read_text()).keys() - OPTIONAL))
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    with pytest.raises(MissingProfileKey, match=f"lacks {key}:"):
        read_profile(written(tmp_path, without("public", key)))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name = 1", "name is no text"),
        ("chain_id = 0", "chain_id is 0, below 1"),
        ("chain_id = true", "chain_id is True, not a whole number"),
        ('local_node = "geth"', "local_node is 'geth', not one of ganache, anvil"),
        ('evm_version = "homestead"', "evm_version is 'homestead', not one of paris, shanghai"),
        ('proof_of_authority = "yes"', "proof_of_authority is neither true nor false"),
        ('block_time = "2"', "block_time is '2', not a number"),
        ('finality = "soon"', "finality is 'soon', not instant, tag or depth:N"),
        ('finality = "depth:0"', "finality is 'depth:0', not"),
        ("logs_range = 0", "logs_range is 0, below 1"),
        ("batch_size = 1.5", "batch_size is 1.5, not a whole number"),
        ("polls_every = 0", "polls_every is 0, below 0.001"),
        ('gas = "free"', "gas is no table"),
        ('gas.mode = "cheap"', "gas.mode is 'cheap', not one of legacy, free, fees"),
        ('gas = {mode = "fees", cap = 0}', "gas.cap is 0, below 1"),
        ('gas = {mode = "free", margin = 0.5}', "gas.margin is 0.5, below 1"),
        ("replacement = {bump_percent = 10}", "replacement.after_blocks or after_seconds: give one of the two"),
        ("replacement = {bump_percent = 10, after_blocks = 1, after_seconds = 1}", "give one of the two"),
        ('like = "mainnet"', "like is 'mainnet', not one of ganache"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, line: str, words: str) -> None:
    head = "" if line.startswith("like") else 'like = "besu-qbft"\n'
    name = "" if line.startswith("name") else 'name = "works"\n'
    with pytest.raises(InvalidProfileValue, match=re.escape(words)):
        read_profile(written(tmp_path, head + name + line))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("block_tme = 2", "block_tme"),
        ('gas = {mode = "free", price = 1}', "gas.price"),
        ("replacement = {bump_percent = 10, after_blocks = 1, never = true}", "replacement.never"),
    ],
)
def test_a_key_that_no_profile_has_is_named(tmp_path: Path, line: str, key: str) -> None:
    with pytest.raises(UnknownProfileKey, match=f"a key {key}, which"):
        read_profile(written(tmp_path, f'like = "besu-qbft"\nname = "works"\n{line}'))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnreadable, match="No such file"):
        profile_of(str(tmp_path / "gone.toml"))
    with pytest.raises(ProfileUnreadable, match="Expected '=' after a key"):
        read_profile(written(tmp_path, "name"))
    with pytest.raises(UnknownProfile, match="besu is no chain profile: name one of ganache, anvil, besu-qbft"):
        profile_of("besu")
    with pytest.raises(MissingProfileKey, match="lacks name"):
        read_profile(written(tmp_path, 'like = "anvil"'))
    with pytest.raises(MissingProfileKey, match="lacks chain_id"):
        read_profile(written(tmp_path, without("anvil", "chain_id")))


def test_only_local_chains_are_started() -> None:
    settings = local_chain(PROFILES["anvil"], port=1, start_time=2)
    assert (settings.kind, settings.chain_id, settings.port, settings.start_time) == ("anvil", 31337, 1, 2)
    with pytest.raises(NoLocalChain, match="besu-qbft is not started here"):
        local_chain(PROFILES["besu-qbft"])


def test_the_errors_of_loading_are_drawn() -> None:
    assert loading.__doc__
    drawn = dict(re.findall(r"^[│├└─ ]*(\w+) +(\d{3})  ", loading.__doc__, re.MULTILINE))
    errors = [getattr(loading, name) for name in loading.__all__ if isinstance(getattr(loading, name), type)]
    assert drawn == {error.__name__: str(error.status) for error in errors}
    assert all(issubclass(error, InvalidInput) and issubclass(error, HeyiError) for error in errors)


def test_every_key_of_a_profile_is_documented_and_no_other() -> None:
    section = DOCS.read_text().partition("## A profile of your own")[2]
    told = set(re.findall(r"^\| `([a-z_.]+)` \|", section, re.MULTILINE))
    fields = {"local_node" if field.name == "kind" else field.name for field in dataclasses.fields(Profile)}
    keys = {"like", *fields - {"source", "gas", "replacement"}}
    for table, of in (("gas", Gas), ("replacement", Replacement)):
        keys |= {f"{table}.{field.name}" for field in dataclasses.fields(of)}
    assert told == keys


def test_the_docs_compare_the_four_as_they_are() -> None:
    section = DOCS.read_text().partition("## What the four say")[2]
    head, *lines = section.strip().splitlines()
    profiles = [PROFILES[name] for name in re.findall(r"`([\w-]+)`", head)]
    rows = dict(re.findall(r"^\| ([\w' ]+) \| (.+) \|$", "\n".join(lines), re.MULTILINE))
    assert set(profiles) == set(PROFILES.values())

    def row(*cells: object) -> str:
        return " | ".join(str(cell) for cell in cells)

    assert rows["chain id"] == row(*(profile.chain_id or "any" for profile in profiles))
    assert rows["finality"] == row(*(profile.finality for profile in profiles))
    assert rows["blocks for logs"] == row(*(f"{profile.logs_range:,}" for profile in profiles))
    assert rows["requests at once"] == row(*(profile.batch_size for profile in profiles))
    assert rows["others' logs"] == row(*("yes" if profile.foreign_logs else "no" for profile in profiles))
    limits = (f"{profile.gas.limit:,}" if profile.gas.limit else "estimated" for profile in profiles)
    assert rows["limit of a transaction"] == row(*limits)
