"""What this user's Jupyter servers remember of writes (docs/runs.md): one SQLite database.

All methods block and belong to one thread; `ledger_thread.py` has that thread.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from .frames import text_without_frames, without_frames
from .run_record import Run, RunState, now_ms
from .upstream import UpstreamAnswer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, notebook TEXT NOT NULL, cell_id TEXT, session_name TEXT,
  after INTEGER NOT NULL, connection TEXT NOT NULL, host TEXT NOT NULL, path TEXT NOT NULL,
  session_id INTEGER, statement_id INTEGER, code TEXT, kind TEXT, created_at INTEGER NOT NULL,
  state TEXT NOT NULL, statement TEXT,
  -- who sends it, and what came back
  boot TEXT NOT NULL, pid INTEGER NOT NULL, machine TEXT NOT NULL, updated_at INTEGER NOT NULL,
  status INTEGER, headers TEXT, body BLOB
);
CREATE INDEX IF NOT EXISTS runs_of_notebook ON runs (notebook, created_at);
CREATE TABLE IF NOT EXISTS notes (
  notebook TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (notebook, key)
) WITHOUT ROWID;
"""

_COLUMNS = (
    "id, notebook, cell_id, session_name, after, connection, host, path, session_id, "
    "statement_id, code, kind, created_at, state, statement"
)

DAY_MS = 24 * 3600 * 1000
KEEP_RUNS_MS = 14 * DAY_MS
# A notebook may be open for weeks with a session that is kept alive.
KEEP_NOTES_MS = 90 * DAY_MS
# Of a delivered run the first answer stays a while: a copy of its POST that was
# underway somewhere must not run the code again.
KEEP_DELIVERED_MS = DAY_MS
KEEP_DELIVERED_BODY_BYTES = 65536

LONGEST_SENDING_MS = 600_000  # then the process that has its id is another one

Decision = UpstreamAnswer | Literal["send", "unknown"]
"""What becomes of a POST: it is sent, answered from memory, or refused with `RunUnknown`."""


@dataclass(frozen=True)
class Owner:
    """A server's start. A run that another one was sending may or may not have arrived."""

    boot: str
    pid: int
    machine: str

    @classmethod
    def of_this_process(cls) -> Owner:
        """Another one for each start, even with the same process id, as in containers."""
        return cls(uuid.uuid4().hex, os.getpid(), socket.gethostname())

    def may_be_sending(self, row: sqlite3.Row) -> bool:
        """Whether another server that still lives may be waiting for this run's answer."""
        return (
            row["boot"] != self.boot
            and row["machine"] == self.machine
            and row["pid"] != self.pid
            and now_ms() - row["updated_at"] < LONGEST_SENDING_MS
            and _exists(row["pid"])
        )


