"""The statements of one session: one runs at a time, in the order of arrival."""

from __future__ import annotations

import asyncio
import collections
import contextlib
from typing import Any, Protocol

from .bodies import StatementRequest
from .statement import TASK_COUNTS, Statement

_KEPT = 1000  # livy.rsc.retained-statements
_KEPT_BYTES = 64 * 1024 * 1024
"""Outputs of ended statements together. Pieces of frames have a megabyte each."""
_INTERRUPTS = 3


class Worker(Protocol):
    """Where statements run: the part of an interpreter that is used here."""

    def send(self, frame: dict[str, Any]) -> None:
        """Sends it a frame."""

    def interrupt(self) -> None:
        """Interrupts the running statement."""


class StatementQueue:
    """`worker` is None until the interpreter is ready and after it has died."""

    def __init__(self, grace: float, kept_bytes: int = _KEPT_BYTES) -> None:
        self.worker: Worker | None = None
        self.current: Statement | None = None
        self._grace = grace
        self._kept_bytes = kept_bytes
        self._next = 0
        self._all: collections.OrderedDict[int, Statement] = collections.OrderedDict()
        self._waiting: collections.deque[Statement] = collections.deque()
        self._interrupting: set[asyncio.Task[None]] = set()

    @property
    def statements(self) -> list[Statement]:
        """The last 1000 statements, or fewer when they put out much; oldest first."""
        return list(self._all.values())

    def find(self, number: int) -> Statement | None:
        """The statement of this id."""
        return self._all.get(number)

    def submit(self, request: StatementRequest) -> Statement:
        """Queues a statement, and starts it when none runs."""
        statement = Statement(self._next, request.code, request.kind)
        self._next += 1
        self._all[statement.id] = statement
        while len(self._all) > _KEPT and next(iter(self._all.values())).ended:
            self._all.popitem(last=False)
        self._waiting.append(statement)
        self._run_next()
        return statement

    def cancel(self, statement: Statement) -> None:
        """Cancels a waiting statement at once, interrupts a running one; leaves an ended one."""
        if statement.state == "waiting":
            self._waiting.remove(statement)
            statement.give_up()
        elif statement.state == "running":
            statement.state = "cancelling"
            task = asyncio.ensure_future(self._interrupt(statement))
            self._interrupting.add(task)
            task.add_done_callback(self._interrupting.discard)

    def on_frame(self, frame: dict[str, Any]) -> None:
        """Takes the worker's word on the running statement."""
        statement, kind = self.current, frame["type"]
        if statement is None or frame["id"] != statement.id:
            return
        if kind == "started":
            statement.begun.set()
        elif kind == "stream":
            statement.printed(frame["text"])
        elif kind == "tasks":
            statement.count_tasks({name: frame[name] for name in TASK_COUNTS})
        elif kind == "result":
            statement.finish(frame["output"])
            self.current = None
            self._forget(statement)
            self._run_next()

    def fail(self, reason: str) -> None:
        """The worker has died: what ran or waited ends with an error."""
        self.worker = None
        for statement in (*([self.current] if self.current else []), *self._waiting):
            statement.die(reason)
        self.current = None
        self._waiting.clear()

    def _forget(self, newest: Statement) -> None:
        """Lets go of the oldest ended statements whose outputs are too much together. Whoever
        asks for one hears that it was not found, as on Livy of one that it has let go of.
        """
        much = sum(statement.size for statement in self._all.values())
        for statement in list(self._all.values()):
            if much <= self._kept_bytes:
                return
            if statement.ended and statement is not newest and statement.size:
                much -= self._all.pop(statement.id).size

    def _run_next(self) -> None:
        if self.current or not self._waiting or self.worker is None:
            return
        statement = self.current = self._waiting.popleft()
        statement.start()
        frame = {"type": "run", "id": statement.id, "kind": statement.kind, "code": statement.code}
        self.worker.send(frame)

    async def _interrupt(self, statement: Statement) -> None:
        """Interrupts until the statement ends. After three times it counts as cancelled, though
        its code may still run and then holds up those behind it, as on Livy.
        """
        await statement.begun.wait()
        for _ in range(_INTERRUPTS):
            if statement.over.is_set() or self.worker is None:
                return
            self.worker.interrupt()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(statement.over.wait(), self._grace)
        if not statement.ended:
            statement.give_up()
