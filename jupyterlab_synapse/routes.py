"""The routes below `/jupyterlab-synapse/`. Each needs a Jupyter login and the right to use it.

To read is `read`, to change what is remembered or who is signed in is `write`, and what runs
code or changes Azure is `execute`.
"""

from __future__ import annotations

import json
import re
from typing import Any

import tornado.web
from jupyter_server.auth.decorator import authorized

from . import __version__
from .errors import ORIGIN_HEADER, ProxyError
from .incoming_request import IncomingRequest
from .paths import checked_path, checked_query, query_without_cache_buster
from .principal import chosen_tenant
from .run_record import AGAIN_HEADER, RUN_HEADER, is_recorded, run_of_headers
from .runs_routes import RenameHandler, RunHandler, RunsHandler, SaidHandler
from .synapse_handler import SynapseHandler
from .upstream import UpstreamAnswer
from .watch_socket import WatchSocket

NAMESPACE = "jupyterlab-synapse"
_PROXY = f"/{NAMESPACE}/proxy/"
_PAGE_TOKEN = "X-Synapse-Authorization"
"""In browser sign-in mode the page's own token, for this one request."""

# Of the page's headers only these go on: no cookie, no Jupyter token, no origin.
_PASSED_ON = frozenset(
    {
        "accept",
        "content-type",
        "if-match",
        "if-none-match",
        "x-ms-client-request-id",
        "x-ms-return-client-request-id",
        "x-ms-version",
    }
)

_PLAIN_HEADER = re.compile(r"[\t\x20-\x7e]*")


class StatusHandler(SynapseHandler):
    """`GET status`: the connections and how far the local pool is."""

    # The page asks again and again; that alone must not keep an idle server alive.
    _track_activity = False

    @tornado.web.authenticated
    @authorized("read")
    async def get(self) -> None:
        """`IServerStatus`."""
        self.finish(json.dumps(await self.services.status()))


class LocalStartHandler(SynapseHandler):
    """`POST local/start`: starts the local pool and answers when it runs or has failed."""

    @tornado.web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        """`IServerStatus`; a failure is in its `localPool`."""
        try:
            await self.services.local_pool.ensure()
        except ProxyError as error:
            self.log.debug("%s: %s", error.code, error.message)
        self.finish(json.dumps(await self.services.status()))


class SignInHandler(SynapseHandler):
    """`sign-in`: the Azure identity of this server."""

    _track_activity = False

    @tornado.web.authenticated
    @authorized("read")
    async def get(self) -> None:
        """State of the sign-in."""
        self.finish(json.dumps(self.services.sign_in.describe()))

    @tornado.web.authenticated
    @authorized("write")
    async def post(self) -> None:
        """Begin. `{"ask": true}` asks for a device code even if there is another way;
        `{"tenant": …}` signs in to that tenant, by its id or domain.
        """
        body = self.get_json_body() or {}
        body = body if isinstance(body, dict) else {}
        config = self.services.config
        if not config.enable_azure or config.azure_problem:
            why = config.azure_problem or "c.SynapseConfig.enable_azure is False."
            self.fail(ProxyError("UnknownConnection", f"Azure is turned off here. {why}"))
            return
        if config.sign_in == "browser":
            self.fail(
                ProxyError(
                    "MethodNotAllowed",
                    "Here each user signs in to Azure in the page (c.SynapseConfig.sign_in); the "
                    "server has no identity. Reload the page.",
                )
            )
            return
        try:
            tenant = chosen_tenant(body.get("tenant"), config.azure_tenant_id)
        except ProxyError as error:
            self.fail(error)
            return
        self.services.sign_in.begin(ask=body.get("ask") is True, tenant=tenant)
        self.finish(json.dumps(self.services.sign_in.describe()))

    @tornado.web.authenticated
    @authorized("write")
    async def delete(self) -> None:
        """Sign out; with `?cancel=1` only give up signing in."""
        if self.get_query_argument("cancel", ""):
            self.services.sign_in.cancel()
        else:
            self.services.sign_in.end()
        self.finish(json.dumps(self.services.sign_in.describe()))


class PrincipalHandler(SynapseHandler):
    """`GET principal?connection=`: who uses a connection, as Azure knows them."""

    _track_activity = False

    @tornado.web.authenticated
    @authorized("read")
    async def get(self) -> None:
        """`{"principal": IPrincipal | null}`."""
        try:
            found = await self.services.principal(self.get_query_argument("connection", ""))
        except ProxyError as error:
            self.fail(error)
            return
        self.finish(json.dumps({"principal": found and found.describe()}))


