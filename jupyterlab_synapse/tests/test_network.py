"""Own certificate authorities and proxies, over real TLS and a real CONNECT proxy."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
import time

import pytest

from jupyterlab_synapse.azure_identity import device_credential
from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.credentials import SignIn
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.tokens import in_thread
from jupyterlab_synapse.upstream import (
    OutgoingRequest,
    Upstream,
    azure_client_chooser,
    livy_client_chooser,
)

from .fakes import ANSWER_SECONDS, TOKEN
from .network import Authority, ConnectProxy, TlsServer

WORKSPACE = "w.dev.azuresynapse.net"
LOGIN = "login.microsoftonline.com"
SCOPE = "https://dev.azuresynapse.net/.default"
REQUEST = OutgoingRequest(
    "GET", f"https://{WORKSPACE}/livyApi/x?q=1", {"authorization": f"Bearer {TOKEN}"}
)


class Entra:
    """The login server's part of a device code, as MSAL asks for it."""

    def __init__(self):
        self.grants = []
        self.lifetime = 3600

    def answer(self, request):
        if request.host != LOGIN:
            return 200, b'{"id": 1}'
        base = f"https://{LOGIN}/organizations"
        if request.path.endswith("/openid-configuration"):
            return 200, json.dumps(
                {
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                    "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                    "issuer": f"{base}/v2.0",
                }
            ).encode()
        if request.path.endswith("/devicecode"):
            return 200, json.dumps(
                {
                    "user_code": "ABCD1234",
                    "device_code": "device",
                    "verification_uri": "https://microsoft.com/devicelogin",
                    "expires_in": 900,
                    "interval": 0,
                    "message": "",
                }
            ).encode()
        grant = request.body_arguments["grant_type"][0].decode()
        self.grants.append(grant)
        claims = {
            "iss": f"https://{LOGIN}/tenant/v2.0",
            "sub": "s",
            "tid": "tenant",
            "preferred_username": "analyst@contoso.com",
            "aud": request.body_arguments["client_id"][0].decode(),
            "iat": int(time.time()),
            "exp": int(time.time()) + 3600,
        }
        return 200, json.dumps(
            {
                "access_token": f"{TOKEN}{len(self.grants)}",
                "refresh_token": "refresh",
                "token_type": "Bearer",
                "expires_in": self.lifetime,
                "scope": SCOPE,
                "id_token": f"e30.{_base64(claims)}.x",
                "client_info": _base64({"uid": "u", "utid": "tenant"}),
            }
        ).encode()


