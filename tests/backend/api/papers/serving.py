"""The API on a free port of this machine, with a stand-in for the relay that sends at once."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn
from fastapi import APIRouter, Header, Request, Response
from starlette.responses import JSONResponse

from heyi.api.app import create_app
from tests.backend.api.papers.world import World

STATES = ("queued", "sent", "mined", "final")


@dataclass
class StandIn:
    """Sends a call the first time its key comes; each question finds it one state further. busy: how many of the next
    requests are refused as such."""

    world: World
    entries: list[int] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    busy: int = 0
    asked: int = 0
    fails: bool = False

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/api/v1")

        @router.post("/relay")
        async def relay(request: Request, idempotency_key: str = Header()) -> Response:
            self.asked += 1
            if self.busy:
                self.busy -= 1
                return JSONResponse({"code": "NoNode", "detail": "not now"}, 503, headers={"Retry-After": "2"})
            if idempotency_key not in self.keys:
                self.keys[idempotency_key] = len(self.entries)
                self.entries.append(0)
                call = {"enterprise": None, **await request.json()}
                self.world.relay(call)
            return JSONResponse({"id": self.keys[idempotency_key], "state": "queued"})

        @router.get("/relay/{number}")
        async def state(number: int) -> dict[str, Any]:
            self.entries[number] = min(self.entries[number] + 1, len(STATES) - 1)
            if self.fails:
                return {"id": number, "state": "failed", "error": {"code": "NotOpen", "detail": "it isn't open"}}
            return {"id": number, "state": STATES[self.entries[number]], "block": 7, "more": "than is known"}

        @router.get("/book/things")
        async def things(request: Request) -> Response:
            if request.headers.get("if-none-match") == '"1"':
                return Response(status_code=304)
            self.asked += 1
            return JSONResponse({"items": [1, 2], "next": None}, headers={"ETag": '"1"'})

        @router.get("/book/nonsense")
        async def nonsense() -> Response:
            return Response("<html>", media_type="text/html")

        return router


@contextmanager
def serving(world: World) -> Iterator[tuple[str, StandIn]]:
    """The URL, and the stand-in."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    access = replace(world.service.access, public_origins=(url,))
    app, stand_in = create_app(replace(world.service, access=access)), StandIn(world)
    # Before all others, so that they count where the API has its own.
    app.router.routes[:0] = stand_in.router().routes
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield url, stand_in
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
