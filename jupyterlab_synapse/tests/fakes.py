"""Stand-ins on real sockets: an upstream, a supervisor, Azure credentials."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import tornado.httpserver
import tornado.httputil
import tornado.netutil

TOKEN = "eyJhbGciOiJub25lIn0.eyJ1cG4iOiJhbmFseXN0QGNvbnRvc28uY29tIn0.c2VjcmV0LXNpZ25hdHVyZQ"
"""A token with the claim upn = analyst@contoso.com."""
ANSWER_SECONDS = 20.0
"""How long an upstream may take: a busy machine must not look like one that does not answer."""


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    uri: str
    headers: dict[str, str]
    body: bytes


Reply = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""


class FakeUpstream:
    """Records what arrives and answers as `answer` says."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.status = 200
        self.headers: dict[str, str] = {"Content-Type": "application/json"}
        self.body = b'{"id": 1}'
        self.delay = 0.0
        self.gate: asyncio.Event | None = None
        """Nothing is answered before it is set."""
        self.drop = False
        self.respond: Callable[[Seen], Reply | None] | None = None
        """Answers instead, where it gives something."""
        self._answering: list[Any] = []
        (socket,) = tornado.netutil.bind_sockets(0, "127.0.0.1")
        self.port = socket.getsockname()[1]
        self._server = tornado.httpserver.HTTPServer(self._handle)
        self._server.add_sockets([socket])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _handle(self, request: tornado.httputil.HTTPServerRequest) -> None:
        headers = {name.lower(): value for name, value in request.headers.get_all()}
        seen = Seen(request.method, request.uri, headers, request.body)
        self.seen.append(seen)
        self._answering.append(asyncio.ensure_future(self._answer(request, seen)))

    async def _answer(self, request: tornado.httputil.HTTPServerRequest, seen: Seen) -> None:
        await asyncio.sleep(self.delay)
        if self.gate is not None:
            await self.gate.wait()
        connection = request.connection
        if self.drop:
            connection.stream.close()
            return
        reply = self.respond(seen) if self.respond else None
        status, more, body = reply or (self.status, self.headers, self.body)
        headers = tornado.httputil.HTTPHeaders(more)
        headers["Content-Length"] = str(len(body))
        start = tornado.httputil.ResponseStartLine("HTTP/1.1", status, "Whatever")
        try:
            await connection.write_headers(start, headers, body)
            connection.finish()
        except Exception:  # the proxy went away, as some tests want
            pass

    async def stop(self) -> None:
        self._server.stop()
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await self._server.close_all_connections()


class ToUpstream(httpx.AsyncBaseTransport):
    """Sends what is meant for an https host to the fake upstream; keeps the Host header."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass
class FakeSupervisor:
    """Supervisor of a local pool that is a `FakeUpstream`."""

    base_url: str = ""
    token: str = "local-pool-secret"
    why_missing: str | None = None
    failure: str | None = None
    gate: asyncio.Event | None = None
    """Nothing runs before it is set."""
    starts: int = 0
    progress: list[str] = field(default_factory=list)

    def missing(self) -> str | None:
        return self.why_missing

    def is_running(self) -> bool:
        return self.starts > 0 and not self.failure

    async def ensure_running(self, *, on_progress: Any = None) -> Any:
        self.starts += 1
        if on_progress:
            on_progress("Preparing sample data…")
        if self.gate is not None:
            await self.gate.wait()
        if self.failure:
            raise RuntimeError(self.failure)
        return SimpleNamespace(base_url=self.base_url, token=self.token, pid=os.getpid())


class FakeCredential:
    """A credential of azure.identity."""

    def __init__(self, token: str = TOKEN, lifetime: float = 3600) -> None:
        self.text = token
        self.lifetime = lifetime
        self.scopes: list[str] = []
        self.claims: list[str | None] = []
        self.failure: Exception | None = None

    def get_token(self, *scopes: str, claims: str | None = None) -> Any:
        self.scopes.extend(scopes)
        self.claims.append(claims)
        if self.failure:
            raise self.failure
        return SimpleNamespace(token=self.text, expires_on=time.time() + self.lifetime)

    def authenticate(self, scopes: list[str]) -> Any:
        self.get_token(*scopes)
        return SimpleNamespace(username="analyst@contoso.com")
