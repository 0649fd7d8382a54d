"""deploy/ is what it says: compose files that docker compose takes, of parts, settings and files that there are."""

import json
import re
import shlex
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.exceptions import TyperException

from heyi.chain.profiles import profile_of
from heyi.service.settings import Settings, read_settings
from tests.backend.deploy.composed import DEPLOY, FILES, SERVICES, named, parsed, read

SPECIFICATION = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
OURS = {key: service for key, service in SERVICES.items() if service["image"].startswith("heyi:")}
ONE_SHOT = {("besu/compose.yaml", "owner"), ("compose.yaml", "owner"), ("compose.yaml", "tools")}
PORTS = {"index": "index", "keep": "keep", "relay": "relay", "oracle": "oracle", "notify": "notify"}


def settings_of(service: dict[str, Any]) -> Settings:
    """As the part in a container reads them. Raises for a setting that there is not."""
    environment = {name: str(value) for name, value in service.get("environment", {}).items()}
    for file in service.get("env_file", ()):
        environment |= named(f"{file}.example")
    config = environment.pop("HEYI_CONFIG", None)
    return read_settings(DEPLOY / Path(config).name if config else None, environment)


def mounted(service: dict[str, Any]) -> set[str]:
    """Where the container has files of configs and secrets."""
    configs = {each["target"] for each in service.get("configs", ())}
    secrets = (each if isinstance(each, str) else each.get("target", each["source"]) for each in service["secrets"])
    return configs | {f"/run/secrets/{name}" for name in secrets}


@pytest.mark.parametrize("file", FILES)
def test_docker_compose_takes_the_file(file: str) -> None:
    whole = read(file)
    jsonschema.Draft7Validator(SPECIFICATION).validate(whole)
    for service in whole["services"].values():
        for kind in ("configs", "secrets"):
            asked = {each if isinstance(each, str) else each["source"] for each in service.get(kind, ())}
            assert asked <= set(whole.get(kind, {}))
        networks = service.get("networks", ())
        assert set(networks) <= set(whole.get("networks", {}))
        volumes = (str(each).partition(":")[0] for each in service.get("volumes", ()))
        assert {each for each in volumes if each[:1] not in "./"} <= set(whole["volumes"])


@pytest.mark.parametrize("key", SERVICES, ids=":".join)
def test_nothing_may_do_more_than_it_must(key: tuple[str, str]) -> None:
    service = SERVICES[key]
    assert re.search(r":\d[\w.-]*$", service["image"]), "pinned by its version"
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert key in ONE_SHOT or service["restart"] == "unless-stopped"
    assert key in ONE_SHOT or service["healthcheck"]["test"][0] == "CMD"
    assert key in ONE_SHOT or service["deploy"]["resources"]["limits"]["memory"]
    assert "ports" not in service or key == ("compose.yaml", "proxy")
    assert "privileged" not in service
    assert key in {*ONE_SHOT, ("compose.yaml", "postgres")} or service["user"] == "1000:1000"


@pytest.mark.parametrize("key", OURS, ids=":".join)
def test_the_command_is_one_of_ours(key: tuple[str, str]) -> None:
    if key not in ONE_SHOT:
        assert parsed(SERVICES[key]["command"]) == SERVICES[key]["command"][0]


def test_what_is_no_command_is_seen() -> None:
    for words in (["serv"], ["serve", "--prt", "1"]):
        with pytest.raises(TyperException):
            parsed(words)


@pytest.mark.parametrize("key", OURS, ids=":".join)
def test_settings_name_what_is_there(key: tuple[str, str]) -> None:
    service = SERVICES[key]
    settings, there, part = settings_of(service), mounted(service), service["command"][0]
    assert str(settings.company.record) in there
    assert settings.chain.profile in there
    needed = {"keep": settings.keeper, "relay": settings.relayer, "oracle": settings.oracle}
    if part in needed:
        assert {needed[part].key, str(needed[part].password_file)} <= there
    assert ("/run/secrets/relayer" in there) == (part in ("serve", "relay")), "whose address the API names"
    passwords = {name for name in there if name.endswith("-password")}
    assert passwords == ({str(needed[part].password_file)} if part in needed else set())
    assert part == "oracle" or service["environment"]["PGPASSFILE"] in there
    assert ":" not in settings.database.url.partition("://")[2].partition("@")[0], "no password in a URL"


@pytest.mark.parametrize("key", sorted(set(OURS) - ONE_SHOT), ids=":".join)
def test_its_health_is_asked_where_it_answers(key: tuple[str, str]) -> None:
    service = SERVICES[key]
    settings, part = settings_of(service), service["command"][0]
    port = settings.api.port if part == "serve" else getattr(settings.metrics, PORTS[part])
    *_, script, url = service["healthcheck"]["test"]
    assert url == f"http://127.0.0.1:{port}/ready"
    assert (DEPLOY / Path(script).name).is_file()


def test_of_two_each_is_like_the_other() -> None:
    for part in ("serve", "keep", "relay"):
        assert SERVICES["compose.yaml", f"{part}-a"] == SERVICES["compose.yaml", f"{part}-b"]


def test_the_proxy_is_the_one_whose_word_counts() -> None:
    proxy, serve = (SERVICES["compose.yaml", name] for name in ("proxy", "serve-a"))
    address = ip_address(proxy["networks"]["edge"]["ipv4_address"])
    trusted = settings_of(serve).api.trusted_proxies
    assert [address in ip_network(each) for each in trusted] == [True]
    assert [ip_network(each).num_addresses for each in trusted] == [1]
    caddy = (DEPLOY / "Caddyfile").read_text()
    assert re.search(r"reverse_proxy (.*) \{", caddy)[1].split() == ["serve-a:8600", "serve-b:8600"]  # type: ignore[index]
    assert "edge" in serve["networks"]
    assert settings_of(serve).api.public_origins == (f"https://{named('.env.example')['HEYI_SITE']}",)


def test_nobody_from_outside_reaches_more_than_the_proxy() -> None:
    networks = read("compose.yaml")["networks"]
    inner = {name for name, network in networks.items() if network.get("internal") or network.get("external")}
    ours = {name: each for (file, name), each in SERVICES.items() if file == "compose.yaml"}
    out = {name for name, each in ours.items() if set(each.get("networks", ())) - inner}
    assert out == {"proxy", "notify"}


@pytest.mark.parametrize("line", re.findall(r"run --rm tools (.*)", (DEPLOY / "README.md").read_text()))
def test_what_the_page_says_to_type_is_typed_right(line: str) -> None:
    assert parsed(shlex.split(line))


def test_the_profile_that_is_mounted_is_one(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('like = "besu-qbft"\nname = "ours"\nchain_id = 5\nblock_time = 2\n')
    assert profile_of(str(tmp_path / "profile.toml")).chain_id == 5
