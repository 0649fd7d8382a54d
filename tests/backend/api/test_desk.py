"""The built page beside the API: every address of its own begins it, files are files, and nothing else runs in it."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from heyi.api.desk import HEADERS, DeskRoute


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Heyi</title>")
    (folder / "assets" / "index-1a2b.js").write_text("export {};" * 200)
    (tmp_path / "secret.txt").write_text("a secret")
    return folder


def client(folder: Path) -> TestClient:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.append(DeskRoute(folder))
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("path", ["/", "/units/0x5FbDB2315678afecb367f032d93F642f64180aa3", "/nowhere", "//", "/a//b"])
def test_every_address_begins_the_page(built: Path, path: str) -> None:
    answer = client(built).get(path)
    assert (answer.status_code, answer.text[:15]) == (200, "<!doctype html>")
    assert answer.headers["cache-control"] == "no-cache"
    assert HEADERS.items() <= dict(answer.headers).items()


def test_files_are_kept_for_good_and_sent_packed(built: Path) -> None:
    answer = client(built).get("/assets/index-1a2b.js", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    ["/assets/gone-3c4d.js", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/api/v1/no"],
)
def test_what_is_no_file_of_the_page_is_not_found(built: Path, path: str) -> None:
    answer = client(built).get(path)
    assert answer.status_code == 404
    assert "a secret" not in answer.text


def test_a_page_that_was_not_built_says_how(tmp_path: Path) -> None:
    answer = client(tmp_path).get("/units")
    assert (answer.status_code, "make web" in answer.text) == (404, True)
