"""Cancelling a statement: what SIGINT does in the interpreter."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_REPEAT_SECONDS = 0.1
# An exception in Python can leave a Java call behind that only then submits its job.
_ROUNDS_AFTER = 20


class Interrupts:
    """Owns SIGINT. Between statements it is ignored.

    First signal: cancel the statement's Spark jobs. While Python waits for Java nothing is raised:
    Java answers with the job's failure. (Raising at once would free Python, but Spark would go on
    with the job and block the next one.) Second signal, or first outside such a wait:
    KeyboardInterrupt. Jobs are cancelled again and again until the statement ends, since one that
    is still being planned cannot be cancelled.
    """

    def __init__(self) -> None:
        self._group: str | None = None
        self._hits = 0

    def begin(self, group: str) -> None:
        """A statement starts. The handler is set anew: the user's code may have put another in
        place.
        """
        self._group, self._hits = group, 0
        signal.signal(signal.SIGINT, self._on_signal)

    def end(self) -> None:
        """The statement's own code is over: from here on nothing is raised."""
        self._group = None

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        group = self._group
        if group is None:
            return
        self._hits += 1
        if self._hits == 1:
            threading.Thread(
                target=self._cancel_jobs, args=(group,), daemon=True, name="cancel-jobs"
            ).start()
        if self._hits > 1 or not _waits_for_java(frame):
            raise KeyboardInterrupt

    def _cancel_jobs(self, group: str) -> None:
        from pyspark import SparkContext

        pause = threading.Event()
        after = _ROUNDS_AFTER
        while after:
            after -= self._group != group
            context = SparkContext._active_spark_context
            if context is None:
                return
            try:
                context.cancelJobGroup(group)
            except Exception:  # Java is going down: the statement ends by that
                return
            pause.wait(_REPEAT_SECONDS)


def _waits_for_java(frame: FrameType | None) -> bool:
    while frame is not None:
        name = frame.f_code.co_filename
        if "py4j" in name and name.endswith(("clientserver.py", "java_gateway.py")):
            return True
        frame = frame.f_back
    return False
