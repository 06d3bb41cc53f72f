"""Synapse's dialect of Livy, in Apache Livy's words."""

from __future__ import annotations

import json

import pytest

from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.livy_adapter import to_apache_livy

PREFIX = "/livyApi/versions/2020-12-01/sparkPools/pool"


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("GET", "/sessions", "detailed=true&from=0&size=20", "GET /sessions?from=0&size=20"),
        ("GET", "/sessions/3", "detailed=true", "GET /sessions/3?"),
        ("POST", "/sessions/3/statements/4/cancel", "", "POST /sessions/3/statements/4/cancel?"),
        ("PUT", "/sessions/3/reset-timeout", "", "POST /sessions/3/connect?"),
        ("DELETE", "/batches/3", "", "DELETE /batches/3?"),
    ],
)
def test_requests(method, path, query, expected):
    livy = to_apache_livy(method, PREFIX + path, query, b"")
    assert f"{livy.method} {livy.path}?{livy.query}" == expected


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        (
            "/sessions",
            {"name": "a", "artifactId": 1, "tags": {}, "className": "", "file": "", "args": []},
            {"name": "a"},
        ),
        (
            "/sessions",
            {"name": "a", "conf": None, "kind": "pyspark"},
            {"name": "a", "kind": "pyspark"},
        ),
        ("/sessions", {"conf": {"a": None}}, {"conf": {"a": None}}),
        (
            "/batches",
            {"file": "f", "args": ["1"], "className": "c", "artifactId": 1, "tags": {}},
            {"file": "f", "args": ["1"], "className": "c"},
        ),
        ("/sessions/1/statements", {"code": "1", "tags": 1}, {"code": "1", "tags": 1}),
    ],
)
def test_bodies(path, given, expected):
    livy = to_apache_livy("POST", PREFIX + path, "", json.dumps(given).encode())
    assert json.loads(livy.body) == expected


@pytest.mark.parametrize("body", [b"{not json", b"[1]", b""])
def test_other_bodies_are_livys_business(body):
    assert to_apache_livy("POST", f"{PREFIX}/sessions", "", body).body == body


@pytest.mark.parametrize(
    "path",
    ["/", "/sessions", f"{PREFIX}", f"{PREFIX}/metrics", "/roleAssignments", f"{PREFIX}/sessionsX"],
)
def test_other_paths(path):
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("GET", path, "", b"")
    assert caught.value.code == "PathNotAllowed"
