"""A Jupyter server with this extension, a fake supervisor and a fake upstream."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from tornado.httpclient import HTTPResponse

from jupyterlab_synapse.services import SETTING, Services
from jupyterlab_synapse.tokens import Tokens
from jupyterlab_synapse.upstream import Upstream

from .fakes import FakeCredential, FakeSupervisor, FakeUpstream, ToUpstream


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
        "request_timeout": 1.0,
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
            "Azure", lambda host: client, timeout=1.0, max_bytes=4000
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
            request_timeout=20,
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
