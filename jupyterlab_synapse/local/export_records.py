"""How far the export rules have come: exports.json, beside the lake."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .home import read_json, write_json

Document = dict[str, Any]


class ExportRecords:
    """For each rule's key and each of its tables `first`, the first day that is still there, and
    `until`, up to which all is written. A rule that has yet to write has no tables.

    For any thread; nothing waits longer than one small file takes. Changes raise OSError when the
    file cannot be written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def all(self) -> Document:
        """All records; none when the file is absent or damaged."""
        return read_json(self._file) or {}

    def of(self, key: str) -> Document:
        """The tables of a rule."""
        found = self.all().get(key)
        return found if isinstance(found, dict) else {}

    def begin(self, key: str) -> None:
        """Remembers a rule before it writes, so that it is taken up whatever happens."""
        self._change(lambda records: records.setdefault(key, {}))

    def put(self, key: str, tables: Document) -> None:
        """Remembers what a rule has written."""
        self._change(lambda records: records.update({key: tables}))

    def forget(self, keys: Iterable[str]) -> None:
        """Takes rules out."""
        gone = list(keys)
        self._change(lambda records: [records.pop(key, None) for key in gone])

    def _change(self, change: Callable[[Document], object]) -> None:
        with self._lock:
            records = self.all()
            change(records)
            write_json(self._file, records)
