"""Synapse's dialect of Livy, in Apache Livy's words."""

from __future__ import annotations

import json

import pytest

from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.livy_adapter import LivyRequest
from jupyterlab_synapse.livy_adapter import to_apache_livy as adapted
from jupyterlab_synapse.livy_endpoints import LivyEndpoint

PLAIN = LivyEndpoint("a", "http://a", "none")
PREFIX = "/livyApi/versions/2020-12-01/sparkPools/pool"


def to_apache_livy(method, path, query, body, endpoint=PLAIN):
    return adapted(method, path, query, body, endpoint)


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
    assert to_apache_livy("POST", f"{PREFIX}/sessions/1/statements", "", body).body == body


def test_version():
    assert adapted("GET", "/version", "x=1", b"", PLAIN) == LivyRequest("GET", "/version", "", b"")
    with pytest.raises(ProxyError):
        adapted("POST", "/version", "", b"", PLAIN)


def test_what_all_sessions_get():
    endpoint = LivyEndpoint(
        "a",
        "http://a",
        "none",
        conf={"spark.a": "1", "spark.b": "2"},
        session={"proxyUser": "dana", "queue": "hunts", "heartbeatTimeoutInSecond": 300},
    )
    given = {"name": "n", "conf": {"spark.b": "3"}, "queue": "mine"}
    body = json.dumps(given).encode()
    sent = to_apache_livy("POST", f"{PREFIX}/sessions", "", body, endpoint)
    assert json.loads(sent.body) == {
        "name": "n",
        "conf": {"spark.a": "1", "spark.b": "3"},
        "proxyUser": "dana",
        "queue": "hunts",
        "heartbeatTimeoutInSecond": 300,
    }


PINNED = LivyEndpoint("a", "http://a", "none", session={"proxyUser": "dana", "queue": "hunts"})


@pytest.mark.parametrize(
    "path", ["/sessions", "/sessions/", "/batches", "/batches/", "/sessions;x=1/"]
)
def test_the_administrator_says_whom_it_runs_as(path):
    given = {"proxyUser": "root", "queue": "vip", "file": "f"}
    body = json.dumps(given).encode()
    if ";" in path:
        with pytest.raises(ProxyError):
            to_apache_livy("POST", PREFIX + path, "", body, PINNED)
        return
    sent = to_apache_livy("POST", PREFIX + path, "doAs=root&do%41s=root", body, PINNED)
    document = json.loads(sent.body)
    assert (document["proxyUser"], document["queue"]) == ("dana", "hunts")
    assert sent.query == ""
    # Where the administrator says nothing, the page may.
    plain = to_apache_livy("POST", PREFIX + path, "", body)
    assert json.loads(plain.body)["proxyUser"] == "root"


def test_a_batch_gets_no_more_of_a_session():
    endpoint = LivyEndpoint("a", "http://a", "none", session={"queue": "q", "ttl": "1h"})
    sent = to_apache_livy("POST", f"{PREFIX}/batches", "", b'{"file": "f"}', endpoint)
    assert json.loads(sent.body) == {"file": "f", "queue": "q"}


@pytest.mark.parametrize("body", [b'{"proxyUser": "root"} x', b"[1]", b"", b"[" * 100_000])
@pytest.mark.parametrize("path", ["/sessions", "/batches"])
def test_bodies_that_cannot_be_checked(path, body):
    """Livy takes the first document and ignores what follows it."""
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("POST", PREFIX + path, "", body, PINNED)
    assert (caught.value.code, caught.value.sent) == ("ContentNotAllowed", None)


@pytest.mark.parametrize("place", ["statements/", "st%61tements", "statements;x=1"])
def test_kinds_at_other_spellings_of_the_place(place):
    endpoint = LivyEndpoint("a", "http://a", "none", kinds=("pyspark",))
    body = b'{"code": "1", "kind": "spark"}'
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("POST", f"{PREFIX}/sessions/1/{place}", "", body, endpoint)
    assert caught.value.code == "KindNotAllowed"


def test_kinds_in_bodies_that_cannot_be_checked():
    endpoint = LivyEndpoint("a", "http://a", "none", kinds=("pyspark",))
    body = b'{"code": "1", "kind": "spark"} x'
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("POST", f"{PREFIX}/sessions/1/statements", "", body, endpoint)
    assert caught.value.code == "ContentNotAllowed"


@pytest.mark.parametrize(
    ("kinds", "kind", "runs"),
    [
        (None, "sparkr", True),
        (None, "csharp", False),
        (("pyspark",), "pyspark", True),
        (("pyspark",), "spark", False),
        (("pyspark",), None, True),
    ],
)
def test_kinds(kinds, kind, runs):
    endpoint = LivyEndpoint("a", "http://a", "none", **({"kinds": kinds} if kinds else {}))
    body = json.dumps({"code": "1", **({"kind": kind} if kind else {})}).encode()
    path = f"{PREFIX}/sessions/1/statements"
    if runs:
        assert to_apache_livy("POST", path, "", body, endpoint).body == body
        return
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("POST", path, "", body, endpoint)
    assert caught.value.code == "KindNotAllowed"
    assert repr(kind) in caught.value.message
    assert caught.value.sent is None


@pytest.mark.parametrize(
    "path",
    ["/", "/sessions", f"{PREFIX}", f"{PREFIX}/metrics", "/roleAssignments", f"{PREFIX}/sessionsX"],
)
def test_other_paths(path):
    with pytest.raises(ProxyError) as caught:
        to_apache_livy("GET", path, "", b"")
    assert caught.value.code == "PathNotAllowed"
