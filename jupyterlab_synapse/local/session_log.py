"""The log files of a session: what its driver and its children write to fds 1 and 2."""

from __future__ import annotations

from pathlib import Path
from typing import IO

KEPT = 200
"""Lines of a log that are shown and outlive the session."""
_TAIL_BYTES = 256 * 1024


def open_file(path: Path) -> IO[bytes]:
    """For appending, and for reading: the interpreter reads back its children's text."""
    return open(path, "a+b", buffering=0)


def lines(path: Path) -> list[str]:
    """The end of a log file; empty when there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return file.read().decode("utf-8", "replace").splitlines()[-KEPT:]
    except OSError:
        return []
