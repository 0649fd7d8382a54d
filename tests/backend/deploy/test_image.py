"""The Dockerfile copies what there is, and the image has nothing that is for development only."""

import re
import subprocess
import sys
from fnmatch import fnmatch

from tests.backend.deploy.composed import DEPLOY

ROOT = DEPLOY.parent
LINES = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(file: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / file).read_text()))


def test_what_is_copied_is_there_and_let_in() -> None:
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    let_in = [each[1:] for each in ignore if each.startswith("!")]
    assert "*" in ignore
    copied = [words[1:-1] for words in map(str.split, LINES) if words[:1] == ["COPY"] and "--from" not in words[1]]
    for source in (each for words in copied for each in words):
        assert (ROOT / source).exists(), source
        assert any(source == each or fnmatch(source, f"{each}/*") for each in let_in), source


def test_images_are_pinned() -> None:
    images = [line.split()[1] for line in LINES if line.startswith("FROM")]
    assert all(
        re.fullmatch(r"(node|python):\d+\.\d+\.\d+-\w*-?bookworm-slim|python:\d+\.\d+\.\d+-slim-bookworm", each)
        for each in images
    )


def test_the_service_has_what_was_tested_and_nothing_else() -> None:
    service, everything = pins("requirements-service.lock"), pins("requirements.lock")
    assert service.items() <= everything.items()
    assert not {"eth-brownie", "pytest", "mypy", "ruff", "hypothesis", "vyper"} & set(service)
    assert {"web3", "fastapi", "psycopg", "typer"} <= set(service)


def test_the_package_imports_nothing_that_is_for_development() -> None:
    """All of it, in a process where the development packages cannot be imported."""
    wanted = set(pins("requirements.lock")) - set(pins("requirements-service.lock"))
    program = f"""
import importlib.metadata, importlib, pathlib, pkgutil, sys
missing = {sorted(wanted)!r}
owners = importlib.metadata.packages_distributions()
barred = {{m for m, ds in owners.items() if all(d.lower().replace("_", "-") in missing for d in ds)}}
class Barred:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in barred:
            raise ModuleNotFoundError(f"{{name}} is for development", name=name)
sys.meta_path.insert(0, Barred())
import heyi
for module in pkgutil.walk_packages(heyi.__path__, "heyi."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(len(barred))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
