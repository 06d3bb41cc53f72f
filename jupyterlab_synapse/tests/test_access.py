"""Every route needs a Jupyter login, and writes need the XSRF token."""

from __future__ import annotations

import re

import pytest

from jupyterlab_synapse import routes
from jupyterlab_synapse.watch_socket import WatchSocket

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def implemented():
    """(handler, method, path) of all that is registered."""
    for pattern, handler in routes.handlers():
        path = re.sub(r"\.\*$", "local/w.dev.azuresynapse.net/livyApi/x", pattern)
        path = path.replace("([^/]+)", "some-run")
        path = path.removeprefix("/jupyterlab-synapse/")
        for method in METHODS:
            if method.lower() in vars(handler):
                yield handler, method, path


CASES = list(implemented())


def test_finds_all_routes():
    names = {path.split("/")[0] for _, _, path in CASES}
    assert names == {"status", "local", "sign-in", "principal", "proxy", "runs", "watch"}
    assert len(CASES) == 17


@pytest.mark.parametrize(("handler", "method", "path"), CASES)
def test_decorated(handler, method, path):
    """By the decorator itself, whatever the server's configuration is."""
    function = getattr(handler, method.lower())
    # A WebSocket is refused with 403, not sent to the login page.
    where = "auth/decorator.py" if handler is WatchSocket else "tornado/web.py"
    assert function.__code__.co_filename.endswith(where)
    assert function.__code__.co_name == "wrapper"


@pytest.mark.parametrize(("handler", "method", "path"), CASES)
async def test_refused_without_login(fetch, upstream, supervisor, handler, method, path):
    answer = await fetch(method, path, login=False)
    # Jupyter itself sends a GET to the login page when it allows no unauthenticated access.
    assert answer.code == 403 or "/login" in answer.headers.get("Location", "")
    assert "X-Synapse-Proxy-Error" not in answer.headers
    assert upstream.seen == []
    assert supervisor.starts == 0


@pytest.mark.parametrize(("handler", "method", "path"), CASES)
async def test_writes_need_xsrf(
    fetch, jp_serverapp, http_server_client, jp_base_url, upstream, handler, method, path
):
    """With the login cookie, as a browser has it, and not the token header."""
    login = await http_server_client.fetch(
        f"{jp_base_url}api/status?token={jp_serverapp.identity_provider.token}"
    )
    cookies = "; ".join(c.split(";")[0] for c in login.headers.get_list("Set-Cookie"))
    assert "username" in cookies
    headers = {"Cookie": cookies, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"}
    answer = await fetch(method, path, login=False, headers=headers)
    if method == "GET":
        return
    assert answer.code == 403
    assert "_xsrf" in answer.reason + answer.body.decode()
    assert upstream.seen == []