class Ledger:
    """Runs and notes. Raises `sqlite3.Error` when the database cannot be used."""

    def __init__(self, database: sqlite3.Connection, owner: Owner) -> None:
        self.database = database
        self._owner = owner
        database.row_factory = sqlite3.Row
        database.executescript(_SCHEMA)

    def begin(self, run: Run, again: bool) -> Decision:
        """Record the intent to send it, if it may be sent. `again`: although it is unknown."""
        # The disk has the intent before Livy has the statement, even when the power fails.
        self._execute("PRAGMA synchronous=FULL")
        try:
            with self._transaction():
                return self._begin(run, again)
        finally:
            # What is lost of later changes is found out by reading.
            self._execute("PRAGMA synchronous=NORMAL")

    def _begin(self, run: Run, again: bool) -> Decision:
        row = self._execute("SELECT * FROM runs WHERE id = ?", run.id).fetchone()
        if row is not None:
            state: RunState = row["state"]
            if state in ("sent", "done", "delivered"):
                return _first_answer(row)
            if state == "sending":
                # Not of this process: there a repeat waits for the first.
                if not self._owner.may_be_sending(row):
                    self._set_state(run.id, "unknown")
                return "unknown"
            if state == "unknown" and not again:
                return "unknown"
        owner = self._owner
        self._execute(
            f"INSERT OR REPLACE INTO runs ({_COLUMNS}, boot, pid, machine, updated_at) "
            f"VALUES ({', '.join('?' * 19)})",
            *_values(run),
            *(owner.boot, owner.pid, owner.machine, now_ms()),
        )
        return "send"

    def finish(
        self,
        run_id: str,
        state: RunState,
        answer: UpstreamAnswer | None = None,
        *,
        session_id: int | None = None,
        statement_id: int | None = None,
        statement: str | None = None,
    ) -> None:
        """Record the outcome of sending."""
        with self._transaction():
            self._execute(
                "UPDATE runs SET state = ?, status = ?, headers = ?, body = ?, "
                "session_id = coalesce(?, session_id), statement_id = ?, statement = ?, "
                "updated_at = ? WHERE id = ?",
                state,
                answer and answer.status,
                answer and json.dumps(answer.headers),
                answer and without_frames(answer.body),
                session_id,
                statement_id,
                statement and text_without_frames(statement),
                now_ms(),
                run_id,
            )

    def adopt(self, run_id: str, statement_id: int | None, session_id: int | None) -> Run | None:
        """The page has found what a run made: it is sent. None when there is no such run.

        Of a statement that another run has, nothing changes.
        """
        with self._transaction():
            self._execute(
                "UPDATE runs SET state = 'sent', statement_id = coalesce(?, statement_id), "
                "session_id = coalesce(?, session_id), updated_at = ? "
                "WHERE id = ? AND state NOT IN ('done', 'delivered') AND NOT EXISTS ("
                "SELECT 1 FROM runs AS r WHERE r.id != runs.id AND r.statement_id = ? "
                "AND (r.connection, r.session_name) = (runs.connection, runs.session_name))",
                *(statement_id, session_id, now_ms(), run_id, statement_id),
            )
        return self.get(run_id)

    def store(self, run_id: str, statement: str) -> None:
        """The statement's last document."""
        with self._transaction():
            self._execute(
                "UPDATE runs SET state = 'done', statement = ?, updated_at = ? "
                "WHERE id = ? AND state = 'sent'",
                *(text_without_frames(statement), now_ms(), run_id),
            )

    def deliver(self, run_id: str) -> None:
        """The output is in its cell: forget it."""
        with self._transaction():
            self._execute(
                "UPDATE runs SET state = 'delivered', code = NULL, statement = NULL, "
                "body = CASE WHEN length(body) <= ? THEN body END, updated_at = ? "
                "WHERE id = ? AND state != 'sending'",
                *(KEEP_DELIVERED_BODY_BYTES, now_ms(), run_id),
            )

    def get(self, run_id: str) -> Run | None:
        """The run; None when there is none or it was delivered."""
        found = self._runs("id = ?", run_id)
        return found[0] if found else None

    def of_notebook(self, notebook: str) -> tuple[list[Run], dict[str, Any]]:
        """Its runs that are not delivered, oldest first, and its notes by key."""
        notes = self._execute("SELECT key, value FROM notes WHERE notebook = ?", notebook)
        return self._runs("notebook = ?", notebook), {k: json.loads(v) for k, v in notes}

    def unfinished(self) -> list[Run]:
        """Statements that were sent and whose end has not been read."""
        return self._runs("state = 'sent' AND statement_id IS NOT NULL")

    def _runs(self, where: str, *values: Any) -> list[Run]:
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM runs WHERE {where} AND state != 'delivered' "
            "ORDER BY created_at, rowid",
            *values,
        )
        return [Run(**dict(row)) for row in rows]

    def note(self, notebook: str, key: str, value: Any) -> None:
        """Remember a JSON value; None forgets it."""
        with self._transaction():
            if value is None:
                where = "notebook = ? AND key = ?"
                self._execute(f"DELETE FROM notes WHERE {where}", notebook, key)
            else:
                self._execute(
                    "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)",
                    *(notebook, key, json.dumps(value), now_ms()),
                )

    def rename_run(self, run_id: str, notebook: str) -> Run | None:
        """The run belongs to another notebook now."""
        with self._transaction():
            self._execute("UPDATE runs SET notebook = ? WHERE id = ?", notebook, run_id)
        return self.get(run_id)

    def rename(self, old: str, new: str) -> None:
        """A notebook has another path; notes of one that was there before are replaced."""
        if old == new:
            return
        with self._transaction():
            self._execute("UPDATE runs SET notebook = ? WHERE notebook = ?", new, old)
            self._execute("UPDATE OR REPLACE notes SET notebook = ? WHERE notebook = ?", new, old)

    def prune(self, keep: Collection[str] = ()) -> None:
        """Forget what nobody has come for; `keep`: ids that are still being read."""
        now = now_ms()
        with self._transaction():
            for run_id in keep:
                self._execute("UPDATE runs SET updated_at = ? WHERE id = ?", now, run_id)
            self._execute(
                "DELETE FROM runs WHERE updated_at < CASE state WHEN 'delivered' THEN ? ELSE ? END",
                *(now - KEEP_DELIVERED_MS, now - KEEP_RUNS_MS),
            )
            self._execute("DELETE FROM notes WHERE updated_at < ?", now - KEEP_NOTES_MS)
        # Gives free pages back to the disk. As a script, since `execute` stops after one page.
        self.database.executescript("PRAGMA incremental_vacuum")

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _set_state(self, run_id: str, state: RunState) -> None:
        self._execute(
            "UPDATE runs SET state = ?, updated_at = ? WHERE id = ?", state, now_ms(), run_id
        )

    def _execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return self.database.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # Immediate: another server of the same user must not decide at the same time.
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            if self.database.in_transaction:
                self._execute("ROLLBACK")
            raise


def _values(run: Run) -> tuple[Any, ...]:
    return tuple(getattr(run, name) for name in _COLUMNS.split(", "))


def _first_answer(row: sqlite3.Row) -> Decision:
    """What the POST was answered with; for a run that the page has found, as much as is known."""
    if row["body"] is not None:
        return UpstreamAnswer(row["status"], json.loads(row["headers"]), row["body"])
    if row["state"] == "delivered":
        return "unknown"
    known: dict[str, Any] = {"id": row["session_id"], "name": row["session_name"]}
    if row["path"].endswith("/statements"):
        known = {"id": row["statement_id"], "code": row["code"], "output": None}
    body = row["statement"] or json.dumps({**known, "state": "waiting"})
    return UpstreamAnswer(201, {"content-type": "application/json"}, body.encode())


def _exists(pid: int) -> bool:
    """Whether there is such a process. On Windows signal 0 would end it: there, no."""
    if os.name != "posix":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
