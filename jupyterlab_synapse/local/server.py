"""The local pool's HTTP server: loopback only, any free port, a token in a private file."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import secrets
import signal
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web
from tornado.httputil import HTTPServerConnectionDelegate
from tornado.routing import Rule

from . import (
    arm_tenant,
    blob_handler,
    export_data,
    handler,
    lake_handler,
    livy,
    logs_handler,
    loopback_https,
    prepare,
    traffic,
)
from .arm import LocalAzure
from .arm_state import StateFile
from .home import Home, write_json
from .host_matches import HostMatches
from .jvm import Engine
from .locking import locked
from .logs_access import LogsAccess
from .sessions import Sessions

_LARGEST_BODY = (
    16 * 1024 * 1024
)  # plain Livy has no limit of its own; Synapse's is checked in bodies.py
_CHECK_SECONDS = 1.0


@dataclass(frozen=True)
class Options:
    """Choices of `serve`. `idle_exit`: seconds without sessions and requests after which the server
    ends, 0 for never. `tenant`: which company the local Azure plays; `persona`: as whom, None for
    whoever it was last. `https`: also on a port of its own, by host (loopback_https.py).
    """

    cores: int | None = None
    max_sessions: int = 4
    cancel_grace: float = 5.0
    idle_exit: float = 900.0
    strict: bool = False
    memory: str = "2g"
    tenant: str = "small"
    persona: str | None = None
    https: bool = False


class LocalPool:
    """What the handlers share."""

    def __init__(self, engine: Engine, home: Home, options: Options) -> None:
        self.token = secrets.token_urlsafe(32)
        self.azure = LocalAzure(
            arm_tenant.TENANTS[options.tenant](),
            file=StateFile(home.azure, options.tenant),
            lake=home.lake,
            persona=options.persona,
        )
        self.logs = LogsAccess()
        engine = replace(engine, logs_token=self.logs.token)
        self.sessions = Sessions(engine, home.sessions, options.max_sessions, options.cancel_grace)
        self.strict = options.strict
        self._engine = engine
        self._lake = home.lake
        self._last_request = time.monotonic()

    def on_request(self) -> None:
        """Someone is there."""
        self._last_request = time.monotonic()

    def idle_seconds(self) -> float:
        """How long nobody has asked anything and no session has lived."""
        if self.sessions.count(lambda session: session.live):
            self.on_request()
        return time.monotonic() - self._last_request

    def status(self) -> dict[str, Any]:
        """For GET /."""
        java, spark = self._engine.java.version, self._engine.spark.version
        live = self.sessions.count(lambda session: session.live)
        return {
            "service": "jupyterlab-synapse local pool",
            "version": version(),
            "spark": spark,
            "java": java,
            "sessions": live,
        }

    def application(self) -> tornado.web.Application:
        """The routes."""
        mine = {"pool": self}
        lake = {**mine, "lake": self._lake}
        return tornado.web.Application(
            [
                # First: by host, whatever the path.
                Rule(HostMatches(lake_handler.DOMAIN), lake_handler.LakeHandler, lake),
                Rule(HostMatches(blob_handler.DOMAIN), blob_handler.BlobHandler, lake),
                *logs_handler.routes(self),
                *livy.routes(self),
                (r"/(?:subscriptions|tenants|providers)(?:/.*)?", handler.ArmHandler, mine),
                (rf"/(?:{handler.RBAC})(?:/[^/]+)?", handler.RbacHandler, mine),
                (r"/local-azure", handler.LocalAzureHandler, mine),
                (r"/version", handler.VersionHandler, mine),
                (r"/", handler.StatusHandler, mine),
            ],
            default_handler_class=handler.UnknownHandler,
            default_handler_args=mine,
            transforms=traffic.recorders(self.token),  # pyright: ignore[reportArgumentType]
            log_function=lambda _handler: None,  # a poll every few milliseconds would fill the log
        )


def version() -> str:
    """This package's version, "0" when it runs from a folder that is not installed."""
    try:
        return importlib.metadata.version("jupyterlab-synapse")
    except importlib.metadata.PackageNotFoundError:
        return "0"


async def serve(home: Home, options: Options, say: Callable[[str], None]) -> None:
    """Prepares what is missing, listens and answers until SIGTERM, SIGINT or the idle limit; then
    ends all sessions.

    Raises prepare.MissingPartError, lake.LakeBuildError, or TimeoutError when another server runs
    in this home.
    """
    os.umask(0o077)
    home.create()
    # Held for life: one server per home, and it may clear what a killed one has left.
    with locked(home.root / "serving.lock", 1.0, "serving this home"):
        engine = prepare.engine(home, options.cores, options.memory, options.strict)
        prepare.sample_data(home, None, say)
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        port = sockets[0].getsockname()[1]
        endpoint = f"http://127.0.0.1:{port}{logs_handler.PREFIX}"
        pool = LocalPool(replace(engine, logs_endpoint=endpoint), home, options)
        pool.sessions.clear_leftovers()
        application = pool.application()
        servers = [_listen(application, sockets)]
        known = {"port": port, "token": pool.token, "pid": os.getpid(), "version": version()}
        if options.https:
            sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
            context, trusted = loopback_https.make(home.root / "https")
            servers.append(_listen(loopback_https.ByHost(application), sockets, context))
            known["https"] = {"port": sockets[0].getsockname()[1], "ca": str(trusted)}
        write_json(home.server_file, known)
        say(
            f"The local pool listens on 127.0.0.1:{port} "
            f"(Java {engine.java.version}, Spark {engine.spark.version})."
        )
        export_data.resume(home.lake, lambda: export_data.enabled(pool.azure.resources))
        try:
            say(f"The local pool ends: {await _until_end(pool, options.idle_exit)}.")
        finally:
            home.server_file.unlink(
                missing_ok=True
            )  # first: nobody shall adopt a server that is ending
            for server in servers:
                server.stop()
            export_data.stop(home.lake)
            await pool.sessions.close_all()


def _listen(
    application: HTTPServerConnectionDelegate,
    sockets: list[socket.socket],
    context: ssl.SSLContext | None = None,
) -> tornado.httpserver.HTTPServer:
    server = tornado.httpserver.HTTPServer(
        application,
        ssl_options=context,
        max_body_size=_LARGEST_BODY,
        max_buffer_size=_LARGEST_BODY,
    )
    server.add_sockets(sockets)
    return server


async def _until_end(pool: LocalPool, idle_exit: float) -> str:
    """Waits for a reason to end and names it."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    while not stopped.is_set():
        if idle_exit and pool.idle_seconds() > idle_exit:
            return f"no sessions and no requests for {idle_exit:g} s"
        try:
            await asyncio.wait_for(stopped.wait(), _CHECK_SECONDS)
        except asyncio.TimeoutError:
            continue
    return "it was asked to stop"
