"""Signing in to a tenant that the user has chosen, and who is signed in there."""

from __future__ import annotations

import base64
import json
import threading
from types import SimpleNamespace

import pytest

from jupyterlab_synapse.azure_identity import InTenant
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.principal import chosen_tenant, principal_in, principal_of

from .fakes import TOKEN, FakeCredential
from .waiting import until

HOME = "11111111-2222-3333-4444-555555555555"
OTHER = "66666666-7777-8888-9999-aaaaaaaaaaaa"
USER = "bbbbbbbb-cccc-dddd-eeee-ffffffffffff"


def token_of(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{body}.c2VjcmV0LXNpZ25hdHVyZQ"


def user_in(tenant):
    return token_of(oid=USER, tid=tenant, upn="dana@contoso.com", scp="user_impersonation")


class Device(FakeCredential):
    """Shows a code that names its tenant; ends when the user has entered it."""

    def __init__(self, tenant, prompt):
        super().__init__(user_in(tenant or HOME))
        self.tenant = tenant
        self.prompt = prompt
        self.entered = threading.Event()
        self.refusal = None

    def authenticate(self, scopes):
        self.prompt("https://microsoft.com/devicelogin", f"CODE-{self.tenant}", 1_800_000_000)
        assert self.entered.wait(60)
        if self.refusal:
            raise self.refusal
        return super().authenticate(scopes)


@pytest.fixture
def devices(services):
    """No silent sign-in anywhere; the device codes that were asked for, in order."""
    made: list[Device] = []

    def none():
        raise RuntimeError("not configured")

    def device_in(tenant):
        def create(prompt):
            made.append(Device(tenant, prompt))
            return made[-1]

        return create

    services.sign_in._silent = none
    services.sign_in._device = device_in("")
    services.sign_in._of_tenant = lambda tenant: (none, device_in(tenant))
    yield made
    for one in made:
        one.entered.set()


async def sign_in(fetch, body=None, method="POST"):
    answer = await fetch(method, "sign-in", None if body is None else json.dumps(body))
    assert answer.code == 200, answer.body
    return json.loads(answer.body)


async def code(fetch):
    async def is_shown():
        return (await sign_in(fetch, method="GET"))["userCode"]

    await until(is_shown)
    return await sign_in(fetch, method="GET")


async def enter(fetch, devices, settle):
    await code(fetch)
    devices[-1].entered.set()
    await settle()
    return await sign_in(fetch, method="GET")


async def test_who_is_signed_in(fetch, devices, settle):
    await sign_in(fetch)
    described = await enter(fetch, devices, settle)
    assert described["principal"] == {
        "objectId": USER,
        "tenantId": HOME,
        "name": "dana@contoso.com",
    }
    assert described["tenant"] is None
    answer = await fetch("GET", "principal?connection=azure")
    assert json.loads(answer.body) == {"principal": described["principal"]}
    assert "eyJ" not in json.dumps(described)
    await sign_in(fetch, method="DELETE")
    answer = await fetch("GET", "principal?connection=azure")
    assert json.loads(answer.body) == {"principal": None}


async def test_a_tenant(fetch, devices, settle):
    assert (await sign_in(fetch, {"tenant": OTHER.upper()}))["tenant"] == OTHER
    assert (await code(fetch))["userCode"] == f"CODE-{OTHER}"
    described = await enter(fetch, devices, settle)
    assert (described["tenant"], described["principal"]["tenantId"]) == (OTHER, OTHER)


async def test_the_tenant_is_kept_until_signed_out(fetch, devices, settle):
    await sign_in(fetch, {"tenant": "contoso.com"})
    await enter(fetch, devices, settle)
    await sign_in(fetch, {"ask": True})
    assert (await enter(fetch, devices, settle))["tenant"] == "contoso.com"
    assert (await sign_in(fetch, method="DELETE"))["tenant"] is None
    await sign_in(fetch)
    assert (await code(fetch))["userCode"] == "CODE-"


async def test_another_tenant_in_place_of_one_that_waits(fetch, devices, settle):
    await sign_in(fetch)
    await code(fetch)
    await sign_in(fetch, {"tenant": OTHER})

    async def other_is_shown():
        return len(devices) == 2 and (await code(fetch))["userCode"] == f"CODE-{OTHER}"

    await until(other_is_shown)
    await sign_in(fetch, {"tenant": OTHER})  # the same one again changes nothing
    devices[0].entered.set()  # whoever enters the first code is too late
    described = await enter(fetch, devices, settle)
    assert described["principal"]["tenantId"] == OTHER
    assert len(devices) == 2


async def test_given_up(fetch, devices, services, settle):
    """Who was signed in stays so, in the tenant of before."""
    await sign_in(fetch)
    await enter(fetch, devices, settle)
    await sign_in(fetch, {"tenant": OTHER})
    assert (await code(fetch))["principal"]["tenantId"] == HOME
    answer = await fetch("DELETE", "sign-in?cancel=1")
    described = json.loads(answer.body)
    assert (described["state"], described["tenant"]) == ("signedIn", None)
    assert services.sign_in.principal.tenant_id == HOME


async def test_failed(fetch, devices, settle):
    """The next try is for the same tenant."""
    await sign_in(fetch, {"tenant": OTHER})
    await code(fetch)
    devices[-1].refusal = RuntimeError("AADSTS50020: no guest there")
    described = await enter(fetch, devices, settle)
    assert (described["state"], described["tenant"]) == ("failed", OTHER)
    await sign_in(fetch)
    assert (await code(fetch))["userCode"] == f"CODE-{OTHER}"


async def test_silently(fetch, services, settle):
    fake = FakeCredential(user_in(OTHER))
    services.sign_in._of_tenant = lambda tenant: (lambda: fake, lambda prompt: None)
    await sign_in(fetch, {"tenant": OTHER})
    await settle()
    described = await sign_in(fetch, method="GET")
    assert (described["state"], described["principal"]["tenantId"]) == ("signedIn", OTHER)


@pytest.mark.parametrize(
    "tenant",
    [
        "common",
        "organizations",
        "a b.com",
        "contoso.com/..",
        "contoso.com?x=1",
        "https://contoso.com",
        "contoso..com",
        "-contoso.com",
        "contoso.com.",
        "1.2.3.4",
        "cöntoso.com",
        "x" * 64 + ".com",
        "a." * 130 + "com",
        "\n",
        5,
        ["contoso.com"],
        {"a": 1},
        True,
    ],
)
async def test_no_tenant(fetch, devices, tenant):
    answer = await fetch("POST", "sign-in", json.dumps({"tenant": tenant}))
    assert answer.code == 400
    assert answer.headers["X-Synapse-Proxy-Error"] == "TenantNotAllowed"
    assert "is no tenant" in json.loads(answer.body)["error"]["message"]
    assert (await sign_in(fetch, method="GET"))["state"] == "signedOut"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, ""),
        ("", ""),
        (" Contoso.COM ", "contoso.com"),
        ("contoso.onmicrosoft.com", "contoso.onmicrosoft.com"),
        (HOME.upper(), HOME),
    ],
)
def test_tenants(wanted, expected):
    assert chosen_tenant(wanted, "") == expected


