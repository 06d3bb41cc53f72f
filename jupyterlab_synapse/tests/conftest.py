"""A Jupyter server with this extension, a fake supervisor and a fake upstream."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from tornado.httpclient import HTTPResponse

from jupyterlab_synapse.ledger_thread import LedgerThread
from jupyterlab_synapse.services import SETTING, Services
from jupyterlab_synapse.tokens import Tokens
from jupyterlab_synapse.upstream import Upstream

from .fakes import ANSWER_SECONDS, FakeCredential, FakeSupervisor, FakeUpstream, ToUpstream
from .ledger_rig import LOG
from .scripted_livy import PROXY, STATEMENT, STATEMENTS, ScriptedLivy, run_headers
from .watcher_rig import Rig, Script


@pytest.fixture
def upstream(jp_asyncio_loop):
    async def create():
        return FakeUpstream()

    made = jp_asyncio_loop.run_until_complete(create())
    yield made
    jp_asyncio_loop.run_until_complete(made.stop())


@pytest.fixture
def supervisor(upstream):
    return FakeSupervisor(base_url=upstream.url)


@pytest.fixture
def synapse_settings(upstream, supervisor, monkeypatch):
    """`c.SynapseConfig`; a test module may override it."""
    monkeypatch.setenv("TEST_LIVY_TOKEN", "livy-secret")
    return {
        "supervisor": supervisor,
        "request_timeout": ANSWER_SECONDS,
        "max_request_bytes": 2000,
        "max_response_bytes": 4000,
        "livy_endpoints": {
            "onprem": {
                "url": f"{upstream.url}/gateway/livy/",
                "auth": "token",
                "token_env": "TEST_LIVY_TOKEN",
                "headers": {"X-Team": "hunters"},
            }
        },
    }


@pytest.fixture
def jp_server_config(synapse_settings):
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab_synapse": True},
            "allow_unauthenticated_access": False,
        },
        "SynapseConfig": synapse_settings,
    }


@pytest.fixture
def services(jp_serverapp, upstream) -> Services:
    """The running server's services; Azure's hosts lead to the fake upstream."""
    made = jp_serverapp.web_app.settings[SETTING]
    if "azure" in made.connections:
        client = httpx.AsyncClient(transport=ToUpstream(upstream.port))
        made.connections["azure"]._upstream = Upstream(
            "Azure", lambda host: client, timeout=ANSWER_SECONDS, max_bytes=4000
        )
    return made


@pytest.fixture
def credential(services):
    """Signed in to Azure with a fake credential."""
    fake = FakeCredential()
    tokens = Tokens(fake, services.sign_in._log)
    services.sign_in._succeed(tokens, "analyst@contoso.com")
    return fake


@pytest.fixture
def fetch(jp_serverapp, services, http_server_client, jp_auth_header, jp_base_url):
    """`await fetch(method, path below /jupyterlab-synapse/)`, the path sent as it is written."""

    async def send(
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        login: bool = True,
    ) -> HTTPResponse:
        given = {**(jp_auth_header if login else {}), **(headers or {})}
        if body is None and method in ("POST", "PUT", "PATCH"):
            body = b""
        return await http_server_client.fetch(
            f"{jp_base_url}jupyterlab-synapse/{path}",
            method=method,
            body=body,
            headers=given,
            raise_error=False,
            follow_redirects=False,
            request_timeout=60,
            allow_nonstandard_methods=True,
        )

    return send


@pytest.fixture
def settle(services):
    """Waits until signing in has ended."""

    async def wait() -> None:
        task = services.sign_in._task
        if task is not None:
            await asyncio.wait([task])

    return wait


@pytest.fixture
def livy(upstream):
    """The fake upstream as a Livy with a session and statements."""
    return ScriptedLivy(upstream)


@pytest.fixture
def script():
    """What a watcher reads."""
    return Script()


@pytest.fixture
def local():
    """Whether a local pool runs, and how often that was asked."""
    return {"runs": True, "asked": 0}


@pytest.fixture
def rig(tmp_path, script, local, jp_asyncio_loop):
    """A watcher of its own, without a server."""
    made = Rig(tmp_path / "ledger.db", script, local)
    yield made
    jp_asyncio_loop.run_until_complete(made.close())


@pytest.fixture
def path(tmp_path):
    """Of a ledger."""
    return tmp_path / "jupyterlab-synapse" / "ledger.db"


@pytest.fixture
def opened(path, jp_asyncio_loop):
    """`opened()` is a server of its own on the same file."""
    made = []

    def create(owner=None, at=path):
        made.append(LedgerThread(at, LOG, owner))
        return made[-1]

    yield create
    for one in made:
        jp_asyncio_loop.run_until_complete(one.close())


@pytest.fixture
def send(fetch):
    """Posts a statement as the run `run-1`, or as it is told."""

    async def post(path=STATEMENTS, body=STATEMENT, proxy=PROXY, **headers):
        return await fetch("POST", proxy + path, body, headers=run_headers(**headers))

    return post


@pytest.fixture
def state_of(fetch):
    """The run as the page sees it."""

    async def state(run="run-1"):
        return json.loads((await fetch("GET", f"runs/{run}")).body)

    return state
