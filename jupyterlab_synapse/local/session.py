"""One Livy session: an interpreter process, its statements in order, its states and its end."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .bodies import SessionRequest, StatementRequest
from .jvm import Engine
from .process import Interpreter
from .statement import Statement

LIVE = ("not_started", "starting", "idle", "busy", "shutting_down")
_LOG_LINES = 200
_STATEMENTS_KEPT = 1000  # livy.rsc.retained-statements
_INTERRUPTS = 3


@dataclass(frozen=True)
class Place:
    """Where a session belongs: its workspace, its pool, and whether it was made through the Synapse prefix."""

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

    def __init__(self, number: int, request: SessionRequest, place: Place, engine: Engine, folder: Path, grace: float) -> None:
        self.id, self.request, self.place = number, request, place
        self.state = "not_started"
        self.times: dict[str, float] = {}
        """When each state or stage began (seconds since 1970), keyed by Azure's names: idleAt, scheduledAt, ..."""
        self.app_id: str | None = None
        self.failure: Failure | None = None
        self.timed_out = self.cancelled = False
        self.last_use = time.time()
        self.ended_at: float | None = None
        self._engine, self._grace = engine, grace
        self._scratch = folder / f"{number}-{secrets.token_hex(4)}"
        self._interpreter: Interpreter | None = None
        self._statements: collections.OrderedDict[int, Statement] = collections.OrderedDict()
        self._next_statement = 0
        self._waiting: collections.deque[Statement] = collections.deque()
        self._current: Statement | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._kept_log: list[str] = []
        self._side_tasks: set[asyncio.Task[None]] = set()
        self._spawned = asyncio.Event()
        self.mark("submittedAt", "preparationStartedAt")
        self._life = asyncio.ensure_future(self._live())

    @property
    def live(self) -> bool:
        """Whether it holds a process or will."""
        return self.state in LIVE

    @property
    def statements(self) -> list[Statement]:
        """The last 1000 statements, oldest first."""
        return list(self._statements.values())

    def statement(self, number: int) -> Statement | None:
        """The statement of this id."""
        return self._statements.get(number)

    def mark(self, *names: str) -> None:
        """Notes that these stages begin now."""
        self.times.update(dict.fromkeys(names, time.time()))

    def submit(self, request: StatementRequest) -> Statement:
        """Queues a statement. The session must be idle or busy."""
        statement = Statement(self._next_statement, request.code, request.kind)
        self._next_statement += 1
        self._statements[statement.id] = statement
        while len(self._statements) > _STATEMENTS_KEPT and next(iter(self._statements.values())).ended:
            self._statements.popitem(last=False)
        self._waiting.append(statement)
        self.touch()
        self._run_next()
        return statement

    def cancel(self, statement: Statement) -> None:
        """Cancels a waiting statement at once, interrupts a running one; nothing for one that has ended."""
        self.touch()
        if statement.state == "waiting":
            self._waiting.remove(statement)
            statement.give_up()
        elif statement.state == "running":
            statement.state = "cancelling"
            self._in_background(self._interrupt(statement))

    def touch(self) -> None:
        """The session is in use: the idle limit counts from now on."""
        self.last_use = time.time()
        if self._idle_timer:
            self._idle_timer.cancel()
        loop = asyncio.get_running_loop()
        self._idle_timer = loop.call_later(self.request.idle_seconds, self._on_idle) if self.state == "idle" else None

    async def close(self) -> None:
        """Ends the session on request: process, Java and Python workers are gone when this returns."""
        if not self.live or self.state == "shutting_down":
            return
        self.cancelled = True
        self._to("shutting_down")
        self.mark("cancellationRequestedAt", "cleanupStartedAt")
        await self._release("the session was deleted")
        self._to("killed")

    def log(self) -> list[str]:
        """The driver's log in Livy's layout: standard output, then standard error."""
        if not self._scratch.exists():
            return self._kept_log
        return ["stdout: ", *_lines(self._scratch / "stdout.log"), "\nstderr: ", *_lines(self._scratch / "stderr.log")]

    async def _live(self) -> None:
        try:
            self._scratch.mkdir(parents=True)
            self.mark("queuedAt", "scheduledAt", "resourceAcquisitionStartedAt")
            with _log_file(self._scratch / "stdout.log") as output, _log_file(self._scratch / "stderr.log") as errors:
                self._interpreter = await Interpreter.start(self._scratch, output, errors)
            self._spawned.set()
            self._interpreter.send(self._start_frame())
            while frame := await self._interpreter.receive():
                self._on_frame(frame)
            await self._on_death()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._spawned.set()
            # whatever it is, the session must say so and not stay "starting"
            await self._fail("error", Failure("LIVY_JOB_FAILED", f"{type(error).__name__}: {error}", "System"))

    def _start_frame(self) -> dict[str, Any]:
        name = self.request.name or f"session-{self.id}"
        settings = self._engine.settings(name, self._scratch, self.request.conf)
        command, environment = self._engine.command(settings), self._engine.environment()
        gateway = str(self._scratch / "gateway")
        frame = {"type": "start", "java_command": command, "java_environment": environment, "connection_file": gateway}
        return {**frame, "strict": self._engine.strict, "cores": self._engine.cores}

    def _on_frame(self, frame: dict[str, Any]) -> None:
        kind, statement = frame["type"], self._current
        if kind == "java":
            self._to("starting")
            self.mark("submissionStartedAt", "livySubmissionAt")
        elif kind == "ready":
            self.app_id = frame["app_id"]
            self.mark("monitoringStartedAt")
            self._to("idle")
            self.touch()
        elif kind == "failed":
            self.failure = Failure("LIVY_JOB_STATE_ERROR", f"{frame['message']}. {self._log_tail()}", "Dependency")
        elif kind == "java_died":
            self.failure = Failure("LIVY_JOB_STATE_DEAD", f"Spark's Java process ended with exit code {frame['code']}.", "User")
        elif statement is None or frame["id"] != statement.id:
            return
        elif kind == "started":
            statement.in_interpreter = True
        elif kind == "stream":
            statement.printed(frame["text"])
        elif kind == "tasks":
            statement.count_tasks({name: frame[name] for name in ("jobs", "done", "total", "active", "failed")})
        elif kind == "result":
            statement.finish(frame["output"])
            self._current = None
            self._to("idle")
            self.touch()
            self._run_next()

    def _run_next(self) -> None:
        if self.state != "idle" or self._current or not self._waiting or self._interpreter is None:
            return
        statement = self._current = self._waiting.popleft()
        self._to("busy")
        statement.start()
        self._interpreter.send({"type": "run", "id": statement.id, "kind": statement.kind, "code": statement.code})

    async def _interrupt(self, statement: Statement) -> None:
        """Interrupts until the statement ends; after three times it counts as cancelled while its code may still run."""
        while not statement.in_interpreter and not statement.ended:
            await asyncio.sleep(0.002)
        for _ in range(_INTERRUPTS):
            if statement.ended or self._interpreter is None:
                return
            self._interpreter.interrupt()
            for _ in range(max(1, int(self._grace / 0.05))):
                if statement.ended:
                    return
                await asyncio.sleep(0.05)
        if not statement.ended:
            statement.give_up()

    def _on_idle(self) -> None:
        if self.state != "idle":
            return
        self.timed_out = True
        minutes = self.request.idle_seconds / 60
        text = f"The session was idle for {minutes:g} minutes, its idle limit, and was ended. Start a new one to go on."
        self._in_background(self._fail("dead", Failure("LIVY_JOB_TIMED_OUT", text, "User")))

    async def _on_death(self) -> None:
        if self.live and self.state != "shutting_down":
            starting = self.state in ("not_started", "starting")
            reason = f"The Python process of the session ended by itself. {self._log_tail()}".strip()
            await self._fail("error" if starting else "dead", self.failure or Failure("LIVY_JOB_STATE_DEAD", reason, "User"))

    async def _fail(self, state: str, failure: Failure) -> None:
        if self.live and self.state != "shutting_down":
            self.failure = failure
            self.mark("cleanupStartedAt")
            self._to(state)  # at once: nothing more may be submitted
            await self._release(failure.message)

    async def _release(self, reason: str) -> None:
        """Ends the process and forgets its files; what still waited or ran gets an error."""
        for statement in (*([self._current] if self._current else []), *self._waiting):
            statement.die(reason)
        self._current = None
        self._waiting.clear()
        if self._idle_timer:
            self._idle_timer.cancel()
        if asyncio.current_task() is not self._life:
            await self._spawned.wait()
        if self._interpreter:
            await self._interpreter.kill()
        self._kept_log = self.log()[-_LOG_LINES:]
        self.mark("endedAt")
        self.ended_at = time.time()
        await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)

    def _to(self, state: str) -> None:
        self.state = state
        head, *rest = state.split("_")
        self.mark(head + "".join(word.capitalize() for word in rest) + "At")

    def _log_tail(self) -> str:
        lines = [line.strip() for line in _lines(self._scratch / "stderr.log") if line.strip()]
        return f"Last lines of its log: {' | '.join(lines[-5:])}" if lines else ""

    def _in_background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._side_tasks.add(task)
        task.add_done_callback(self._side_tasks.discard)


@contextlib.contextmanager
def _log_file(path: Path) -> Any:
    """Opened for reading too: the interpreter reads back what its children write."""
    file: IO[bytes]
    with open(path, "a+b", buffering=0) as file:
        yield file


def _lines(path: Path) -> list[str]:
    """The end of a log file."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - 256 * 1024))
            return file.read().decode("utf-8", "replace").splitlines()[-_LOG_LINES:]
    except OSError:
        return []
