"""A Livy of a few statements, played by a `FakeUpstream`, and what pages send to it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from .fakes import FakeUpstream, Reply, Seen

SESSIONS = "/livyApi/versions/2020-12-01/sparkPools/pool/sessions"
STATEMENTS = f"{SESSIONS}/3/statements"
PROXY = "proxy/onprem/w.example"
STATEMENT = json.dumps({"code": "1+1", "kind": "pyspark"})
JSON = {"Content-Type": "application/json"}


def run_headers(run: str = "run-1", again: bool = False, **info: Any) -> dict[str, str]:
    """The headers of docs/runs.md as the page writes them."""
    given = {"notebook": "a ü.ipynb", "cellId": "c1", "sessionName": "mine", "after": -1, **info}
    return {
        "X-Synapse-Run": run,
        "X-Synapse-Run-Info": quote(json.dumps(given)),
        **({"X-Synapse-Run-Again": "yes"} if again else {}),
    }


def error_of(answer: Any) -> tuple[int, str]:
    """Status and code of the proxy's own error."""
    return answer.code, answer.headers["X-Synapse-Proxy-Error"]


class ScriptedLivy:
    """Session 3, named `mine`. A statement is `running` until it is read `reads` times."""

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        self.codes: list[str] = []
        self.reads = 1
        self.session_name = "mine"
        self.output: dict[str, Any] = {"status": "ok", "data": {"text/plain": "2"}}
        self.post: Reply | None = None
        """Instead of taking a statement."""
        self.failures: list[Reply] = []
        """Come first when a statement is read."""
        self._read: dict[int, int] = {}
        upstream.respond = self._respond

    @property
    def posts(self) -> list[Seen]:
        return [seen for seen in self.upstream.seen if seen.method == "POST"]

    @property
    def gets(self) -> list[str]:
        return [seen.uri for seen in self.upstream.seen if seen.method == "GET"]

    def document(self, number: int, done: bool) -> dict[str, Any]:
        return {
            "id": number,
            "code": self.codes[number],
            "state": "available" if done else "running",
            "output": self.output if done else None,
            "progress": 1.0 if done else 0.5,
        }

    def _respond(self, seen: Seen) -> Reply | None:
        path = seen.uri.removeprefix("/gateway/livy").split("?")[0]
        if seen.method == "POST" and path.endswith("/statements"):
            if self.post is not None:
                return self.post
            self.codes.append(json.loads(seen.body)["code"])
            return _reply(201, self.document(len(self.codes) - 1, self.reads == 0))
        if seen.method == "POST" and path.endswith("/sessions"):
            return self.post or _reply(201, {"id": 3, "name": "mine", "state": "starting"})
        match = re.search(r"/sessions/(\d+)(?:/statements/(\d+))?$", path)
        if seen.method != "GET" or match is None:
            return None
        if match[2] is None:
            return _reply(200, {"id": int(match[1]), "name": self.session_name, "state": "idle"})
        if self.failures:
            return self.failures.pop(0)
        number = int(match[2])
        if number >= len(self.codes):
            return 404, JSON, b'"Statement not found"'
        self._read[number] = self._read.get(number, 0) + 1
        return _reply(200, self.document(number, self._read[number] >= self.reads))


def _reply(status: int, document: dict[str, Any]) -> Reply:
    return status, JSON, json.dumps(document).encode()
