"""The local pool's switch: starts its process at most once and knows its state."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
from typing import Any, Literal, Protocol, cast

from .errors import ProxyError, masked

State = Literal["missing", "stopped", "preparing", "ready", "failed"]


class Endpoint(Protocol):
    """Where the pool's server listens, as the supervisor gives it."""

    @property
    def base_url(self) -> str: ...

    @property
    def token(self) -> str: ...

    @property
    def pid(self) -> int: ...


class Supervisor(Protocol):
    """The part of `jupyterlab_synapse.local.supervisor` that is used here."""

    async def ensure_running(self, *, on_progress: Any = None) -> Endpoint: ...

    def missing(self) -> str | None: ...

    def is_running(self) -> bool: ...


class LocalPool:
    """State of the local pool as far as this server knows it.

    `stopped` means that this server has not asked for it yet; another server of
    the same user may have started it, and `ensure()` then finds it at once.
    """

    def __init__(
        self,
        enabled: bool,
        supervisor: Supervisor | None,
        log: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._enabled = enabled
        self._supervisor = supervisor
        self._log = log
        self._endpoint: Endpoint | None = None
        self._start: asyncio.Task[Endpoint] | None = None
        self._progress = ""
        self._failure = ""

    async def missing(self) -> str | None:
        """Why there can be no local pool here, one sentence; None if there can."""
        if not self._enabled:
            return "The local pool is turned off by c.SynapseConfig.enable_local_pool."
        # Looks at files and may run `java -version`, so not on the event loop.
        return await asyncio.to_thread(lambda: self._load().missing())

    async def status(self) -> dict[str, str]:
        """`{state, message}` as `ILocalPoolStatus` has it; starts nothing."""
        state, message = await self._state()
        return {"state": state, "message": message}

    async def is_running(self) -> bool:
        """Whether there is a pool, of this server or of another one; starts nothing."""
        if not self._enabled:
            return False
        if self._endpoint is not None and _is_alive(self._endpoint.pid):
            return True
        return await asyncio.to_thread(lambda: self._load().is_running())

    async def ensure(self) -> Endpoint:
        """The running pool; concurrent calls share one start.

        Raises `LocalPoolMissing`, or `UpstreamUnreachable` when it does not start.
        """
        if self._endpoint is not None and _is_alive(self._endpoint.pid):
            return self._endpoint
        self._endpoint = None
        if self._start is None or self._start.done():
            self._start = asyncio.create_task(self._run())
        # Shielded: a page that goes away must not stop the start that others wait for.
        return await asyncio.shield(self._start)

    def forget(self, endpoint: Endpoint) -> None:
        """The endpoint does not answer; the next `ensure()` asks the supervisor again."""
        if self._endpoint is endpoint:
            self._endpoint = None

    async def _state(self) -> tuple[State, str]:
        if self._start is not None and not self._start.done():
            return "preparing", self._progress
        if self._endpoint is not None and _is_alive(self._endpoint.pid):
            return "ready", ""
        missing = await self.missing()
        if missing is not None:
            return "missing", missing
        return ("failed", self._failure) if self._failure else ("stopped", "")

    async def _run(self) -> Endpoint:
        self._progress, self._failure = "Starting the local pool…", ""
        missing = await self.missing()
        if missing is not None:
            raise ProxyError("LocalPoolMissing", missing)
        try:
            self._endpoint = await self._load().ensure_running(on_progress=self._tell)
        except Exception as error:
            self._log.warning("The local pool did not start: %s", masked(str(error)))
            self._failure = masked(f"The local pool did not start: {error}")
            raise ProxyError("UpstreamUnreachable", self._failure, sent="no") from error
        return self._endpoint

    def _tell(self, message: object, *_: object) -> None:
        self._progress = str(message)

    def _load(self) -> Supervisor:
        if self._supervisor is None:
            # Loaded late: Spark's helpers are of no use to those who only use Azure.
            module = importlib.import_module("jupyterlab_synapse.local.supervisor")
            self._supervisor = cast(Supervisor, module)
        return self._supervisor


def _is_alive(pid: int) -> bool:
    """Whether the process exists. Signal 0 would end a process on Windows, so not there."""
    if os.name != "posix" or pid <= 0:
        return True
    with contextlib.suppress(ChildProcessError):
        # A pool that this server started stays a zombie after its end until it is asked for.
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
