"""When a statement is read again: in ordinary times, and after a failure."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


def statement_delay(age: float, read: float) -> float:
    """Seconds to wait before the next read of a statement that was sent `age` seconds ago, when
    the last read took `read` seconds.

    A wait of a tenth of the age adds a twentieth to what the user waits, on average.
    The cap follows the read: one that is answered in 5 ms comes from a server on this
    machine, which does not mind 25 a second; a read of Azure takes ten times as long,
    counts against the workspace's 200 a second, and gains nothing from more. A
    statement older than ten seconds is not hurried, one older than a minute even less
    so. The same as `statementDelay` of src/core/polling.ts.
    """
    if age < 0.01:
        return 0.005
    if age < 10:
        return _clamp(age / 10, 0.015, _clamp(read * 4, 0.03, 0.1))
    # 0.5 s at 30 s, 1 s from one minute on, 2 s from two minutes on.
    return _clamp(age / 60, 0.167, 2)


def _clamp(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


@dataclass(frozen=True)
class Patience:
    """How failures that may pass are ridden out; all in seconds."""

    read: float = 30.0
    """Time for one read."""
    first: float = 1.0
    """Wait after the first failure; it doubles with each further one."""
    most: float = 30.0
    """Longest wait of the first hour."""
    trouble: float = 60.0
    """After so long the page is told."""
    slow: float = 3600.0
    """After so long waits are up to four times `most`."""
    longest_asked: float = 600.0
    """Most that a server's `Retry-After` is obeyed."""
    random: Callable[[], float] = random.random
    """From 0 to 1, so that many statements do not come back in step."""

    def wait(self, failures: int, since: float, asked: float | None) -> float:
        """Seconds to wait after so many failures in a row, the first `since` seconds ago, when
        the last answer `asked` to wait so long."""
        most = self.most * (4 if since >= self.slow else 1)
        wait = min(most, self.first * 2 ** min(failures - 1, 20))
        wait *= 0.75 + self.random() / 2
        if asked is None:
            return wait
        return max(wait, min(asked, self.longest_asked) * (1 + self.random() / 10))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: milliseconds of Azure, seconds or a date of HTTP."""
    for name in ("retry-after-ms", "x-ms-retry-after-ms"):
        wait = _seconds(headers.get(name))
        if wait is not None:
            return wait / 1000
    text = headers.get("retry-after")
    wait = _seconds(text)
    if wait is not None or text is None:
        return wait
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.strip().isascii() and text.strip().isdigit() else None
