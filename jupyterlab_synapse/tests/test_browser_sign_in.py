"""Browser sign-in mode: the page's token goes through, and stays nowhere."""

from __future__ import annotations

import json
import logging

import httpx
import pytest

from jupyterlab_synapse.clouds import CLOUDS
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.incoming_request import IncomingRequest
from jupyterlab_synapse.upstream import Upstream

from .fakes import ANSWER_SECONDS, TOKEN, ToUpstream
from .test_proxy import AZURE, LIVY, LOCAL, SESSIONS, error_of

PAGE_TOKEN = {"X-Synapse-Authorization": f"Bearer {TOKEN}"}


async def azure_of(fetch):
    status = json.loads((await fetch("GET", "status")).body)
    return next(one for one in status["connections"] if one["id"] == "azure")


class TestServerMode:
    """Where the server signs in, no token of the page is taken."""

    @pytest.mark.parametrize("connection", [AZURE, LOCAL, LIVY])
    async def test_refused(self, fetch, upstream, credential, supervisor, connection):
        answer = await fetch("GET", connection + SESSIONS, headers=PAGE_TOKEN)
        assert error_of(answer) == (403, "TokenNotAllowed", None)
        assert (upstream.seen, credential.scopes, supervisor.starts) == ([], [], 0)

    async def test_status(self, fetch):
        assert (await azure_of(fetch))["browserSignIn"] is None


class TestBrowserMode:
    """Where the page signs in, the server has no identity."""

    @pytest.fixture
    def synapse_settings(self, synapse_settings):
        return {
            **synapse_settings,
            "sign_in": "browser",
            "azure_client_id": "11111111-2222-3333-4444-555555555555",
            "azure_tenant_id": "contoso.com",
            "azure_redirect_uri": "https://hub.example/hub/user-redirect/x",
        }

    async def test_passed_on(self, fetch, upstream, services):
        answer = await fetch("POST", AZURE + SESSIONS, b"{}", headers=PAGE_TOKEN)
        assert answer.code == 200
        (seen,) = upstream.seen
        assert seen.headers["authorization"] == f"Bearer {TOKEN}"
        assert "x-synapse-authorization" not in seen.headers

    async def test_nothing_is_kept(self, fetch, upstream):
        await fetch("GET", AZURE + SESSIONS, headers=PAGE_TOKEN)
        answer = await fetch("GET", AZURE + SESSIONS)
        assert error_of(answer) == (403, "NotSignedIn", None)
        assert b"in this page" in answer.body
        assert len(upstream.seen) == 1

    async def test_a_reader_of_the_server(self, fetch, services, upstream):
        """What reads without a page gets a clear answer, and can leave it to the page."""
        with pytest.raises(ProxyError) as caught:
            await services.connection("azure").exchange(
                IncomingRequest("GET", "w.dev.azuresynapse.net", SESSIONS, "")
            )
        assert (caught.value.code, caught.value.sent) == ("NotSignedIn", None)
        assert upstream.seen == []

    async def test_a_refusal_is_the_page_s_business(self, fetch, upstream):
        upstream.status = 401
        upstream.headers["WWW-Authenticate"] = 'Bearer error="insufficient_claims", claims="e30="'
        answer = await fetch("POST", AZURE + SESSIONS, b"{}", headers=PAGE_TOKEN)
        assert (answer.code, answer.headers["X-Synapse-Proxy"]) == (401, "upstream")
        assert answer.headers["WWW-Authenticate"] == upstream.headers["WWW-Authenticate"]
        assert len(upstream.seen) == 1

    @pytest.mark.parametrize(
        "value", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "bearer x\ty", "Bearer é"]
    )
    async def test_something_else_than_a_token(self, fetch, upstream, value):
        headers = {"X-Synapse-Authorization": value}
        answer = await fetch("GET", AZURE + SESSIONS, headers=headers)
        assert error_of(answer) == (403, "NotSignedIn", None)
        assert upstream.seen == []

    @pytest.mark.parametrize("path", ["proxy/azure/evil.com/x", f"{AZURE}/linkedservices"])
    async def test_the_allow_list_holds(self, fetch, upstream, path):
        answer = await fetch("GET", path, headers=PAGE_TOKEN)
        assert answer.code == 403
        assert upstream.seen == []

    @pytest.mark.parametrize("connection", [LOCAL, LIVY])
    async def test_other_connections_take_none(self, fetch, upstream, connection):
        answer = await fetch("GET", connection + SESSIONS, headers=PAGE_TOKEN)
        assert error_of(answer) == (403, "TokenNotAllowed", None)
        assert upstream.seen == []

    async def test_the_server_does_not_sign_in(self, fetch, services):
        services.sign_in._silent = pytest.fail
        answer = await fetch("POST", "sign-in")
        assert error_of(answer) == (405, "MethodNotAllowed", None)
        assert json.loads((await fetch("GET", "sign-in")).body)["state"] == "signedOut"

    async def test_what_the_page_is_told(self, fetch):
        azure = await azure_of(fetch)
        assert (azure["available"], azure["signedIn"]) == (True, None)
        assert azure["browserSignIn"] == {
            "authority": "https://login.microsoftonline.com",
            "tenantId": "contoso.com",
            "clientId": "11111111-2222-3333-4444-555555555555",
            "redirectUri": "https://hub.example/hub/user-redirect/x",
            "scopes": [
                {
                    "host": "management.azure.com",
                    "scope": "https://management.azure.com/.default",
                },
                {
                    "host": ".dev.azuresynapse.net",
                    "scope": "https://dev.azuresynapse.net/.default",
                },
                {
                    "host": ".dfs.core.windows.net",
                    "scope": "https://storage.azure.com/.default",
                },
            ],
        }

    async def test_the_token_is_in_no_log(self, fetch, upstream, services, caplog):
        caplog.set_level(logging.DEBUG)
        texts = []
        for status in (200, 401, 500):
            upstream.status = status
            answer = await fetch("GET", AZURE + SESSIONS, headers=PAGE_TOKEN)
            texts.append(f"{list(answer.headers.get_all())}{answer.body!r}")
        upstream.drop = True
        answer = await fetch("POST", AZURE + SESSIONS, b"{}", headers=PAGE_TOKEN)
        assert answer.code == 502
        texts.append(f"{list(answer.headers.get_all())}{answer.body!r}")
        for path in ("status", "sign-in"):
            texts.append(repr((await fetch("GET", path)).body))
        assert TOKEN.split(".")[1] not in caplog.text + "".join(texts)
        assert TOKEN not in repr(IncomingRequest("GET", "h", "/", "", {}, b"", TOKEN))


