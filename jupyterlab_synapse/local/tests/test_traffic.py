"""What is recorded of the traffic, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jupyterlab_synapse.local import traffic
from jupyterlab_synapse.local.tests.conftest import Server

HOST = "contoso-synapse.dev.azuresynapse.net"
SESSIONS = "/livyApi/versions/2019-11-01-preview/sparkPools/sparkpool01/sessions"


def test_nothing_is_recorded_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(traffic.FOLDER, raising=False)
    assert traffic.recorders("secret") == []


def test_exchanges_are_recorded_without_tokens(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    server: Server,
    own_server: Callable[..., Server],
) -> None:
    folder = tmp_path / "traffic"
    monkeypatch.setenv(traffic.FOLDER, str(folder))
    client = replace(own_server().client, headers={"X-Forwarded-Host": HOST, "Cookie": "private"})
    assert client.get(f"{SESSIONS}?from=0").status == 200
    assert client.post(SESSIONS, {"conf": {"spark.token": client.token}}).status == 400
    assert client.get("/nothing").status == 404
    (file,) = folder.iterdir()
    text = file.read_text(encoding="utf-8")
    assert client.token not in text
    assert "private" not in text
    listed, refused, unknown = (
        one
        for one in map(json.loads, text.splitlines())
        if one["url"].startswith(f"https://{HOST}")
    )
    assert listed["method"] == "GET"
    assert listed["url"] == f"https://{HOST}{SESSIONS}?from=0"
    assert (listed["status"], listed["requestBody"]) == (200, "")
    assert json.loads(listed["body"]) == {"from": 0, "total": 0, "sessions": []}
    assert listed["headers"] == {"content-type": "application/json; charset=utf-8"}
    assert json.loads(refused["requestBody"]) == {"conf": {"spark.token": "TOKEN"}}
    assert refused["status"] == 400
    assert "name is required" in json.loads(refused["body"])["Message"]
    assert unknown["status"] == 404