def _base64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in (
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def entra():
    return Entra()


@pytest.fixture
def server(jp_asyncio_loop, authority, entra):
    async def create():
        context = authority.context("*.dev.azuresynapse.net", LOGIN, "livy.example", "localhost")
        return TlsServer(context, entra.answer)

    made = jp_asyncio_loop.run_until_complete(create())
    yield made
    jp_asyncio_loop.run_until_complete(made.stop())


@pytest.fixture
def proxy(jp_asyncio_loop, server, monkeypatch):
    made = ConnectProxy(server.port)
    jp_asyncio_loop.run_until_complete(made.start())
    monkeypatch.setenv("HTTPS_PROXY", made.url)
    yield made
    jp_asyncio_loop.run_until_complete(made.stop())


def azure():
    return Upstream("Azure", azure_client_chooser(False), timeout=ANSWER_SECONDS, max_bytes=4000)


def livy(ca_file=None):
    return Upstream(
        "Livy 'x'", livy_client_chooser(ca_file), timeout=ANSWER_SECONDS, max_bytes=4000
    )


async def error_of(upstream, request):
    with pytest.raises(ProxyError) as caught:
        await upstream.send(request)
    return caught.value


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
async def test_own_authority_and_proxy(proxy, server, authority, monkeypatch, variable):
    monkeypatch.setenv(variable, str(authority.file))
    upstream = azure()
    assert (await upstream.send(REQUEST)).status == 200
    await upstream.close()
    assert proxy.asked == [f"CONNECT {WORKSPACE}:443 HTTP/1.1"]
    assert server.seen == [("GET", WORKSPACE, "/livyApi/x", f"Bearer {TOKEN}")]
    # The proxy sees the host and nothing else: no token, no path.
    for secret in (TOKEN, TOKEN.split(".")[1], "livyApi", "Bearer"):
        assert secret.encode() not in proxy.read
        assert secret.lower().encode() not in proxy.read.lower()


async def test_an_unknown_authority(proxy, server):
    """Without the setting: told what to do, and the token stays here."""
    error = await error_of(azure(), REQUEST)
    assert (error.code, error.sent) == ("UpstreamUnreachable", "no")
    assert "SSL_CERT_FILE" in error.message
    assert server.seen == []
    assert TOKEN.encode() not in proxy.read


async def test_another_name_in_the_certificate(proxy, server, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    other = OutgoingRequest("GET", "https://management.azure.com/subscriptions", REQUEST.headers)
    assert (await error_of(azure(), other)).sent == "no"
    assert server.seen == []


async def test_no_proxy(proxy, server, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setenv("NO_PROXY", "localhost,.dev.azuresynapse.net")
    error = await error_of(azure(), REQUEST)  # the real name: unknown here, or not ours
    assert error.sent == "no"
    url = f"https://localhost:{server.port}/sessions"
    assert (await livy().send(OutgoingRequest("GET", url, {}))).status == 200
    assert proxy.asked == []


async def test_a_proxy_that_is_gone(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    error = await error_of(azure(), REQUEST)
    assert (error.code, error.sent) == ("UpstreamUnreachable", "no")
    assert "proxy settings" in error.message


async def test_a_password_of_the_proxy_is_not_told(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://dana:s3cret@127.0.0.1:1")
    assert "s3cret" not in (await error_of(azure(), REQUEST)).message


class TestLivy:
    """A Livy of the configuration."""

    def request(self, server):
        url = f"https://localhost:{server.port}/sessions"
        return OutgoingRequest("GET", url, {"authorization": "Bearer livy-secret"})

    async def test_file_of_the_endpoint(self, server, authority):
        upstream = livy(str(authority.file))
        assert (await upstream.send(self.request(server))).status == 200
        await upstream.close()

    async def test_it_wins_over_the_environment(self, server, authority, tmp_path, monkeypatch):
        other = tmp_path / "other"
        other.mkdir()
        monkeypatch.setenv("SSL_CERT_FILE", str(Authority(other).file))
        assert (await livy(str(authority.file)).send(self.request(server))).status == 200
        assert (await error_of(livy(), self.request(server))).sent == "no"

    @pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
    async def test_environment(self, server, authority, monkeypatch, variable):
        monkeypatch.setenv(variable, str(authority.file))
        assert (await livy().send(self.request(server))).status == 200

    async def test_proxy(self, proxy, server, authority):
        request = OutgoingRequest(
            "GET", "https://livy.example/sessions", {"authorization": "Bearer livy-secret"}
        )
        assert (await livy(str(authority.file)).send(request)).status == 200
        assert proxy.asked == ["CONNECT livy.example:443 HTTP/1.1"]
        assert b"livy-secret" not in proxy.read

    async def test_nothing_is_known(self, server):
        error = await error_of(livy(), self.request(server))
        assert "ca_file" in error.message
        assert server.seen == []


class TestSignIn:
    """azure.identity's own requests, with the real library against a login server of ours."""

    @pytest.fixture
    def sign_in(self):
        cloud = CLOUDS["public"]

        def none_found():
            raise RuntimeError("none")

        return SignIn(cloud, logging.getLogger("x"), none_found, device_credential(cloud, "", ""))

    @pytest.fixture
    def no_pauses(self, monkeypatch):
        """The library waits between its tries."""
        sleep = "azure.core.pipeline.policies.RetryPolicy.sleep"
        monkeypatch.setattr(sleep, lambda *_, **__: None)

    async def signed_in(self, sign_in):
        sign_in.begin(ask=True)
        task = sign_in._task
        await asyncio.wait_for(asyncio.wait([task]), 30)
        return sign_in.describe()

    @pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
    async def test_device_code(
        self, proxy, server, authority, entra, monkeypatch, sign_in, variable
    ):
        monkeypatch.setenv(variable, str(authority.file))
        described = await self.signed_in(sign_in)
        assert (described["state"], described["message"]) == ("signedIn", "")
        assert described["account"] == "analyst@contoso.com"
        first = await sign_in.token(SCOPE)
        assert first.startswith(TOKEN)
        assert {line.split()[1] for line in proxy.asked} == {f"{LOGIN}:443"}
        for secret in (TOKEN, "refresh", "device_code", "ABCD1234"):
            assert secret.encode() not in proxy.read + proxy.answered
        # Revoked: the library itself would give the same token for an hour.
        assert await sign_in.token(SCOPE) == first
        second = await sign_in.another_token(SCOPE, first, None)
        assert second not in ("", first)
        assert entra.grants[-1] == "refresh_token"
        third = await sign_in.another_token(SCOPE, second, '{"access_token":{"acrs":null}}')
        assert third not in (first, second)

    async def test_unknown_authority(self, proxy, server, sign_in, no_pauses):
        described = await self.signed_in(sign_in)
        assert described["state"] == "failed"
        assert "Set SSL_CERT_FILE" in described["message"]
        assert server.seen == []

    async def test_no_way_out(self, monkeypatch, sign_in, no_pauses):
        monkeypatch.setenv("HTTPS_PROXY", "http://dana:s3cret@127.0.0.1:1")
        described = await self.signed_in(sign_in)
        assert described["state"] == "failed"
        assert "proxy settings" in described["message"]
        assert "s3cret" not in described["message"]

    async def test_login_server_is_away_for_a_while(
        self, proxy, server, authority, monkeypatch, sign_in, no_pauses
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        await self.signed_in(sign_in)
        first = await sign_in.token(SCOPE)
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        with pytest.raises(ProxyError) as caught:
            await sign_in.another_token(SCOPE, first, None)
        assert (caught.value.code, caught.value.sent) == ("UpstreamUnreachable", "no")
        assert sign_in.describe()["state"] == "signedIn"
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert await sign_in.another_token(SCOPE, first, None) != first


async def test_threads_do_not_delay_the_end():
    """Whoever waits for a login server must not keep Jupyter from stopping."""
    waiting = asyncio.ensure_future(in_thread(lambda: time.sleep(60)))
    await asyncio.sleep(0.05)
    assert all(
        thread.daemon for thread in threading.enumerate() if thread.name.endswith("synapse-azure")
    )
    waiting.cancel()