class TestNoApplication:
    """A hub without an application must not sign in as its own server instead."""

    @pytest.fixture
    def synapse_settings(self, synapse_settings):
        return {**synapse_settings, "sign_in": "browser"}

    async def test_azure_is_off(self, fetch, upstream):
        azure = await azure_of(fetch)
        assert azure["available"] is False
        assert "c.SynapseConfig.azure_client_id" in azure["reason"]
        assert (await fetch("GET", AZURE + SESSIONS, headers=PAGE_TOKEN)).code == 404
        assert (await fetch("POST", "sign-in")).code == 404
        assert upstream.seen == []


class TestTypingError:
    """Nor one whose mode has a typing error."""

    @pytest.fixture
    def synapse_settings(self, synapse_settings):
        return {**synapse_settings, "sign_in": "browsr", "azure_client_id": "x"}

    async def test_azure_is_off(self, fetch):
        azure = await azure_of(fetch)
        assert azure["available"] is False
        assert "'browsr' is not usable: it must be one of server, browser" in azure["reason"]


@pytest.mark.parametrize(
    ("cloud", "login", "arm", "workspace", "lake"),
    [
        (
            "public",
            "login.microsoftonline.com",
            "management.azure.com",
            "dev.azuresynapse.net",
            "dfs.core.windows.net",
        ),
        (
            "usgov",
            "login.microsoftonline.us",
            "management.usgovcloudapi.net",
            "dev.azuresynapse.usgovcloudapi.net",
            "dfs.core.usgovcloudapi.net",
        ),
        (
            "china",
            "login.chinacloudapi.cn",
            "management.chinacloudapi.cn",
            "dev.azuresynapse.azure.cn",
            "dfs.core.chinacloudapi.cn",
        ),
    ],
)
@pytest.mark.parametrize("mode", ["server", "browser"])
class TestClouds:
    """Hosts as in azure-cli-core's cloud.py; both modes go by the one list in clouds.py."""

    @pytest.fixture
    def synapse_settings(self, synapse_settings, cloud, mode):
        return {
            **synapse_settings,
            "cloud": cloud,
            "sign_in": mode,
            "azure_client_id": "application",
        }

    async def test_hosts_and_scopes(
        self, fetch, services, upstream, cloud, login, arm, workspace, lake, mode
    ):
        scopes = {
            arm: f"https://{arm}/.default",
            f".{workspace}": f"https://{workspace}/.default",
            f".{lake}": "https://storage.azure.com/.default",
        }
        azure = await azure_of(fetch)
        assert azure["armEndpoint"] == f"https://{arm}"
        if mode == "browser":
            told = azure["browserSignIn"]
            assert told["authority"] == f"https://{login}"
            assert {one["host"]: one["scope"] for one in told["scopes"]} == scopes
        assert {rule.suffix: rule.scope for rule in CLOUDS[cloud].rules} == scopes

        client = httpx.AsyncClient(transport=ToUpstream(upstream.port))
        services.connection("azure")._upstream = Upstream(
            "Azure", lambda host: client, timeout=ANSWER_SECONDS, max_bytes=4000
        )
        asked = []

        async def token(scope):
            asked.append(scope)
            return "token"

        services.sign_in.token = token
        headers = PAGE_TOKEN if mode == "browser" else None
        for host, path in (
            (arm, "subscriptions"),
            (f"w.{workspace}", "livyApi/x"),
            (f"a.{lake}", "x?resource=filesystem"),
        ):
            answer = await fetch("GET", f"proxy/azure/{host}/{path}", headers=headers)
            assert answer.code == 200
        assert [seen.headers["host"] for seen in upstream.seen] == [
            arm,
            f"w.{workspace}",
            f"a.{lake}",
        ]
        assert asked == (list(scopes.values()) if mode == "server" else [])

    def test_the_login_server_of_the_credentials(self, cloud, login, arm, workspace, lake, mode):
        from azure.identity import AzureAuthorityHosts

        from jupyterlab_synapse.azure_identity import device_credential

        hosts = {
            "public": AzureAuthorityHosts.AZURE_PUBLIC_CLOUD,
            "usgov": AzureAuthorityHosts.AZURE_GOVERNMENT,
            "china": AzureAuthorityHosts.AZURE_CHINA,
        }
        assert CLOUDS[cloud].login == hosts[cloud] == login
        made = device_credential(CLOUDS[cloud], "", "")(lambda uri, code, until: None)
        assert login in made._authority
