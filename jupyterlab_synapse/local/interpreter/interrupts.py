"""Cancelling a statement: what SIGINT does in the interpreter."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

_REPEAT_SECONDS = 0.1
_LONGEST_REPEAT_SECONDS = 30.0  # an abandoned call may never end: a stream's awaitTermination
_SLOWER = 1.1
# An exception in Python can leave a Java thread behind that only then submits its job.
_ROUNDS_AFTER = 20

# Begins the tag of a statement's jobs: also of those that its code puts in a group of its own.
TAG = "local-pool-statement-"


class Interrupts:
    """Owns SIGINT. Between statements it is ignored.

    First signal: cancel the statement's Spark jobs. While Python waits for Java nothing is raised:
    Java answers with the job's failure, which then is the statement's error as on Livy (goldens
    310, 311). (Raising at once would free Python, but Spark would go on with the job and block the
    next one.) Code that catches the failure and goes on gets KeyboardInterrupt with its next call
    of Java (java_calls.py). Second signal, or first outside such a wait: KeyboardInterrupt. Jobs
    are cancelled again and again until the statement has ended and Java has answered all its calls,
    since a job that is still being planned cannot be cancelled.

    The first signal lets an import come to its end: broken off, it leaves a package of C code
    (pandas) in pieces that no later import mends.
    """

    def __init__(self) -> None:
        self._group: str | None = None
        self._hits = 0
        self._pending = self._has_failed = False
        self._mark: Callable[[], None] | None = None
        self._is_marked = False
        self._imports = self._is_own = False
        self._abandoned: dict[str, int] = {}
        self._lock = threading.Lock()

    def begin(self, group: str, mark: Callable[[], None]) -> None:
        """A statement starts. `mark` gives its jobs their group, and their tag (`TAG`).

        The handler is set anew: the user's code may have put another in place.
        """
        self._group, self._hits = group, 0
        self._pending = self._has_failed = False
        self._mark, self._is_marked = mark, False
        self._imports = self._is_own = False
        signal.signal(signal.SIGINT, self._on_signal)

    def end(self) -> None:
        """The statement's own code is over: from here on nothing is raised."""
        self._group = None
        self._pending = self._has_failed = False

    def before_call(self) -> None:
        """The main thread is about to call Java. Raises when it goes on though its job was
        cancelled, once; pyspark's own questions about the failure are asked while that is handled.
        """
        if self._has_failed and sys.exc_info()[0] is None:
            self._pending = self._has_failed = False
            raise KeyboardInterrupt
        mark = self._mark
        if self._group is not None and mark and not self._is_marked:
            self._is_marked = True  # first, as marking calls Java
            mark()

    def call_failed(self) -> None:
        """Java has answered the main thread with a failure."""
        self._has_failed = self._pending

    def abandon(self, wait: Callable[[], None]) -> None:
        """A Java call of the statement goes on though Python has left it; `wait` returns when Java
        is done with it.
        """
        group = self._group
        if group is None:
            return
        self._is_marked = False  # the next call is another thread's of Java
        with self._lock:
            self._abandoned[group] = self._abandoned.get(group, 0) + 1

        def follow() -> None:
            try:
                wait()
            finally:
                with self._lock:
                    self._abandoned[group] -= 1

        threading.Thread(target=follow, daemon=True, name="abandoned-call").start()

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        group = self._group
        is_own, self._is_own = self._is_own, False
        if group is None:
            return
        if not is_own:
            self._hits += 1
            if self._hits == 1:
                threading.Thread(
                    target=self._cancel_jobs, args=(group,), daemon=True, name="cancel-jobs"
                ).start()
        if self._hits == 1:
            self._imports = _imports(frame)
            if self._imports:
                return
            if _waits_for_java(frame):
                self._pending = True
                return
        # not once more in the code that this one makes clean up
        self._pending = self._has_failed = self._imports = False
        raise KeyboardInterrupt

    def _cancel_jobs(self, group: str) -> None:
        from pyspark import SparkContext

        pause, seconds = threading.Event(), _REPEAT_SECONDS
        after = _ROUNDS_AFTER
        while after:
            if self._group != group and not self._abandoned.get(group):
                after -= 1
            context = SparkContext._active_spark_context
            if context is None:
                return
            try:
                context.cancelJobGroup(group)
                context.cancelJobsWithTag(TAG + group)
            except Exception:  # Java is going down: the statement ends by that
                return
            pause.wait(seconds)
            if self._imports and self._group == group:
                self._is_own = True
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            if self._group != group:
                seconds = min(seconds * _SLOWER, _LONGEST_REPEAT_SECONDS)


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _waits_for_java(frame: FrameType | None) -> bool:
    while frame is not None:
        name = frame.f_code.co_filename
        if "py4j" in name and name.endswith(("clientserver.py", "java_gateway.py")):
            return True
        frame = frame.f_back
    return False
