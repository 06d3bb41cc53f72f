"""The proxy over real sockets: what goes out, what comes back, what is refused."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from jupyterlab_synapse.tokens import Tokens

from .fakes import TOKEN, FakeCredential

AZURE = "proxy/azure/w.dev.azuresynapse.net"
LOCAL = "proxy/local/w.dev.azuresynapse.net"
LIVY = "proxy/onprem/ignored.example"
SESSIONS = "/livyApi/versions/2020-12-01/sparkPools/pool/sessions"


def error_of(answer):
    error = json.loads(answer.body)["error"]
    assert answer.headers["X-Synapse-Proxy-Error"] == error["code"]
    assert "X-Synapse-Proxy" not in answer.headers
    assert error["message"]
    return answer.code, error["code"], error.get("sent")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_verbatim(fetch, upstream, credential, method):
    query = "api-version=2020-12-01&$filter=a%20eq%20'b'&b=%2F%3D+c&1760000000000"
    body = None if method in ("GET", "DELETE") else b'{"code": "1+1"}'
    answer = await fetch(method, f"{AZURE}{SESSIONS}/a%20b:c?{query}", body)
    assert (answer.code, answer.body) == (200, b'{"id": 1}')
    assert answer.headers["X-Synapse-Proxy"] == "upstream"
    (seen,) = upstream.seen
    assert seen.method == method
    assert seen.uri == f"{SESSIONS}/a%20b:c?{query.removesuffix('&1760000000000')}"
    assert seen.body == (body or b"")
    if method == "POST":
        assert seen.headers["content-length"] == str(len(body or b""))


async def test_empty_post_has_a_length(fetch, upstream, credential):
    await fetch("POST", f"{AZURE}{SESSIONS}/1/statements/1/cancel")
    assert upstream.seen[0].headers["content-length"] == "0"


async def test_request_headers(fetch, upstream, credential):
    given = {
        "Cookie": "username-localhost=secret; _xsrf=2",
        "X-XSRFToken": "2",
        "Origin": "http://127.0.0.1",
        "Referer": "http://127.0.0.1/lab",
        "X-Forwarded-For": "1.2.3.4",
        "Proxy-Authorization": "Basic x",
        "X-Ms-Authorization-Auxiliary": "Bearer x",
        "TE": "trailers",
        "Accept": "application/json",
        "Content-Type": "application/json",
        "x-ms-client-request-id": "abc",
        "x-ms-version": "2021-08-06",
    }
    answer = await fetch("GET", AZURE + SESSIONS, headers=given)
    assert answer.code == 200
    headers = upstream.seen[0].headers
    assert set(headers) <= {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "host",
        "user-agent",
        "x-ms-client-request-id",
        "x-ms-version",
    }
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["host"] == "w.dev.azuresynapse.net"
    assert headers["x-ms-client-request-id"] == "abc"
    assert headers["user-agent"].startswith("jupyterlab-synapse/")
    # A session is ended without a body, and without saying what is in it.
    assert (await fetch("DELETE", f"{AZURE}{SESSIONS}/1", headers=given)).code == 200
    assert "content-type" not in upstream.seen[1].headers


async def test_response_headers(fetch, upstream, credential):
    upstream.status = 202
    upstream.headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Set-Cookie": "a=b",
        "Server": "secret-version",
        "Access-Control-Allow-Origin": "https://evil.com",
        "WWW-Authenticate": 'Basic realm="x"',
        "Keep-Alive": "timeout=5",
        "Location": "https://w.dev.azuresynapse.net/x",
        "Retry-After": "3",
        "Azure-AsyncOperation": "https://management.azure.com/y",
        "ETag": '"1"',
        "x-ms-request-id": "r",
    }
    answer = await fetch("GET", AZURE + SESSIONS)
    assert answer.code == 202
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for name in ("Location", "Retry-After", "Azure-AsyncOperation", "ETag", "x-ms-request-id"):
        assert answer.headers[name] == upstream.headers[name]
    for name in ("WWW-Authenticate", "Keep-Alive"):
        assert name not in answer.headers
    everything = str(list(answer.headers.get_all()))
    assert "secret-version" not in everything
    assert "evil.com" not in everything
    assert "a=b" not in everything  # Jupyter sets cookies of its own
    # Whatever an upstream sends must not run as a page of Jupyter.
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_claims_challenge_comes_back(fetch, upstream, credential):
    upstream.status = 401
    upstream.headers["WWW-Authenticate"] = 'Bearer error="insufficient_claims", claims="e30="'
    answer = await fetch("GET", AZURE + SESSIONS)
    assert answer.code == 401
    assert answer.headers["WWW-Authenticate"] == upstream.headers["WWW-Authenticate"]


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 409, 429, 500, 503])
async def test_statuses_come_back(fetch, upstream, credential, status):
    upstream.status = status
    upstream.body = b"" if status == 204 else b'{"error": "x"}'
    answer = await fetch("POST", AZURE + SESSIONS, b"{}")
    assert (answer.code, answer.body or b"") == (status, upstream.body)
    assert answer.headers["X-Synapse-Proxy"] == "upstream"
    assert len(upstream.seen) == 1  # the credential has no other token to try after a 401


async def test_cookies_are_not_kept(fetch, upstream, credential, services):
    upstream.headers["Set-Cookie"] = "a=b; Path=/"
    for connection in (LIVY, LOCAL):
        await fetch("GET", connection + SESSIONS)
        await fetch("GET", connection + SESSIONS)
        assert "cookie" not in upstream.seen[-1].headers


@pytest.mark.parametrize("connection", [AZURE, LOCAL, LIVY])
@pytest.mark.parametrize("status", [301, 302, 307])
async def test_redirects_are_not_followed(fetch, upstream, credential, connection, status):
    upstream.status = status
    upstream.headers["Location"] = f"{upstream.url}/elsewhere"
    answer = await fetch("GET", connection + SESSIONS)
    assert error_of(answer) == (502, "UpstreamRedirect", "maybe")
    assert "Location" not in answer.headers
    assert len(upstream.seen) == 1


async def test_one_token_per_scope(fetch, upstream, credential):
    for _ in range(3):
        await fetch("GET", AZURE + SESSIONS)
        await fetch("GET", "proxy/azure/acct.dfs.core.windows.net/lake?resource=filesystem")
    await fetch("GET", "proxy/azure/management.azure.com/subscriptions?api-version=1")
    assert credential.scopes == [
        "https://dev.azuresynapse.net/.default",
        "https://storage.azure.com/.default",
        "https://management.azure.com/.default",
    ]


@pytest.mark.parametrize("connection", [AZURE, LOCAL, LIVY])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_reset(fetch, upstream, credential, supervisor, connection, method):
    upstream.drop = True
    answer = await fetch(method, connection + SESSIONS, b"{}" if method == "POST" else None)
    assert error_of(answer) == (502, "UpstreamUnreachable", "maybe")
    # Only a read of the local pool is asked again: its process may have been replaced.
    assert len(upstream.seen) == (2 if (connection, method) == (LOCAL, "GET") else 1)


@pytest.mark.parametrize("connection", [AZURE, LOCAL, LIVY])
async def test_timeout(fetch, services, upstream, credential, connection):
    for one in services.upstreams:
        one._timeout = 2.0
    upstream.delay = 30
    answer = await fetch("POST", connection + SESSIONS, b"{}")
    assert error_of(answer) == (504, "UpstreamTimeout", "maybe")
    assert len(upstream.seen) == 1


async def test_refused_connection_of_livy(fetch, upstream):
    await upstream.stop()
    answer = await fetch("POST", LIVY + SESSIONS, b"{}")
    assert error_of(answer) == (502, "UpstreamUnreachable", "no")


@pytest.mark.parametrize(("method", "starts"), [("GET", 2), ("POST", 1), ("DELETE", 1)])
async def test_local_pool_is_gone(fetch, upstream, supervisor, method, starts):
    """A read looks for the new process; a write is never sent again."""
    await upstream.stop()
    answer = await fetch(method, LOCAL + SESSIONS)
    assert error_of(answer) == (502, "UpstreamUnreachable", "no")
    assert supervisor.starts == starts
    assert upstream.seen == []


async def test_local_pool_comes_back(fetch, upstream, supervisor):
    good, supervisor.base_url = supervisor.base_url, "http://127.0.0.1:1"
    original = supervisor.ensure_running

    async def ensure_running(*, on_progress=None):
        endpoint = await original(on_progress=on_progress)
        supervisor.base_url = good
        return endpoint

    supervisor.ensure_running = ensure_running
    assert (await fetch("GET", LOCAL + SESSIONS)).code == 200
    assert (supervisor.starts, len(upstream.seen)) == (2, 1)


async def test_local_pool_headers(fetch, upstream, supervisor):
    await fetch("GET", "proxy/local/management.azure.com/subscriptions?a=1")
    (seen,) = upstream.seen
    assert seen.uri == "/subscriptions?a=1"
    assert seen.headers["x-forwarded-host"] == "management.azure.com"
    assert seen.headers["authorization"] == "Bearer local-pool-secret"


async def test_local_pool_ignores_proxy(fetch, upstream, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert (await fetch("GET", LOCAL + SESSIONS)).code == 200


async def test_livy(fetch, upstream):
    upstream.headers["Location"] = "/sessions/1"
    upstream.status = 201
    body = json.dumps({"name": "a", "kind": "pyspark", "artifactId": "x", "conf": None})
    answer = await fetch("POST", f"{LIVY}{SESSIONS}?detailed=true", body)
    assert answer.code == 201
    assert "Location" not in answer.headers
    (seen,) = upstream.seen
    assert (seen.method, seen.uri) == ("POST", "/gateway/livy/sessions")
    assert json.loads(seen.body) == {"name": "a", "kind": "pyspark"}
    assert seen.headers["authorization"] == "Bearer livy-secret"
    assert seen.headers["x-requested-by"] == "jupyterlab-synapse"
    assert seen.headers["x-team"] == "hunters"
    await fetch("PUT", f"{LIVY}{SESSIONS}/1/reset-timeout")
    assert (upstream.seen[1].method, upstream.seen[1].uri) == (
        "POST",
        "/gateway/livy/sessions/1/connect",
    )


async def test_livy_without_its_secret(fetch, upstream, monkeypatch):
    monkeypatch.delenv("TEST_LIVY_TOKEN")
    answer = await fetch("GET", LIVY + SESSIONS)
    assert error_of(answer) == (403, "SecretMissing", None)
    assert b"TEST_LIVY_TOKEN" in answer.body


async def test_bounds(fetch, upstream, credential):
    answer = await fetch("POST", AZURE + SESSIONS, b"x" * 2001)
    assert error_of(answer) == (413, "TooLarge", None)
    assert upstream.seen == []
    upstream.body = b"x" * 4001
    answer = await fetch("GET", AZURE + SESSIONS)
    assert error_of(answer) == (502, "TooLarge", "maybe")
    upstream.body = b"x" * 4000
    assert (await fetch("GET", AZURE + SESSIONS)).code == 200


async def test_tokens_never_leak(fetch, upstream, services, supervisor, caplog):
    caplog.set_level(logging.DEBUG)
    credential = FakeCredential()
    services.sign_in._succeed(Tokens(credential, services.sign_in._log), None)
    texts = []

    async def look(method, path):
        answer = await fetch(method, path)
        texts.append(f"{list(answer.headers.get_all())}{answer.body!r}")

    for connection in (AZURE, LOCAL, LIVY):
        await look("GET", connection + SESSIONS)
        upstream.drop = True
        await look("POST", connection + SESSIONS)
        upstream.drop = False
    await look("GET", "sign-in")
    await look("GET", "status")
    services.sign_in._tokens._held.clear()
    credential.failure = RuntimeError(f"refused: {TOKEN}")
    await look("GET", AZURE + SESSIONS)
    supervisor.failure = f"Bearer {supervisor.token}"
    services.local_pool._endpoint = None
    await look("GET", LOCAL + SESSIONS)
    await asyncio.sleep(0)
    for secret in (TOKEN, TOKEN.split(".")[1], "local-pool-secret", "livy-secret"):
        assert all(secret not in text for text in texts)
        assert secret not in caplog.text
