"""What every HTTP handler of the local pool does: check the token, answer JSON."""

from __future__ import annotations

import asyncio
import hmac
import json
import math
import uuid
from typing import TYPE_CHECKING, Any

import tornado.web

from .arm_answer import ArmError

if TYPE_CHECKING:
    from .server import LocalPool

RBAC = "checkAccessSynapseRbac|roleAssignments|roleDefinitions|rbacScopes"
"""The resources of a Synapse workspace's access control."""


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
    """Azure Resource Manager."""

    async def get(self) -> None:
        """A document, a list of them, or how far an operation is."""
        await self._answer()

    put = post = patch = delete = head = get

    async def _answer(self) -> None:
        query = {
            key: values[-1].decode("utf-8", "replace")
            for key, values in self.request.query_arguments.items()
        }
        method = self.request.method or "GET"
        try:
            body = json_body(self.request.body)
        except ValueError as error:
            message = f"The request content was invalid and could not be deserialized: {error}."
            self.send(400, {"error": {"code": "InvalidRequestContent", "message": message}})
            return
        answer = self.local_pool.azure.answer(method, self.request.path, query, body)
        for name, value in answer.headers.items():
            self.set_header(name, value)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.body is None or method == "HEAD":
            self.set_status(answer.status)
            self.finish()
        else:
            self.send(answer.status, answer.body)


class RbacHandler(Handler):
    """Access control of the Synapse workspace that X-Forwarded-Host names."""

    def get(self) -> None:
        """Roles, assignments, scopes."""
        azure = self.local_pool.azure
        try:
            body = json_body(self.request.body)
        except ValueError:
            body = None
        host = self.request.headers.get("X-Forwarded-Host")
        query = {
            key: values[-1].decode("utf-8", "replace")
            for key, values in self.request.query_arguments.items()
        }
        method = self.request.method or "GET"
        answer = azure.rbac(host, method, self.request.path, query, body)
        if answer.body is None:
            self.set_status(answer.status)
            self.finish()
        else:
            self.send(answer.status, answer.body)

    put = post = delete = get


class LocalAzureHandler(Handler):
    """/local-azure: which company the local Azure plays, and how it behaves. Only for who has the
    server's token: the proxy does not pass it on.
    """

    def get(self) -> None:
        """The settings in force."""
        self.send(200, self.local_pool.azure.control())

    def put(self) -> None:
        """Changes them."""
        try:
            body = json_body(self.request.body)
            if not isinstance(body, dict):
                raise ValueError("it must be a JSON object")
            self.send(200, self.local_pool.azure.configure(body))
        except ArmError as error:
            self.send(error.status, error.body())
        except ValueError as error:
            self.send(400, {"error": {"code": "InvalidSetting", "message": str(error)}})


def json_body(body: bytes) -> Any:
    """A request's JSON; None for an empty body. Raises ValueError, also for what is no number of
    JSON: it could be kept, but never be answered.
    """
    try:
        text = body.decode("utf-8")
        return json.loads(text, parse_constant=_number, parse_float=_number) if body else None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not a number of JSON")
    return value


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
