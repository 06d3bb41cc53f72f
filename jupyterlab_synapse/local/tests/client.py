"""A small blocking client for the tests: requests, statements and their results."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

VERSION = "2019-11-01-preview"
POOL = f"/livyApi/versions/{VERSION}/sparkPools/sparkpool01"
SIZES = {"driverMemory": "28g", "driverCores": 4, "executorMemory": "28g", "executorCores": 4}
CREATE: dict[str, Any] = {"name": "test", "numExecutors": 2, **SIZES}


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is parsed JSON, None when empty."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class Client:
    """Talks to one server with its token."""

    base_url: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, raw: bytes | None = None) -> Answer:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", **self.headers}
        request = urllib.request.Request(
            self.base_url + path, method=method, data=data, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return _answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.read(), error.headers)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None) -> Answer:
        return self.ask("POST", path, body)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path)


@dataclass
class Spark:
    """A session below one prefix."""

    client: Client
    prefix: str
    id: int

    @classmethod
    def start(cls, client: Client, prefix: str = POOL, **more: Any) -> Spark:
        answer = client.post(f"{prefix}/sessions", {**(CREATE if prefix else {}), **more})
        assert answer.status in (200, 201), answer.body
        session = cls(client, prefix, answer.body["id"])
        session.wait_for("idle", "error", "dead", seconds=180)
        assert session.state() == "idle", client.get(f"{session.path}?detailed=true").body
        return session

    @property
    def path(self) -> str:
        return f"{self.prefix}/sessions/{self.id}"

    def view(self) -> dict[str, Any]:
        return self.client.get(f"{self.path}?detailed=true").body

    def state(self) -> str:
        return self.view()["state"]

    def wait_for(self, *states: str, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        while (state := self.state()) not in states:
            assert time.monotonic() < end, f"still {state} after {seconds} s, not {states}"
            time.sleep(0.02)
        return state

    def post(self, code: str, kind: str = "pyspark") -> int:
        answer = self.client.post(f"{self.path}/statements", {"code": code, "kind": kind})
        assert answer.status in (200, 201), answer.body
        return answer.body["id"]

    def statement(self, number: int) -> dict[str, Any]:
        return self.client.get(f"{self.path}/statements/{number}").body

    def wait(self, number: int, seconds: float = 60) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while (found := self.statement(number))["state"] not in ("available", "cancelled"):
            assert time.monotonic() < end, f"statement {number} still {found['state']}"
            time.sleep(0.002)
        return found

    def run(self, code: str, kind: str = "pyspark", seconds: float = 60) -> dict[str, Any]:
        """Runs a statement and gives its output."""
        return self.wait(self.post(code, kind), seconds)["output"]

    def text(self, code: str, seconds: float = 60) -> str:
        output = self.run(code, seconds=seconds)
        assert output["status"] == "ok", output
        return output["data"]["text/plain"]

    def cancel(self, number: int) -> Answer:
        return self.client.post(f"{self.path}/statements/{number}/cancel")


def _answer(status: int, body: bytes, headers: Any) -> Answer:
    lower = {name.lower(): value for name, value in headers.items()}
    return Answer(status, json.loads(body) if body else None, lower)
