"""Captures what a statement prints: Python's two streams, and what its child processes and Java
write to fd 1.
"""

from __future__ import annotations

import io
import os
import stat
import threading
from collections.abc import Callable

# Livy fails one output string over this many characters (Spark 3.5's Jackson); so the same program
# fails here and there.
LONGEST_OUTPUT = 20_000_000
_FLUSH_SECONDS = 0.1
_LARGEST_FRAME = 256 * 1024


class Capture:
    """Collects one statement's text; `send(name, text)` gets it in pieces while the statement runs.

    File descriptor 1 is the session's log file: what a child (os.system) writes there is read back
    from the file, so it shows in its place and can never mix with the protocol, which has a socket
    of its own.
    """

    def __init__(self, send: Callable[[str, str], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._parts: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._pending: list[str] = []
        self._length = 0
        self._overflow = False
        self._file_size = 0
        self._file = os.fstat(1) if stat.S_ISREG(os.fstat(1).st_mode) else None
        self._running = threading.Event()
        threading.Thread(
            target=self._flush_now_and_then, daemon=True, name="statement-output"
        ).start()

    def begin(self) -> None:
        """Starts a statement: what was written to fd 1 before belongs to the log only."""
        with self._lock:
            self._parts = {"stdout": [], "stderr": []}
            self._pending = []
            self._length, self._overflow = 0, False
            self._file_size = os.fstat(1).st_size if self._file else 0
            self._running.set()

    def end(self) -> str:
        """Ends the statement and gives its text as Livy does: stdout, then stderr, right-stripped.

        Raises OverflowError when the text is longer than Livy's limit.
        """
        with self._lock:
            self._running.clear()
            self._read_children()
            if self._overflow:
                raise OverflowError(f"the output is longer than {LONGEST_OUTPUT:,} characters")
            return "".join([*self._parts["stdout"], *self._parts["stderr"]]).rstrip()

    def write(self, name: str, text: str) -> None:
        """Takes text from sys.stdout or sys.stderr; between statements it goes to the log."""
        with self._lock:
            if not self._running.is_set():
                os.write(1 if name == "stdout" else 2, text.encode("utf-8", "replace"))
                return
            if name == "stdout":
                self._read_children()
            self._keep(name, text)

    def _keep(self, name: str, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_OUTPUT:
            self._overflow = True
            return
        self._parts[name].append(text)
        if name == "stdout":
            self._pending.append(text)

    def _read_children(self) -> None:
        """Adds what others have written to fd 1 since the last look."""
        if self._file is None:
            return
        size = os.fstat(1).st_size
        if size <= self._file_size:
            return
        raw = os.pread(1, min(size - self._file_size, LONGEST_OUTPUT), self._file_size)
        self._file_size = size
        self._keep("stdout", raw.decode("utf-8", "replace"))

    def _flush_now_and_then(self) -> None:
        while True:
            self._running.wait()
            threading.Event().wait(_FLUSH_SECONDS)
            with self._lock:
                if self._running.is_set():
                    self._read_children()
                text, self._pending = "".join(self._pending), []
                if text and self._running.is_set():
                    for start in range(0, len(text), _LARGEST_FRAME):
                        self._send("stdout", text[start : start + _LARGEST_FRAME])


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the user's code."""

    encoding = "utf-8"  # pyright: ignore[reportAssignmentType, reportIncompatibleVariableOverride]
    errors = "replace"  # pyright: ignore[reportAssignmentType, reportIncompatibleVariableOverride]

    def __init__(self, capture: Capture, name: str) -> None:
        super().__init__()
        self._capture, self.name = capture, f"<{name}>"
        self._stream = name

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._capture.write(self._stream, text)
        return len(text)

    def fileno(self) -> int:
        """The real descriptor, so that subprocess.run(..., stdout=sys.stdout) works."""
        return 1 if self._stream == "stdout" else 2
