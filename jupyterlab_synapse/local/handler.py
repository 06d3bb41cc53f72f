"""What every HTTP handler of the local pool does: check the token, answer JSON."""

from __future__ import annotations

import asyncio
import hmac
import json
import uuid
from typing import TYPE_CHECKING, Any

import tornado.web

if TYPE_CHECKING:
    from .server import LocalPool


class Handler(tornado.web.RequestHandler):
    """Base of all handlers; refuses requests without the bearer token."""

    local_pool: LocalPool

    def initialize(self, pool: LocalPool) -> None:
        self.local_pool = pool

    def prepare(self) -> None:
        """401 without the token, in the form Azure uses."""
        self.local_pool.on_request()
        given = self.request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.local_pool.token}".encode()):
            message = "The request needs Authorization: Bearer <the token of server.json>."
            self.set_header("WWW-Authenticate", "Bearer")
            self.send(401, {"error": {"code": "AuthenticationFailed", "message": message}})

    def set_default_headers(self) -> None:
        """Request ids as Azure sends them; the client's own is echoed."""
        self.clear_header("Server")
        self.set_header("x-ms-request-id", str(uuid.uuid4()))
        client_id = self.request.headers.get("x-ms-client-request-id")
        if client_id and client_id.isprintable():
            self.set_header("x-ms-client-request-id", client_id[:200])

    def compute_etag(self) -> str | None:
        """None: hashing each answer of a poll is wasted."""
        return None

    def send(self, status: int, body: Any) -> None:
        """Answers with JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(body, allow_nan=False, separators=(",", ":")))

    def send_empty(self) -> None:
        """Answers 200 without a body."""
        self.set_status(200)
        self.finish()


class ArmHandler(Handler):
    """Azure Resource Manager's documents."""

    async def get(self) -> None:
        """A document or a list of them."""
        query = {
            key: values[-1].decode("utf-8", "replace")
            for key, values in self.request.query_arguments.items()
        }
        answer = self.local_pool.azure.get(self.request.path, query)
        for name, value in answer.headers.items():
            self.set_header(name, value)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        self.send(answer.status, answer.body)

    def _refuse(self) -> None:
        answer = self.local_pool.azure.read_only(self.request.method or "")
        self.send(answer.status, answer.body)

    put = post = patch = delete = _refuse


class StatusHandler(Handler):
    """GET /: who answers; what a supervisor asks before it adopts a server."""

    def get(self) -> None:
        """{"version", "spark", "java", "sessions": number of live ones}."""
        self.send(200, self.local_pool.status())


class VersionHandler(Handler):
    """GET /version, as Apache Livy."""

    def get(self) -> None:
        """Livy's keys (golden 100); the version is this package's."""
        version = self.local_pool.status()["version"]
        self.send(
            200,
            {"url": "", "branch": "", "revision": "", "version": version, "date": "", "user": ""},
        )


class UnknownHandler(Handler):
    """Any other path."""

    def prepare(self) -> None:
        """404 once the token is right."""
        super().prepare()
        if not self._finished:
            self.send(
                404,
                {
                    "error": {
                        "code": "NotFound",
                        "message": f"The local pool has nothing at {self.request.path}.",
                    }
                },
            )