def test_fixed_tenant():
    assert chosen_tenant("contoso.com", "Contoso.com") == ""
    assert chosen_tenant(None, "contoso.com") == ""
    with pytest.raises(ProxyError, match="azure_tenant_id says so") as caught:
        chosen_tenant(OTHER, "contoso.com")
    assert (caught.value.code, caught.value.status) == ("TenantNotAllowed", 403)


class TestFixed:
    @pytest.fixture
    def synapse_settings(self, synapse_settings):
        return {**synapse_settings, "azure_tenant_id": HOME}

    async def test_by_the_configuration(self, fetch, devices):
        answer = await fetch("POST", "sign-in", json.dumps({"tenant": OTHER}))
        assert answer.code == 403
        assert HOME in json.loads(answer.body)["error"]["message"]
        await sign_in(fetch, {"tenant": HOME})
        assert (await code(fetch))["userCode"] == "CODE-"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "opaque",
        TOKEN,
        token_of(oid=USER),
        token_of(oid="x", tid=HOME),
        token_of(oid=USER, tid=5),
        token_of(oid=f"{USER}'", tid=HOME),
    ],
)
def test_nobody(token):
    assert principal_of(token) is None


def test_an_application():
    found = principal_of(token_of(oid=USER.upper(), tid=HOME, appid="app", idtyp="app"))
    assert found is not None
    assert found.describe() == {"objectId": USER, "tenantId": HOME, "name": "application app"}


@pytest.mark.parametrize(
    ("document", "is_known"),
    [
        ({"principal": {"id": USER, "tenant": HOME, "name": "Dana"}}, True),
        ({"principal": {"objectId": USER, "tenantId": HOME}}, True),
        ({"principal": {"id": "1", "tenant": HOME}}, False),
        ({"principal": None}, False),
        ([], False),
        (None, False),
    ],
)
def test_of_the_local_azure(document, is_known):
    assert (principal_in(document) is not None) == is_known


async def test_the_local_azure_is_asked(fetch, upstream):
    body = {"persona": "analyst", "principal": {"id": USER, "tenant": HOME, "name": "Dana"}}
    upstream.body = json.dumps(body).encode()
    answer = await fetch("GET", "principal?connection=local")
    assert json.loads(answer.body) == {
        "principal": {"objectId": USER, "tenantId": HOME, "name": "Dana"}
    }
    assert [(one.method, one.uri) for one in upstream.seen] == [("GET", "/local-azure")]
    upstream.body = b"<html>"
    answer = await fetch("GET", "principal?connection=local")
    assert json.loads(answer.body) == {"principal": None}


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_the_local_azure_is_not_set_by_a_page(fetch, upstream, method):
    answer = await fetch(method, "proxy/local/management.azure.com/local-azure", None)
    assert answer.code == 403
    assert answer.headers["X-Synapse-Proxy-Error"] == "PathNotAllowed"
    assert upstream.seen == []


async def test_of_no_connection(fetch):
    assert (await fetch("GET", "principal?connection=nowhere")).code == 404
    answer = await fetch("GET", "principal?connection=onprem")
    assert json.loads(answer.body) == {"principal": None}


class Given:
    """A credential of azure.identity that gives one token, whatever is asked."""

    def __init__(self, token):
        self.token = token
        self.asked = []

    def get_token(self, *scopes, claims=None, tenant_id=None):
        self.asked.append((scopes, claims, tenant_id))
        return SimpleNamespace(token=self.token, expires_on=0)


def test_tokens_of_the_tenant_only():
    given = Given(user_in(OTHER))
    assert InTenant(given, OTHER).get_token("s", claims="c").token == given.token
    assert given.asked == [(("s",), "c", OTHER)]
    assert InTenant(given, "contoso.com").get_token("s").token == given.token
    with pytest.raises(RuntimeError, match="not of the tenant"):
        InTenant(given, HOME).get_token("s")
    with pytest.raises(RuntimeError, match="not of the tenant"):
        InTenant(Given("opaque"), HOME).get_token("s")


def test_real_credentials_can_be_made():
    """The names and options that azure.identity knows; nothing is sent."""
    from jupyterlab_synapse.azure_identity import tenant_credential
    from jupyterlab_synapse.clouds import CLOUDS

    for cloud in CLOUDS.values():
        assert tenant_credential(cloud, OTHER)() is not None
