"""Reads each statement that was sent until it is final, whether or not a page looks on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from . import __version__
from .errors import ProxyError
from .incoming_request import IncomingRequest
from .ledger import Ledger
from .ledger_thread import LedgerThread
from .pace import Patience, retry_after, statement_delay
from .run_record import Document, Run, document_of, now_ms
from .upstream import UpstreamAnswer
from .watched import Listener, Unread, Watched, statement_frame

Exchange = Callable[[str, IncomingRequest], Awaitable[UpstreamAnswer]]
"""Sends a request through the connection of that name, within its budget."""

_HEADERS = {"accept": "application/json", "user-agent": f"jupyterlab-synapse/{__version__}"}

_POOL_GONE = "The local pool does not run any more, and its sessions ended with it."
_SESSION_GONE = "Session {id} is another one now: its server was started anew."

# What the proxy refuses, it refuses again. The rest is the network, or a pool that starts.
_PASSING_CODES = frozenset({"UpstreamRedirect", "UpstreamTimeout", "UpstreamUnreachable"})


class Watcher:
    """One task for each statement that is not final.

    `local_runs` tells whether a local pool runs, without starting one: nobody should
    get a Spark because there was one last week.
    """

    def __init__(
        self,
        exchange: Exchange,
        ledger: LedgerThread,
        log: logging.Logger | logging.LoggerAdapter[Any],
        local_runs: Callable[[], Awaitable[bool]],
        patience: Patience | None = None,
    ) -> None:
        self._exchange = exchange
        self._ledger = ledger
        self._log = log
        self._local_runs = local_runs
        self._watched: dict[str, Watched] = {}
        self.patience = patience or Patience()
        self.on_running: Callable[[], None] = lambda: None
        """Called each time that a statement was seen running."""

    @property
    def ids(self) -> list[str]:
        """Runs that are being read."""
        return [run_id for run_id, one in self._watched.items() if _is_busy(one)]

    def start(self, run: Run, document: str | None = None, *, verify: bool = False) -> Watched:
        """Read the statement of a run that was sent, from what is known of it."""
        watched = self._watched.get(run.id)
        if watched is None or watched.run.statement_id != run.statement_id:
            if watched is not None and watched.task is not None:
                watched.task.cancel()  # the page has adopted another statement
            listeners = watched.listeners if watched is not None else set()
            watched = Watched(run, document, verify, listeners=listeners)
            self._watched[run.id] = watched
        if not _is_busy(watched):
            watched.failure = None
            watched.task = asyncio.create_task(self._watch(watched))
        return watched

    async def add(self, run_id: str, listener: Listener) -> bool:
        """Tell the listener of the run, beginning with what is known. False: there is no such run,
        or it has no statement (yet)."""
        watched = self._watched.get(run_id)
        if watched is None:
            run = await self._ledger.call(Ledger.get, run_id)
            if run is None or run.statement_id is None or run.state not in ("sent", "done"):
                return False
            if run.state == "done" and run.statement is not None:
                listener(run_id, "statement", statement_frame(run_id, run.statement))
                return True
            watched = self.start(run, run.statement, verify=True)
        watched.listeners.add(listener)
        for kind, frame in watched.frames():
            if kind != "failure":
                listener(run_id, kind, frame)
        # Who asks again may have signed in meanwhile, or have the network back.
        watched.wake.set()
        if not watched.is_final:
            self.start(watched.run)
        return True

    def remove(self, run_id: str, listener: Listener) -> None:
        """Tell this listener no more; reading goes on."""
        watched = self._watched.get(run_id)
        if watched is not None:
            watched.listeners.discard(listener)
            if watched.failure is not None and not watched.listeners:
                del self._watched[run_id]

    def forget(self, run_id: str) -> None:
        """Stop reading: nobody needs it any more."""
        watched = self._watched.pop(run_id, None)
        if watched is not None and watched.task is not None:
            watched.task.cancel()

    def document(self, run_id: str) -> str | None:
        """Livy's document as last read, of a run that is being read."""
        watched = self._watched.get(run_id)
        return watched.document if watched is not None else None

    async def close(self) -> None:
        """Stop reading; the next server goes on."""
        tasks = [one.task for one in self._watched.values() if one.task is not None]
        self._watched.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, watched: Watched) -> None:
        try:
            await self._read_to_the_end(watched)
        except Exception:
            # A fault of ours; the page can ask again.
            self._log.exception("Reading stopped: %s", watched.describe())
            error = ProxyError("UpstreamUnreachable", "Reading the statement failed; see the log.")
            self._fail(watched, Unread.of_error(error))

    async def _read_to_the_end(self, watched: Watched) -> None:
        # The age by the wall clock at first: an earlier server may have sent it.
        begin = time.monotonic() - max(0.0, (now_ms() - watched.run.created_at) / 1000)
        read_seconds = 0.0
        failures, failing_since = 0, 0.0
        delay = statement_delay(time.monotonic() - begin, read_seconds)
        # Not only cancelled: `wait_for` may swallow that when an answer comes at the same time.
        while self._watched.get(watched.run.id) is watched:
            await self._sleep(watched, delay, can_wake=failures > 0)
            asked = time.monotonic()
            found = await self._read(watched)
            now = time.monotonic()
            if isinstance(found, Document):
                read_seconds = now - asked
                failures = 0
                self._take(watched, found)
                if found.is_final:
                    await self._ledger.call(Ledger.store, watched.run.id, found.text)
                    self._drop(watched)
                    return
                self.on_running()
                delay = statement_delay(now - begin, read_seconds)
                continue
            unread, is_passing, wait = found
            if not is_passing:
                self._fail(watched, unread)
                return
            failures += 1
            if failures == 1:
                failing_since = asked
                self._log.debug("Read failed: %s", watched.describe(status=unread.status))
            watched.verify = True
            since = now - failing_since
            if since >= self.patience.trouble and unread != watched.trouble:
                watched.trouble = unread
                watched.tell("trouble", unread.frame(watched.run.id, "trouble"))
            delay = self.patience.wait(failures, since, wait)

    async def _sleep(self, watched: Watched, seconds: float, *, can_wake: bool) -> None:
        if not can_wake:
            await asyncio.sleep(seconds)
            return
        watched.wake.clear()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(watched.wake.wait(), seconds)

    def _take(self, watched: Watched, found: Document) -> None:
        """Tell what was read if it is new, or if it ends a trouble that was told of."""
        is_new = found.text != watched.document or watched.trouble is not None
        watched.document, watched.trouble, watched.is_final = found.text, None, found.is_final
        if is_new:
            watched.tell("statement", statement_frame(watched.run.id, found.text))

    def _fail(self, watched: Watched, unread: Unread) -> None:
        self._log.debug("Cannot be read: %s", watched.describe(status=unread.status))
        watched.failure, watched.trouble = unread, None
        watched.tell("failure", unread.frame(watched.run.id, "failure"))
        if not watched.listeners:
            self._drop(watched)

    def _drop(self, watched: Watched) -> None:
        """Keep it no longer in memory."""
        if self._watched.get(watched.run.id) is watched:
            del self._watched[watched.run.id]

    async def _read(self, watched: Watched) -> Document | tuple[Unread, bool, float | None]:
        """The statement; else why not, whether that may pass, and the seconds it asks to wait."""
        run = watched.run
        try:
            if run.connection == "local" and not await self._local_runs():
                return Unread.gone(_POOL_GONE), False, None
            if watched.verify:
                answer = await self._get(run, run.path.removesuffix("/statements"))
                session = document_of(answer.body) if answer.status == 200 else None
                if session is None:
                    return _unread(answer)
                if run.session_name and session.name and session.name != run.session_name:
                    return Unread.gone(_SESSION_GONE.format(id=run.session_id)), False, None
                watched.verify = False
            answer = await self._get(run, f"{run.path}/{run.statement_id}")
        except ProxyError as error:
            return Unread.of_error(error), error.code in _PASSING_CODES, None
        document = document_of(answer.body) if answer.status == 200 else None
        return document if document is not None else _unread(answer)

    async def _get(self, run: Run, path: str) -> UpstreamAnswer:
        request = IncomingRequest("GET", run.host, path, "", dict(_HEADERS))
        try:
            return await asyncio.wait_for(
                self._exchange(run.connection, request), self.patience.read
            )
        except asyncio.TimeoutError as error:
            raise ProxyError(
                "UpstreamTimeout",
                f"{run.host} did not answer within {self.patience.read:g} seconds.",
            ) from error


def _is_busy(watched: Watched) -> bool:
    return watched.task is not None and not watched.task.done()


def _unread(answer: UpstreamAnswer) -> tuple[Unread, bool, float | None]:
    """An answer without a statement. A success that is none comes from some gateway and may pass;
    of the errors those that are about the request itself do not."""
    is_passing = answer.status in (408, 429) or answer.status >= 500 or answer.status < 400
    return Unread.of_answer(answer), is_passing, retry_after(answer.headers)
