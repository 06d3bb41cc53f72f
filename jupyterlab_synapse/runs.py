"""Writes that happen once, and what becomes of them (docs/runs.md)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import replace
from typing import Any

from .errors import ProxyError
from .incoming_request import IncomingRequest
from .ledger import Ledger
from .ledger_thread import LedgerThread
from .run_record import Document, Run, RunState, document_of, posted
from .upstream import UpstreamAnswer
from .watcher import Exchange, Watcher

GRACE_SECONDS = 5.0
"""How long the end of the server waits for answers of writes."""

_PRUNE_SECONDS = 24 * 3600.0

_UNKNOWN = (
    "It is not known whether this was sent: {why}. It may have been acted on; look for it in the "
    "session before sending it again."
)


class Runs:
    """Sends writes and remembers them; the watcher reads what they made."""

    def __init__(
        self,
        exchange: Exchange,
        ledger: LedgerThread,
        watcher: Watcher,
        log: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._exchange = exchange
        self._ledger = ledger
        self._watcher = watcher
        self._log = log
        self._in_flight: dict[str, asyncio.Task[UpstreamAnswer]] = {}
        self._housekeeping: asyncio.Task[None] | None = None

    async def send(
        self, run: Run, again: bool, connection: str, request: IncomingRequest
    ) -> UpstreamAnswer:
        """The answer to a run's POST, which is sent unless it was; raises `ProxyError`.

        `again`: send it although its outcome is unknown.
        """
        task = self._in_flight.get(run.id)
        if task is None:
            run = posted(run, connection, request.host, request.path, request.body)
            # Of its own: a page that goes away ends its request, not what it asked for.
            task = asyncio.create_task(self._send(run, again, request))
            self._in_flight[run.id] = task
            task.add_done_callback(lambda done: self._landed(run.id, done))
        return await asyncio.shield(task)

    async def of_notebook(self, notebook: str) -> str:
        """JSON of `{"runs", "notes"}`."""
        runs, notes = await self._ledger.call(Ledger.of_notebook, notebook)
        return f'{{"runs": [{", ".join(map(self._json, runs))}], "notes": {json.dumps(notes)}}}'

    async def get(self, run_id: str) -> str:
        """JSON of a run; raises `RunNotFound`."""
        return self._json(_found(run_id, await self._ledger.call(Ledger.get, run_id)))

    async def adopt(self, run_id: str, statement_id: int | None, session_id: int | None) -> str:
        """The page has found what the run made. JSON of the run; raises `RunNotFound`."""
        if run_id in self._in_flight:
            raise ProxyError("RunUnknown", _UNKNOWN.format(why="it is being sent"), sent="maybe")
        run = await self._ledger.call(Ledger.adopt, run_id, statement_id, session_id)
        run = _found(run_id, run)
        if run.state == "sent" and run.statement_id is not None:
            self._watcher.start(run)
        return self._json(run)

    async def rename_run(self, run_id: str, notebook: str) -> str:
        """The run belongs to another notebook. JSON of the run; raises `RunNotFound`."""
        run = await self._ledger.call(Ledger.rename_run, run_id, notebook)
        return self._json(_found(run_id, run))

    async def rename(self, old: str, new: str) -> None:
        """A notebook has another path."""
        await self._ledger.call(Ledger.rename, old, new)

    async def deliver(self, run_id: str) -> None:
        """The page has its output: forget it."""
        self._watcher.forget(run_id)
        await self._ledger.call(Ledger.deliver, run_id)

    async def note(self, notebook: str, key: str, value: Any) -> None:
        """Remember a value of the page; None forgets it."""
        await self._ledger.call(Ledger.note, notebook, key, value)

    async def resume(self) -> None:
        """Go on reading what an earlier server has sent."""
        # Most servers never use Synapse, and should get no file for it.
        if self._housekeeping is None:
            self._housekeeping = asyncio.create_task(self._keep_house())
        if not self._ledger.path.exists():
            return
        try:
            for run in await self._ledger.call(Ledger.unfinished):
                self._watcher.start(run, run.statement, verify=True)
        except Exception:
            self._log.exception("Statements that were sent earlier are not read")

    async def close(self) -> None:
        """Wait a little for answers, then stop. What has no answer is unknown."""
        if self._housekeeping is not None:
            self._housekeeping.cancel()
        tasks = list(self._in_flight.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._watcher.close()
        await self._ledger.close()

    async def _send(self, run: Run, again: bool, request: IncomingRequest) -> UpstreamAnswer:
        decision = await self._ledger.call(Ledger.begin, run, again)
        if decision == "unknown":
            why = "this server, or an earlier one, had no answer"
            raise ProxyError("RunUnknown", _UNKNOWN.format(why=why), sent="maybe")
        if decision != "send":
            return decision
        try:
            answer = await self._exchange(run.connection, request)
        except ProxyError as error:
            state: RunState = "unknown" if error.sent == "maybe" else "unsent"
            await self._ledger.call(Ledger.finish, run.id, state)
            raise
        except BaseException:
            # Cancelled at the end of the server, or a fault of ours.
            with contextlib.suppress(Exception):
                await self._ledger.call(Ledger.finish, run.id, "unknown")
            raise
        await self._remember(run, answer)
        return answer

    async def _remember(self, run: Run, answer: UpstreamAnswer) -> None:
        document = document_of(answer.body) if 200 <= answer.status < 300 else None
        if document is None or document.id is None:
            state = "refused" if _is_refusal(answer.status) else "unknown"
            await self._ledger.call(Ledger.finish, run.id, state)
        elif run.is_statement:
            await self._remember_statement(run, answer, document, document.id)
        else:
            await self._ledger.call(Ledger.finish, run.id, "sent", answer, session_id=document.id)

    async def _remember_statement(
        self, run: Run, answer: UpstreamAnswer, document: Document, statement_id: int
    ) -> None:
        # Small statements are often final in the answer to their POST.
        state: RunState = "done" if document.is_final else "sent"
        await self._ledger.call(
            Ledger.finish,
            *(run.id, state, answer),
            statement_id=statement_id,
            statement=document.text,
        )
        if state == "sent":
            sent = replace(run, state=state, statement_id=statement_id, statement=document.text)
            self._watcher.start(sent, document.text)

    def _landed(self, run_id: str, task: asyncio.Task[UpstreamAnswer]) -> None:
        self._in_flight.pop(run_id, None)
        if not task.cancelled():
            # Retrieved here too: the page that asked may be gone.
            task.exception()

    def _json(self, run: Run) -> str:
        read = self._watcher.document(run.id)
        return replace(run, statement=read).json() if read is not None else run.json()

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(_PRUNE_SECONDS)
            try:
                await self._ledger.call(Ledger.prune, self._watcher.ids)
            except Exception:
                self._log.exception("Old runs are not removed")


def _found(run_id: str, run: Run | None) -> Run:
    if run is None:
        raise ProxyError(
            "RunNotFound",
            f"There is no run {run_id[:200]!r}: it was delivered, or it is older than 14 days.",
        )
    return run


def _is_refusal(status: int) -> bool:
    """Whether the other side says that it did nothing."""
    return 400 <= status < 500 and status not in (408, 429)
