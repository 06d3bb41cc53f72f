"""An authorizer of Jupyter's (`c.ServerApp.authorizer_class`) is asked before anything is done."""

from __future__ import annotations

import pytest
from jupyter_server.auth import Authorizer
from tornado.httpclient import HTTPClientError

from .test_access import CASES

READS = {
    "status",
    "sign-in",
    "principal",
    "runs",
    "runs/some-run",
    "proxy/local/w.dev.azuresynapse.net/livyApi/x",
}
EXECUTES = {"local/start", "watch", "proxy/local/w.dev.azuresynapse.net/livyApi/x"}


def action_of(method, path):
    """What each route takes, as docs/security.md has it."""
    if method == "GET" and path in READS:
        return "read"
    return "execute" if path in EXECUTES else "write"


class SomeAllowed(Authorizer):
    """Allows `allowed`, and remembers what it was asked."""

    allowed: frozenset[str] = frozenset()

    def is_authorized(self, handler, user, action, resource):
        asked = self.__dict__.setdefault("asked", [])
        asked.append((action, resource))
        return resource != "jupyterlab-synapse" or action in self.allowed


@pytest.fixture
def authorizer(jp_serverapp):
    made = SomeAllowed(parent=jp_serverapp)
    jp_serverapp.web_app.settings["authorizer"] = made
    return made


@pytest.mark.parametrize(("handler", "method", "path"), CASES)
async def test_each_route_asks(fetch, upstream, supervisor, authorizer, handler, method, path):
    action = action_of(method, path)
    authorizer.allowed = frozenset({"read", "write", "execute"} - {action})
    answer = await fetch(method, path)
    assert answer.code == 403
    assert authorizer.asked == [(action, "jupyterlab-synapse")]
    assert "X-Synapse-Proxy-Error" not in answer.headers
    assert upstream.seen == []
    assert supervisor.starts == 0


async def test_who_only_reads(fetch, upstream, authorizer):
    authorizer.allowed = frozenset({"read"})
    sessions = "proxy/onprem/x.example/livyApi/versions/1/sparkPools/p/sessions"
    assert (await fetch("GET", "status")).code == 200
    assert (await fetch("GET", sessions)).code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await fetch(method, sessions)).code == 403
    assert [one.method for one in upstream.seen] == ["GET"]


@pytest.mark.parametrize("allowed", [{"read", "write"}, {"execute"}])
async def test_the_socket(jp_ws_fetch, services, authorizer, allowed):
    authorizer.allowed = frozenset(allowed)
    if "execute" in allowed:
        (await jp_ws_fetch("jupyterlab-synapse", "watch")).close()
        return
    with pytest.raises(HTTPClientError) as caught:
        await jp_ws_fetch("jupyterlab-synapse", "watch")
    assert caught.value.code == 403