class ProxyHandler(SynapseHandler):
    """`proxy/{connection}/{host}/{path…}`: one request to Livy or Azure, one answer."""

    @tornado.web.authenticated
    @authorized("read")
    async def get(self) -> None:
        """Pass a GET on."""
        await self._pass_on()

    @tornado.web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        """Pass a POST on, once."""
        await self._pass_on()

    @tornado.web.authenticated
    @authorized("execute")
    async def put(self) -> None:
        """Pass a PUT on, once."""
        await self._pass_on()

    @tornado.web.authenticated
    @authorized("execute")
    async def patch(self) -> None:
        """Pass a PATCH on, once."""
        await self._pass_on()

    @tornado.web.authenticated
    @authorized("execute")
    async def delete(self) -> None:
        """Pass a DELETE on, once."""
        await self._pass_on()

    async def _pass_on(self) -> None:
        try:
            # The raw path: decoding and encoding again would change what was asked for.
            name, host, path = _parts(self.request.path)
            request = IncomingRequest(
                self.request.method or "GET",
                host,
                checked_path(path),
                checked_query(query_without_cache_buster(self.request.query)),
                self._passed_on(),
                self._bounded_body(),
                self.request.headers.get(_PAGE_TOKEN),
            )
            answer = await self._exchange(name, request)
        except ProxyError as error:
            self.fail(error)
            return
        self.set_status(answer.status)
        self.set_header(ORIGIN_HEADER, "upstream")
        for header, value in answer.headers.items():
            if header != "content-type":
                self.set_header(header, value)
        if answer.status in (204, 304):
            self.finish()
            return
        content_type = answer.headers.get("content-type", "application/octet-stream")
        self.finish(answer.body, set_content_type=content_type)

    async def _exchange(self, name: str, request: IncomingRequest) -> UpstreamAnswer:
        """The answer; a write with a run's id happens once, however often it comes."""
        headers = self.request.headers
        if RUN_HEADER not in headers or not is_recorded(request.method, request.path):
            return await self.services.exchange(name, request)
        run, again = run_of_headers(headers), headers.get(AGAIN_HEADER) == "yes"
        return await self.services.runs.send(run, again, name, request)

    def _passed_on(self) -> dict[str, str]:
        headers = {
            name.lower(): value
            for name, value in self.request.headers.items()
            if name.lower() in _PASSED_ON
        }
        if self.request.method in ("GET", "DELETE") and not self.request.body:
            # JupyterLab gives every request one, also those without a body.
            headers.pop("content-type", None)
        for name, value in headers.items():
            if _PLAIN_HEADER.fullmatch(value) is None:
                # Left out, `if-match` for example would make another request of it.
                raise ProxyError(
                    "ContentNotAllowed",
                    f"The header {name} holds a character that is no plain ASCII, which headers "
                    "must be. Reload the page; if that does not help, turn off the extension that "
                    "adds it.",
                    status=400,
                )
        headers["user-agent"] = f"jupyterlab-synapse/{__version__}"
        return headers

    def _bounded_body(self) -> bytes:
        limit = self.services.config.max_request_bytes
        if len(self.request.body) > limit:
            raise ProxyError(
                "TooLarge",
                f"The request is {len(self.request.body)} bytes, more than the {limit} that are "
                "passed on. Send less code at once, or raise c.SynapseConfig.max_request_bytes.",
            )
        return self.request.body


def _parts(path: str) -> tuple[str, str, str]:
    """Connection, host and path (with its slash) of a proxy URL's raw path."""
    name, _, rest = path.partition(_PROXY)[2].partition("/")
    host, slash, tail = rest.partition("/")
    return name, host, slash + tail or "/"


def handlers() -> list[tuple[str, Any]]:
    """The routes, without the server's base URL: `ExtensionApp` puts that before them."""
    base = f"/{NAMESPACE}"
    return [
        (f"{base}/status", StatusHandler),
        (f"{base}/local/start", LocalStartHandler),
        (f"{base}/sign-in", SignInHandler),
        (f"{base}/principal", PrincipalHandler),
        (f"{base}/runs", RunsHandler),
        (f"{base}/runs/rename", RenameHandler),
        (f"{base}/runs/said", SaidHandler),
        (f"{base}/runs/([^/]+)", RunHandler),
        (f"{base}/watch", WatchSocket),
        (f"{base}/proxy/.*", ProxyHandler),
    ]
