"""A Livy of the configuration over real TLS: its certificates, secrets, headers and prefix."""

from __future__ import annotations

import base64
import json

import pytest
import tornado.httputil

from jupyterlab_synapse.config import load_config
from jupyterlab_synapse.connections import LivyConnection
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.livy_endpoints import LivyEndpoint
from jupyterlab_synapse.upstream import Upstream, livy_client_chooser

from .fakes import ANSWER_SECONDS
from .network import Authority, TlsServer

SESSIONS = "/livyApi/versions/2019-11-01-preview/sparkPools/onprem/sessions"


class Gateway:
    """In front of Livy, as companies have them: refuses all but its own user, team and path."""

    def __init__(self):
        self.wanted = ""
        self.bodies = []

    def answer(self, request):
        if request.headers.get("Authorization") != self.wanted:
            return 401, b'{"message": "no"}'
        if request.headers.get("X-Team") != "hunters":
            return 403, b'{"message": "no team"}'
        if not request.path.startswith("/gateway/default/livy/v1/"):
            return 404, b""
        self.bodies.append(request.body)
        return 200, b'{"from": 0, "total": 0, "sessions": []}'


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def server(jp_asyncio_loop, authority, gateway):
    async def create():
        return TlsServer(authority.context("localhost"), gateway.answer)

    made = jp_asyncio_loop.run_until_complete(create())
    yield made
    jp_asyncio_loop.run_until_complete(made.stop())


@pytest.fixture
def connect(server, authority, jp_asyncio_loop):
    """`connect(**settings)`: as the configuration makes it."""
    upstreams = []

    def create(**settings) -> LivyConnection:
        value = {
            "url": f"https://localhost:{server.port}/gateway/default/livy/v1/",
            "ca_file": str(authority.file),
            "headers": {"X-Team": "hunters"},
            **settings,
        }
        config = load_config({"livy_endpoints": {"onprem": value}})
        endpoint = config.endpoints["onprem"]
        assert isinstance(endpoint, LivyEndpoint), endpoint
        chooser = livy_client_chooser(endpoint.ca_file)
        upstreams.append(Upstream("Livy 'onprem'", chooser, timeout=ANSWER_SECONDS, max_bytes=4000))
        return LivyConnection(endpoint, upstreams[-1])

    yield create
    for upstream in upstreams:
        jp_asyncio_loop.run_until_complete(upstream.close())


async def ask(connection, method="GET", path=SESSIONS, body=None):
    content = b"" if body is None else json.dumps(body).encode()
    return await connection.exchange(
        IncomingRequest(method, "livy.invalid", path, "detailed=true&size=20", {}, content)
    )


async def error_of(connection):
    with pytest.raises(ProxyError) as caught:
        await ask(connection)
    return caught.value


async def test_basic(connect, server, gateway, monkeypatch):
    monkeypatch.setenv("LIVY_USER", "dana")
    monkeypatch.setenv("LIVY_PASSWORD", "grün: hidden")
    gateway.wanted = f"Basic {base64.b64encode('dana:grün: hidden'.encode()).decode()}"
    basic = {"auth": "basic", "username_env": "LIVY_USER", "password_env": "LIVY_PASSWORD"}
    assert (await ask(connect(**basic))).status == 200
    assert server.seen[-1][2] == "/gateway/default/livy/v1/sessions"
    monkeypatch.setenv("LIVY_PASSWORD", "old")
    assert (await ask(connect(**basic))).status == 401
    monkeypatch.delenv("LIVY_PASSWORD")
    error = await error_of(connect(**basic))
    assert (error.code, error.sent) == ("SecretMissing", None)
    assert "LIVY_PASSWORD is not set" in error.message
    assert len(server.seen) == 2


async def test_a_token_file_that_is_rotated(connect, server, gateway, tmp_path):
    file = tmp_path / "token"
    connection = connect(auth="token", token_file=str(file))
    assert "does not exist" in (await error_of(connection)).message
    for token in ("first", "second"):
        file.write_text(f"{token}\n")
        gateway.wanted = f"Bearer {token}"
        assert (await ask(connection)).status == 200
    file.write_text("")
    assert "holds no token" in (await error_of(connection)).message
    assert len(server.seen) == 2


async def test_what_a_session_is_asked_for_with(connect, gateway, monkeypatch):
    monkeypatch.setenv("LIVY_TOKEN", "t")
    gateway.wanted = "Bearer t"
    connection = connect(
        auth="token",
        token_env="LIVY_TOKEN",
        conf={"spark.a": 1},
        session={"proxyUser": "dana", "kind": "pyspark"},
    )
    await ask(connection, "POST", body={"name": "n", "tags": {}, "driverCores": 1})
    assert json.loads(gateway.bodies[0]) == {
        "proxyUser": "dana",
        "kind": "pyspark",
        "name": "n",
        "driverCores": 1,
        "conf": {"spark.a": "1"},
    }


async def test_another_authority(connect, server, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    error = await error_of(connect(ca_file=str(Authority(folder).file)))
    assert (error.code, error.sent) == ("UpstreamUnreachable", "no")
    for word in ("Livy 'onprem'", "localhost", "CERTIFICATE_VERIFY_FAILED", "ca_file"):
        assert word in error.message
    assert server.seen == []


async def test_a_certificate_file_that_is_none(connect, tmp_path):
    file = tmp_path / "other.pem"
    file.write_text("nothing")
    error = await error_of(connect(ca_file=str(file)))
    assert (error.code, error.sent) == ("SecretMissing", None)
    assert "holds no certificate" in error.message


async def test_not_there(connect, server):
    connection = connect()
    await server.stop()
    error = await error_of(connection)
    assert (error.code, error.sent) == ("UpstreamUnreachable", "no")
    assert "Check the network" in error.message


async def test_a_redirect_is_named(connect, server, gateway, monkeypatch):
    def redirect(request):
        start = tornado.httputil.ResponseStartLine("HTTP/1.1", 302, "Found")
        headers = tornado.httputil.HTTPHeaders(
            {"Location": "https://login.example/sso?ticket=hidden", "Content-Length": "0"}
        )
        request.connection.write_headers(start, headers, b"")
        request.connection.finish()

    monkeypatch.setattr(server._server, "request_callback", redirect)
    error = await error_of(connect())
    assert error.code == "UpstreamRedirect"
    assert "https://login.example instead of answering" in error.message
    assert "hidden" not in error.message
