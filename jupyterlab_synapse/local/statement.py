"""One statement: its states, its output and what is known of it while it runs."""

from __future__ import annotations

import asyncio
import time
from typing import Any

TASK_COUNTS = ("jobs", "done", "total", "active", "failed", "stages", "stagesDone")
_PARTIAL_LIMIT = 1_000_000
_ENDED = ("available", "cancelled", "error")


def now_ms() -> int:
    """Milliseconds since 1970, as Livy counts."""
    return int(time.time() * 1000)


def _size(value: Any) -> int:
    """Characters of all texts in a JSON value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(key) + _size(item) for key, item in value.items())
    return sum(map(_size, value)) if isinstance(value, list) else 0


class Statement:
    """States: waiting, running, available; or cancelling, cancelled. A failed one is `available`
    with output.status "error".
    """

    def __init__(self, number: int, code: str, kind: str) -> None:
        self.id, self.code, self.kind = number, code, kind
        self.state = "waiting"
        self.output: dict[str, Any] | None = None
        self.size = 0
        """Characters of its output."""
        self.progress = 0.0
        self.started = self.completed = 0
        self.begun = asyncio.Event()
        """Set once the interpreter has begun it: an interrupt sent earlier would be lost."""
        self.over = asyncio.Event()
        """Set once its code has ended."""
        self.tasks: dict[str, int] | None = None
        self._printed: list[str] = []
        self._kept = self._total = 0

    @property
    def ended(self) -> bool:
        """Whether its state is final."""
        return self.state in _ENDED

    def start(self) -> None:
        """It is its turn."""
        self.state, self.started = "running", now_ms()

    def printed(self, text: str) -> None:
        """Takes a piece of standard output; keeps the last 1,000,000 characters."""
        self._printed.append(text)
        self._kept += len(text)
        self._total += len(text)
        while self._kept - len(self._printed[0]) >= _PARTIAL_LIMIT:
            self._kept -= len(self._printed.pop(0))

    def count_tasks(self, counts: dict[str, int]) -> None:
        """Takes the state of its Spark jobs: {jobs, done, total, active, failed}."""
        self.tasks = counts
        self.progress = (
            round(min(1.0, counts["done"] / counts["total"]), 4) if counts["total"] else 0.0
        )

    def finish(self, output: dict[str, Any] | None) -> None:
        """It has ended. One that was given up as cancelled keeps that state and gets its late
        output, as on Livy (golden 313).
        """
        self.state = "cancelled" if self.state in ("cancelling", "cancelled") else "available"
        self.output, self.progress, self.completed = output, 1.0, now_ms()
        self.size = _size(output)
        self._printed, self.tasks = [], None
        self.begun.set()
        self.over.set()

    def give_up(self) -> None:
        """Cancelled for the client although its code does not stop."""
        self.state, self.progress, self.completed = "cancelled", 1.0, now_ms()

    def die(self, reason: str) -> None:
        """The interpreter has died under it; what it had printed is kept beside the error."""
        error: dict[str, Any] = {"status": "error", "execution_count": self.id, "ename": "Error"}
        error.update(evalue=f"Interpreter died: {reason}", traceback=[])
        if self._printed:
            error["data"] = {"text/plain": "".join(self._printed).rstrip()}
        self.finish(error)

    def view(self, strict: bool) -> dict[str, Any]:
        """Livy's JSON. While it runs and unless `strict` also `partial` {text, length} (its
        standard output so far: the last 1,000,000 characters, and the length of all of it) and
        `tasks`.
        """
        result: dict[str, Any] = {
            "id": self.id,
            "code": self.code,
            "state": self.state,
            "output": self.output,
        }
        result.update(progress=self.progress, started=self.started, completed=self.completed)
        if not strict and self.state in ("running", "cancelling"):
            result["partial"] = {
                "text": "".join(self._printed)[-_PARTIAL_LIMIT:],
                "length": self._total,
            }
            result["tasks"] = self.tasks or dict.fromkeys(TASK_COUNTS, 0)
        return result
