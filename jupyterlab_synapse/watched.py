"""One statement that is being read, and what is known of it, as frames of the WebSocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import ERROR_HEADER, ORIGIN_HEADER, ProxyError
from .run_record import Run
from .upstream import UpstreamAnswer

FrameKind = Literal["statement", "failure", "trouble", "missing"]

Listener = Callable[[str, FrameKind, str], None]
"""Is given the run's id, what the frame tells, and the frame."""


def statement_frame(run_id: str, document: str) -> str:
    """`{"run", "statement"}`, with the document as Livy wrote it."""
    return f'{{"run": {json.dumps(run_id)}, "statement": {document}}}'


def missing_frame(run_id: str) -> str:
    """`{"run", "missing": true}`"""
    return json.dumps({"run": run_id, "missing": True})


@dataclass(frozen=True)
class Unread:
    """Why a read gave no statement: an answer, as the page would have had it through the proxy."""

    status: int
    body: str
    headers: dict[str, str]
    proxy_code: str | None

    @classmethod
    def of_answer(cls, answer: UpstreamAnswer) -> Unread:
        """A failed or unreadable answer of Livy or Azure."""
        headers = {**answer.headers, ORIGIN_HEADER.lower(): "upstream"}
        return cls(answer.status, answer.body.decode("utf-8", "replace"), headers, None)

    @classmethod
    def of_error(cls, error: ProxyError) -> Unread:
        """No answer."""
        headers = {"content-type": "application/json", ERROR_HEADER.lower(): error.code}
        return cls(error.status, json.dumps(error.body()), headers, error.code)

    @classmethod
    def gone(cls, message: str) -> Unread:
        """What Livy says of a session that it does not know."""
        body = json.dumps({"msg": message}).encode()
        return cls.of_answer(UpstreamAnswer(404, {"content-type": "application/json"}, body))

    def frame(self, run_id: str, kind: Literal["failure", "trouble"]) -> str:
        """`{"run", "failure" or "trouble": {status, body, headers, proxyCode}}`"""
        told = {
            "status": self.status,
            "body": self.body,
            "headers": self.headers,
            "proxyCode": self.proxy_code,
        }
        return json.dumps({"run": run_id, kind: told})


@dataclass
class Watched:
    """The state of reading one statement."""

    run: Run
    document: str | None = None
    """As last read."""
    verify: bool = False
    """Whether the session's id may meanwhile mean another session: of an earlier server's run,
    and after failures, since a Livy that was restarted counts from 0 again."""
    is_final: bool = False
    failure: Unread | None = None
    trouble: Unread | None = None
    listeners: set[Listener] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Cuts a wait after a failure short."""

    def frames(self) -> list[tuple[FrameKind, str]]:
        """What a new listener is told."""
        frames: list[tuple[FrameKind, str]] = []
        if self.document is not None:
            frames.append(("statement", statement_frame(self.run.id, self.document)))
        if self.failure is not None:
            frames.append(("failure", self.failure.frame(self.run.id, "failure")))
        elif self.trouble is not None:
            frames.append(("trouble", self.trouble.frame(self.run.id, "trouble")))
        return frames

    def tell(self, kind: FrameKind, frame: str) -> None:
        """Tell all listeners."""
        for listener in list(self.listeners):
            listener(self.run.id, kind, frame)

    def describe(self, **more: Any) -> str:
        """For the log: no code and no output."""
        facts = {"run": self.run.id, "statement": self.run.statement_id, **more}
        return " ".join(f"{name}={value}" for name, value in facts.items())
