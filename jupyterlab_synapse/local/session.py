"""One Livy session: an interpreter process, its states and its end."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import session_log
from .bodies import SessionRequest, StatementRequest
from .jvm import Engine
from .process import Interpreter
from .statement import Statement
from .statement_queue import StatementQueue

# What Spark logs at every start: it never explains an end.
_CHATTER = re.compile(
    r"^(?:Setting default log level to|To adjust logging level use)"
    r"|^\S+ \S+ (?:WARN|INFO|DEBUG) "
)

LIVE = ("not_started", "starting", "idle", "busy", "shutting_down")


@dataclass(frozen=True)
class Place:
    """Where a session belongs: its workspace, its pool, and if it came in Synapse's dialect."""

    workspace: str
    pool: str
    synapse: bool


@dataclass(frozen=True)
class Failure:
    """Why a session ended badly; `source`: System, User, Unknown or Dependency (Azure's words)."""

    code: str
    message: str
    source: str


class Session:
    """Starts its interpreter when made. All of it runs on the server's event loop."""

    def __init__(
        self,
        number: int,
        request: SessionRequest,
        place: Place,
        engine: Engine,
        folder: Path,
        grace: float,
    ) -> None:
        self.id, self.request, self.place = number, request, place
        self.state = "not_started"
        self.times: dict[str, float] = {}
        """When each state or stage began (seconds since 1970), by Azure's names: idleAt, ..."""
        self.app_id: str | None = None
        self.failure: Failure | None = None
        self.timed_out = False
        self.ended_at: float | None = None
        self.queue = StatementQueue(grace)
        self._engine = engine
        self._scratch = folder / f"{number}-{secrets.token_hex(4)}"
        self._interpreter: Interpreter | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._kept_log: list[str] = []
        self._spawned = asyncio.Event()
        self._ending: asyncio.Task[None] | None = None
        self._mark("submittedAt", "preparationStartedAt")
        self._life = asyncio.ensure_future(self._live())

    @property
    def live(self) -> bool:
        """Whether it holds a process or will."""
        return self.state in LIVE

    def submit(self, request: StatementRequest) -> Statement:
        """Queues a statement. The session must be idle or busy."""
        statement = self.queue.submit(request)
        self._follow_queue()
        return statement

    def cancel(self, statement: Statement) -> None:
        """Cancels a statement; see StatementQueue.cancel."""
        self.queue.cancel(statement)
        self.touch()

    def touch(self) -> None:
        """The session is in use: the idle limit counts from now on."""
        if self._idle_timer:
            self._idle_timer.cancel()
            self._idle_timer = None
        if self.state == "idle":
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self.request.idle_seconds, self._on_idle)

    async def close(self) -> None:
        """Ends the session on request; its processes are gone when this returns."""
        if not self.live or self.state == "shutting_down":
            return
        self._to("shutting_down")
        self._mark("cancellationRequestedAt")
        await self._release("the session was deleted")
        self._to("killed")
        self._ended()

    def log(self) -> list[str]:
        """The driver's log in Livy's layout: standard output, then standard error."""
        if not self._scratch.exists():
            return self._kept_log
        output, errors = self._scratch / "stdout.log", self._scratch / "stderr.log"
        return ["stdout: ", *session_log.lines(output), "\nstderr: ", *session_log.lines(errors)]

    async def _live(self) -> None:
        try:
            self._scratch.mkdir(parents=True)
            self._mark("queuedAt", "scheduledAt", "resourceAcquisitionStartedAt")
            with (
                session_log.open_file(self._scratch / "stdout.log") as output,
                session_log.open_file(self._scratch / "stderr.log") as errors,
            ):
                self._interpreter = await Interpreter.start(self._scratch, output, errors)
            self._spawned.set()
            self._interpreter.send(self._start_frame())
            while frame := await self._interpreter.receive():
                self._on_frame(frame)
            await self._on_death()
        except Exception as error:
            self._spawned.set()
            # whatever it is, the session must say so and not stay "starting"
            message = f"{type(error).__name__}: {error}"
            await self._fail("error", Failure("LIVY_JOB_FAILED", message, "System"))

    def _start_frame(self) -> dict[str, Any]:
        name = self.request.name or f"session-{self.id}"
        settings = self._engine.settings(name, self._scratch, self.request.conf)
        return {
            "type": "start",
            "java_command": self._engine.command(settings),
            "java_environment": self._engine.environment(),
            "connection_file": str(self._scratch / "gateway"),
            "strict": self._engine.strict,
            "cores": self._engine.cores,
            "logs": {"endpoint": self._engine.logs_endpoint, "token": self._engine.logs_token},
        }

    def _on_frame(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "java":
            self._to("starting")
            self._mark("submissionStartedAt")
        elif kind == "ready":
            self.app_id, self.queue.worker = frame["app_id"], self._interpreter
            self._mark("monitoringStartedAt")
            self._follow_queue()
        elif kind == "failed":
            text = f"{frame['message']}. {self._log_tail()}"
            self.failure = Failure("LIVY_JOB_STATE_ERROR", text, "Dependency")
        elif kind == "java_died":
            text = f"Spark's Java process ended with exit code {frame['code']}. {self._log_tail()}"
            self.failure = Failure("LIVY_JOB_STATE_DEAD", text, "User")
        else:
            self.queue.on_frame(frame)
            if kind == "result":
                self._follow_queue()

    def _follow_queue(self) -> None:
        """Idle or busy, as the queue is; either way the session is in use."""
        if self.state == "shutting_down" or not self.live:
            return
        state = "busy" if self.queue.current else "idle"
        if state != self.state:
            self._to(state)
        self.touch()

    def _on_idle(self) -> None:
        if self.state != "idle":
            return
        self.timed_out = True
        text = (
            f"The session was idle for {self.request.idle_seconds / 60:g} minutes, its idle limit, "
            "and was ended. Start a new one to go on."
        )
        failure = Failure("LIVY_JOB_TIMED_OUT", text, "User")
        self._ending = asyncio.ensure_future(self._fail("dead", failure))

    async def _on_death(self) -> None:
        starting = self.state in ("not_started", "starting")
        reason = f"The session's Python process ended by itself. {self._log_tail()}".strip()
        failure = self.failure or Failure("LIVY_JOB_STATE_DEAD", reason, "User")
        await self._fail("error" if starting else "dead", failure)

    async def _fail(self, state: str, failure: Failure) -> None:
        if self.live and self.state != "shutting_down":
            self.failure = failure
            self._to(state)  # at once: nothing more may be submitted
            self._ended()
            await self._release(failure.message)

    async def _release(self, reason: str) -> None:
        """Ends the process and forgets its files; what still waited or ran gets an error."""
        self._mark("cleanupStartedAt")
        self.queue.fail(reason)
        if self._idle_timer:
            self._idle_timer.cancel()
        await self._spawned.wait()
        if self._interpreter:
            await self._interpreter.kill()
        self._kept_log = self.log()[-session_log.KEPT :]
        await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)

    def _ended(self) -> None:
        self._mark("endedAt")
        self.ended_at = time.time()

    def _to(self, state: str) -> None:
        self.state = state
        head, *rest = state.split("_")
        self._mark(head + "".join(word.capitalize() for word in rest) + "At")

    def _mark(self, *names: str) -> None:
        self.times.update(dict.fromkeys(names, time.time()))

    def _log_tail(self) -> str:
        found = session_log.lines(self._scratch / "stderr.log")
        lines = [line.strip() for line in found if line.strip() and not _CHATTER.search(line)]
        return f"Last lines of its log: {' | '.join(lines[-5:])}" if lines else ""
