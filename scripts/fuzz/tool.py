"""schemathesis: told what the company has, run as a command of its own environment, and what it found.

Its pins and Brownie's exclude each other, so .venv-fuzz has it alone (requirements-fuzz.lock).
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from scripts.fuzz.life import Identity, Known

from heyi.api.identity.viewer import LOCAL_COOKIE
from heyi.compiler.solc import PROJECT_ROOT

__all__ = ["PHASES", "Run", "run"]

SCHEMATHESIS = PROJECT_ROOT / ".venv-fuzz" / "bin" / "st"
DESCRIPTION = "/api/v1/openapi.json"
LEFT_OVER = 120.0  # seconds beyond its time that a run may take to come to an end

PHASES: Mapping[str, str] = {"every operation": "examples,coverage,fuzzing", "in sequence": "stateful"}
"""The two sorts of runs: each route alone, and routes that follow one another as the description's links say."""

# Parameters' names that mean what another name says, too.
SAME = {"account": "address", "party": "address", "supplier": "address", "acceptor": "address", "client": "unit"}
ENDS_SESSIONS = "sign_out"  # what would leave the rest of a run to anybody
OFTEN = 0.5  # chance of a value that means something here
REFUSED = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
# Whatever these are asked that fits their description, they answer; but for cursors that no page has given, and
# addresses with a wrong checksum.
LISTS = [f"/api/v1/book/{name}" for name in ("units", "people", "agreements", "tenders", "events")]


@dataclass(frozen=True)
class Run:
    """identity: who asked. said: all that schemathesis has written."""

    name: str
    identity: str
    passed: bool
    said: str

    @property
    def summary(self) -> str:
        """The last lines, which count what was tried."""
        return self.said[self.said.rfind("= SUMMARY =") :].partition("\n")[2].strip()


def run(folder: Path, url: str, known: Known, name: str, identity: str, seconds: int, seed: int) -> Run:
    """Tries the API out for some seconds. folder: where it may write. name: of PHASES."""
    description, config = folder / "openapi.json", folder / "schemathesis.toml"
    description.write_text(json.dumps(_described(url, known.bodies)))
    asks = known.identities[identity]
    config.write_text("\n".join(_config(known, asks)))
    headers = [word for each in asks.headers.items() for word in ("--header", ": ".join(each))]
    command = [str(SCHEMATHESIS), "--config-file", str(config), "run", str(description), "--url", url]
    if identity != "anybody":
        headers += ["--exclude-operation-id-regex", ENDS_SESSIONS]
    limits = ["--max-time", str(seconds), "--seed", str(seed), "--phases", PHASES[name], "--continue-on-failure"]
    done = subprocess.run(
        [*command, *limits, *headers, "--no-color", "--generation-database", "none"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds + LEFT_OVER,
        check=False,
    )
    return Run(name, identity, done.returncode == 0, done.stdout.decode(errors="replace"))


def _described(url: str, bodies: Mapping[tuple[str, str], Sequence[Any]]) -> Any:
    """The API's description of itself, with bodies as examples that are accepted here."""
    described = requests.get(url + DESCRIPTION, timeout=30).json()
    for (method, path), examples in bodies.items():
        content = described["paths"][path][method]["requestBody"]["content"]["application/json"]
        content["examples"] = {f"example {number}": {"value": body} for number, body in enumerate(examples)}
    described["components"]["securitySchemes"]["session"]["name"] = LOCAL_COOKIE
    return described


def _config(known: Known, asks: Identity) -> list[str]:
    """Lines of TOML; what JSON writes of texts and numbers is TOML as well."""
    values = {name: found for name, found in known.values.items() if found}
    values |= {name: values[same] for name, same in SAME.items() if same in values}
    bound = [
        f'"{where}.{name}" = {{ dictionary = "{name}", probability = {OFTEN} }}'
        for name in values
        for where in ("path", "query", "body")
    ]
    return [
        "warnings = false",
        "max-stream-events = 20",
        "",
        "[generation]",
        "allow-x00 = true",
        "with-security-parameters = false  # made-up keys would be refused before anything else is looked at",
        "",
        *(
            f"[auth.openapi.{scheme}]\n{name} = {json.dumps(value)}\n"
            for scheme, said in asks.auth.items()
            for name, value in said.items()
        ),
        "[parameters]",
        *bound,
        "",
        "[checks]",
        "positive_data_acceptance.enabled = false  # no description says all that terms must be",
        f"negative_data_rejection.expected-statuses = {REFUSED}",
        "",
        "[[operations]]",
        f"include-path = {json.dumps(LISTS)}",
        "checks.positive_data_acceptance = { enabled = true, expected-statuses = [200, 304, 400, 422] }",
        "",
        "[[operations]]",
        'include-path = "/api/v1/events"',
        'parameters = { "query.follow" = "false" }  # it would wait for what comes next',
        *(
            line
            for name, found in values.items()
            for line in ("", f"[dictionaries.{name}]", f"values = {json.dumps(found)}")
        ),
        "",
    ]
