"""The thread that has the ledger, and what it does when the disk fails.

Why a thread: a commit may wait for the disk or for another server of the same
user, and outputs are up to `max_response_bytes`; the event loop must not.
One thread only, so that calls take effect in the order in which they are made.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from jupyter_core.paths import jupyter_data_dir

from .ledger import Ledger, Owner

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long another server may hold the database."""

# SQLite's words for a file that is not, or no longer, a database.
_CORRUPT = ("file is not a database", "malformed", "unsupported file format")
_WAL_BYTES_KEPT = 16 * 1024 * 1024


def ledger_path(configured: str) -> Path:
    """Where the ledger is; by default in Jupyter's data folder."""
    if configured:
        return Path(configured).expanduser().absolute()
    return Path(jupyter_data_dir()) / "jupyterlab-synapse" / "ledger.db"


class LedgerThread:
    """`await call(Ledger.method, …)`. Opens the database when it is first needed.

    A database that cannot be used is replaced by one in memory, which holds what
    could still be read: everything works, and is forgotten when the server ends.
    """

    def __init__(
        self,
        path: Path,
        log: logging.Logger | logging.LoggerAdapter[Any],
        owner: Owner | None = None,
    ) -> None:
        self.path = path
        self._log = log
        self._owner = owner or Owner.of_this_process()
        self._thread = ThreadPoolExecutor(1, "synapse-ledger")
        self._ledger: Ledger | None = None
        self._in_memory = False
        self._is_closed = False

    async def call(
        self, method: Callable[Concatenate[Ledger, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the ledger's method returns. Once called it is done, even if the caller is
        cancelled; calls are done in their order."""

        def work() -> T:
            return self._call(lambda ledger: method(ledger, *args, **kwargs))

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Finish what was called and close the database."""

        def work() -> None:
            if self._ledger is not None:
                self._ledger.close()
                self._ledger = None

        if not self._is_closed:
            self._is_closed = True
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
            self._thread.shutdown(wait=False)

    def _call(self, work: Callable[[Ledger], T]) -> T:
        if self._ledger is None:
            self._ledger = self._open()
        try:
            return work(self._ledger)
        except sqlite3.Error as error:
            if self._in_memory:
                raise
            failed, self._ledger = self._ledger, None
            self._ledger = self._open_after(error, failed)
            return work(self._ledger)

    def _open(self) -> Ledger:
        try:
            return self._open_file()
        except (sqlite3.Error, OSError) as error:
            return self._open_after(error, None)

    def _open_after(self, error: Exception, failed: Ledger | None) -> Ledger:
        """Another ledger in place of one that failed."""
        if isinstance(error, sqlite3.DatabaseError) and any(t in str(error) for t in _CORRUPT):
            if failed is not None:
                failed.close()
            try:
                aside = self._move_aside()
                self._log.warning(
                    "The record of what was sent is damaged (%s: %s). It was moved to %s and a new "
                    "one is begun.",
                    self.path,
                    error,
                    aside,
                )
                return self._open_file()
            except (sqlite3.Error, OSError) as again:
                error, failed = again, None
        self._log.warning(
            "What is sent cannot be recorded in %s: %s. It is kept in memory, and is lost when "
            "this server ends. Free the disk or set c.SynapseConfig.ledger_file, then restart.",
            self.path,
            error,
        )
        self._in_memory = True
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if failed is not None:
            try:
                failed.database.backup(memory)
            except sqlite3.Error:
                memory.close()
                memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            failed.close()
        return Ledger(memory, self._owner)

    def _open_file(self) -> Ledger:
        folder = self.path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.name == "jupyterlab-synapse":
            folder.chmod(0o700)  # ours; one that the user chose stays as it is
        # Before SQLite makes it: code and outputs are for the user only. The files beside
        # it get the same mode from SQLite.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self.path.chmod(0o600)
        # Closed by whichever thread ends last, hence check_same_thread.
        database = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            database.execute("PRAGMA auto_vacuum=INCREMENTAL")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(f"PRAGMA journal_size_limit={_WAL_BYTES_KEPT}")
            database.execute("PRAGMA synchronous=NORMAL")
            ledger = Ledger(database, self._owner)
            ledger.prune()
            return ledger
        except BaseException:
            database.close()
            raise

    def _move_aside(self) -> Path:
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        os.replace(self.path, aside)
        return aside
