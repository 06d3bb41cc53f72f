"""What the proxy refuses over real sockets, and what of the same kind it passes on."""

from __future__ import annotations

import asyncio

import pytest

from .test_proxy import AZURE, LIVY, LOCAL, SESSIONS, error_of

KEYS = (
    "management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage"
    "/storageAccounts/a/listKeys?api-version=2023-05-01"
)


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        (f"proxy/azure/evil.com{SESSIONS}", "GET", (403, "HostNotAllowed", None)),
        (f"proxy/azure/w.dev.azuresynapse.net:22{SESSIONS}", "GET", (403, "HostNotAllowed", None)),
        (
            f"proxy/azure/evil.com%2f.dev.azuresynapse.net{SESSIONS}",
            "GET",
            (403, "HostNotAllowed", None),
        ),
        (f"proxy/local/a@b{SESSIONS}", "GET", (403, "HostNotAllowed", None)),
        (f"{AZURE}/livyApi/..%2f..%2fx", "GET", (403, "PathNotAllowed", None)),
        (f"{AZURE}/livyApi/%2e%2e/linkedservices", "GET", (403, "PathNotAllowed", None)),
        (f"{AZURE}/linkedservices", "GET", (403, "PathNotAllowed", None)),
        (f"{LIVY}{SESSIONS}/%2e%2e/%2e%2e/admin", "GET", (403, "PathNotAllowed", None)),
        (f"{LIVY}/metrics", "GET", (403, "PathNotAllowed", None)),
        ("proxy/azure/a.dfs.core.windows.net/x", "PUT", (405, "MethodNotAllowed", None)),
        ("proxy/azure/a.dfs.core.windows.net/x/y.json", "GET", (403, "PathNotAllowed", None)),
        (f"{AZURE}{SESSIONS}", "PATCH", (405, "MethodNotAllowed", None)),
        (f"{AZURE}/roleAssignments/1", "PUT", (403, "PathNotAllowed", None)),
        (f"proxy/azure/{KEYS}", "POST", (403, "PathNotAllowed", None)),
        # The local Azure gets what Azure would get.
        (f"proxy/local/{KEYS}", "POST", (403, "PathNotAllowed", None)),
        (
            f"proxy/nowhere/w.dev.azuresynapse.net{SESSIONS}",
            "GET",
            (404, "UnknownConnection", None),
        ),
        ("proxy/azure", "GET", (403, "HostNotAllowed", None)),
        ("proxy/nothing", "GET", (404, "UnknownConnection", None)),
    ],
)
async def test_refusals(fetch, upstream, credential, path, method, expected):
    answer = await fetch(method, path)
    assert error_of(answer) == expected
    assert upstream.seen == []
    assert credential.scopes == []


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("PUT", "proxy/local/management.azure.com/local-azure#"),
        ("POST", f"{LIVY}{SESSIONS}/0/statements/#"),
        ("GET", f"{AZURE}{SESSIONS}?a=b#c"),
    ],
)
async def test_what_would_be_cut(
    fetch, jp_http_port, jp_base_url, jp_auth_header, upstream, credential, method, target
):
    """Written by hand: HTTP clients leave out what follows a `#`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    lines = [
        f"{method} {jp_base_url}jupyterlab-synapse/{target} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: {jp_auth_header['Authorization']}",
        "Content-Length: 0",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 403 ")
    assert "X-Synapse-Proxy-Error: PathNotAllowed" in answer
    assert upstream.seen == []


async def test_not_signed_in(fetch, upstream):
    answer = await fetch("GET", AZURE + SESSIONS)
    assert error_of(answer) == (403, "NotSignedIn", None)
    assert upstream.seen == []


@pytest.mark.parametrize("connection", [AZURE, LOCAL, LIVY])
async def test_headers_that_are_no_ascii(fetch, upstream, credential, connection):
    answer = await fetch("GET", connection + SESSIONS, headers={"Accept": "\u00e9"})
    assert error_of(answer) == (400, "ContentNotAllowed", None)
    assert upstream.seen == []
