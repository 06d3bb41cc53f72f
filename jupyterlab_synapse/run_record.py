"""What is remembered of one write: the record of docs/runs.md, and the headers that announce it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import unquote

from .errors import ProxyError

RUN_HEADER = "X-Synapse-Run"
"""The run's id; makes a POST one that happens once."""

INFO_HEADER = "X-Synapse-Run-Info"
"""Percent-encoded JSON: `{notebook, cellId, sessionName, after}`."""

AGAIN_HEADER = "X-Synapse-Run-Again"
"""`yes`: its outcome was unknown, and the page has looked for it in vain."""

RunState = Literal["sending", "sent", "done", "unknown", "unsent", "refused", "delivered"]
"""As docs/runs.md has them. `delivered` never leaves the ledger: to the page such a run is gone."""

FINAL_STATES = frozenset({"available", "error", "cancelled"})
"""States of a statement after which it does not change (src/core/livy.ts, `isDone`)."""

MAX_HEADER_BYTES = 8192

_ID = re.compile(r"[A-Za-z0-9._:-]{1,200}")
_COLLECTION = re.compile(r"/livyApi/.*/sessions(?:/(\d{1,18})/statements)?")
_FIRST, _NEXT, _COLON = (re.compile(rf"\s*{mark}\s*") for mark in ("\\{", ",", ":"))
_LARGE = 1024 * 1024  # characters
_MAX_ID = 2**53  # beyond it a number is not the same in the page


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return int(time.time() * 1000)


@dataclass(frozen=True)
class Run:
    """One write: the POST of a statement, or of a session."""

    id: str
    notebook: str
    cell_id: str | None
    session_name: str | None
    after: int
    """Highest id of a statement that the page knew of; -1 for none."""
    connection: str = ""
    host: str = ""
    """As the page wrote it."""
    path: str = ""
    """Raw path of the collection that was posted to, with its leading slash."""
    session_id: int | None = None
    statement_id: int | None = None
    code: str | None = None
    """As it was sent; None for a session."""
    kind: str | None = None
    created_at: int = 0
    """Milliseconds since the epoch."""
    state: RunState = "sending"
    statement: str | None = None
    """Livy's document as last read, its own text; None before the first."""

    @property
    def is_statement(self) -> bool:
        """Whether a statement was posted, not a session."""
        return self.path.endswith("/statements")

    def json(self) -> str:
        """The run as the page gets it.

        The statement is put in as Livy wrote it: read and written again by Python,
        `1.10` would become `1.1` and large numbers would change.
        """
        known = {
            "id": self.id,
            "notebook": self.notebook,
            "cellId": self.cell_id,
            "connection": self.connection,
            "url": f"https://{self.host}{self.path}",
            "sessionId": self.session_id,
            "sessionName": self.session_name,
            "statementId": self.statement_id,
            "state": self.state,
            "after": self.after,
            "code": self.code,
            "kind": self.kind,
            "createdAt": self.created_at,
        }
        return f'{json.dumps(known)[:-1]}, "statement": {self.statement or "null"}}}'


@dataclass(frozen=True)
class Document:
    """A statement or session as Livy wrote it."""

    text: str
    id: int | None
    state: str | None
    name: str | None

    @property
    def is_final(self) -> bool:
        """Whether it is a statement that does not change any more."""
        return self.state in FINAL_STATES


def document_of(body: bytes) -> Document | None:
    """A JSON object of Livy; None for anything else, such as the page of a gateway.

    NaN and Infinity count as anything else: the page could not read them.
    """
    try:
        text = body.decode("utf-8")
        value = _members_before_output(text) if len(text) > _LARGE else None
        if value is None:
            value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return Document(
        text, _number(value.get("id")), _text(value.get("state")), _text(value.get("name"))
    )


def _members_before_output(text: str) -> dict[str, Any] | None:
    """A statement's members that Livy writes before its output; None when there is no state.

    Reading a table of 60 MB takes seconds, in which nothing else of this server would
    run, threads included. An output that is no JSON is the page's to complain of.
    """
    members: dict[str, Any] = {}
    at = 0
    decoder = json.JSONDecoder(parse_constant=_refuse)
    try:
        while match := (_NEXT if at else _FIRST).match(text, at):
            name, at = decoder.raw_decode(text, match.end())
            if name == "output":
                break
            colon = _COLON.match(text, at)
            members[name], at = decoder.raw_decode(text, colon.end() if colon else at)
    except (ValueError, RecursionError, TypeError):
        return None
    return members if "state" in members and text.rstrip().endswith("}") else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < _MAX_ID else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def is_run_id(text: str) -> bool:
    """Whether it can be the id of a run."""
    return _ID.fullmatch(text) is not None


def is_recorded(method: str, path: str) -> bool:
    """Whether this is a write that can be a run."""
    return method == "POST" and _COLLECTION.fullmatch(path) is not None


def run_of_headers(headers: Mapping[str, str]) -> Run:
    """The run that the headers announce; raises `BadRunHeader`."""
    run_id, info = headers.get(RUN_HEADER, ""), headers.get(INFO_HEADER, "{}")
    if not is_run_id(run_id):
        raise _bad(RUN_HEADER, "it must be 1 to 200 of A-Z a-z 0-9 . _ : -")
    if len(info) > MAX_HEADER_BYTES:
        raise _bad(INFO_HEADER, f"it is longer than {MAX_HEADER_BYTES} bytes")
    try:
        value = json.loads(unquote(info, errors="strict"))
    except (ValueError, RecursionError) as error:
        raise _bad(INFO_HEADER, "it is not percent-encoded JSON") from error
    if not isinstance(value, dict):
        raise _bad(INFO_HEADER, "it is not a JSON object")
    for name in ("notebook", "cellId", "sessionName"):
        if not isinstance(value.get(name), str | None):
            raise _bad(INFO_HEADER, f"{name!r} must be a text")
    after = value.get("after", -1)
    if not isinstance(after, int) or isinstance(after, bool) or not -1 <= after < _MAX_ID:
        raise _bad(INFO_HEADER, "'after' must be a whole number, -1 for none")
    return Run(
        id=run_id,
        notebook=value.get("notebook") or "",
        cell_id=value.get("cellId"),
        session_name=value.get("sessionName"),
        after=after,
    )


def _bad(header: str, why: str) -> ProxyError:
    return ProxyError("BadRunHeader", f"The header {header} is not usable: {why}.")


def posted(run: Run, connection: str, host: str, path: str, body: bytes) -> Run:
    """The announced run with what its request says, as it is before sending."""
    match = _COLLECTION.fullmatch(path)
    session = match.group(1) if match else None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None  # Livy's own error text is better than ours
    given = value if isinstance(value, dict) else {}
    return replace(
        run,
        connection=connection,
        host=host,
        path=path,
        session_id=int(session) if session else None,
        session_name=run.session_name or (None if session else _text(given.get("name"))),
        code=_text(given.get("code")) if session else None,
        kind=_text(given.get("kind")),
        created_at=now_ms(),
        state="sending",
    )
