"""Bodies that are too large are refused before anything reads them."""

from collections.abc import Iterator

from tests.backend.api.papers.world import World


def test_a_body_that_says_it_is_too_large(world: World) -> None:
    answer = world.http.post("/api/v1/drafts", content=b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "BodyTooLarge")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["facts"] == {"most": "1000000"}


def test_a_body_that_comes_in_pieces_and_does_not_end(world: World) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"raw": "'
        for _ in range(200):
            yield b"x" * 10_000
        yield b'"}'

    answer = world.http.post("/api/v1/drafts", content=pieces(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "BodyTooLarge")


def test_a_deep_body_is_no_failure_of_ours(world: World) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    answer = world.http.post("/api/v1/drafts", content=deep, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
