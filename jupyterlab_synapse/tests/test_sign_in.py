"""Signing in to Azure: silent first, then a device code; tokens renewed in time."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from jupyterlab_synapse.errors import ProxyError, masked
from jupyterlab_synapse.principal import account_of

from .fakes import TOKEN, FakeCredential
from .waiting import until

SCOPE = "https://dev.azuresynapse.net/.default"


class FakeDevice(FakeCredential):
    """Shows a code at once; ends when the user has entered it."""

    def __init__(self):
        super().__init__()
        self.entered = threading.Event()
        self.refusal = None

    def authenticate(self, scopes):
        self.prompt("https://microsoft.com/devicelogin", "ABCD1234", 1_800_000_000.5)
        assert self.entered.wait(60)
        if self.refusal:
            raise self.refusal
        return super().authenticate(scopes)


def none_found():
    raise RuntimeError("EnvironmentCredential: not configured")


@pytest.fixture
def device(services):
    fake = FakeDevice()

    def create(prompt):
        fake.prompt = prompt
        return fake

    services.sign_in._silent = none_found
    services.sign_in._device = create
    yield fake
    fake.entered.set()


async def state(fetch, method="GET", body=None):
    answer = await fetch(method, "sign-in", body)
    assert answer.code == 200
    described = json.loads(answer.body)
    assert set(described) == {
        "state",
        "account",
        "principal",
        "tenant",
        "userCode",
        "verificationUri",
        "expiresAt",
        "message",
    }
    return described


async def code_shown(fetch):
    async def is_shown():
        return (await state(fetch))["userCode"]

    await until(is_shown)
    return await state(fetch)


async def test_silent(fetch, services, settle):
    fake = FakeCredential()
    services.sign_in._silent = lambda: fake
    assert (await state(fetch))["state"] == "signedOut"
    assert (await state(fetch, "POST"))["state"] == "pending"
    await settle()
    described = await state(fetch)
    assert (described["state"], described["account"]) == ("signedIn", "analyst@contoso.com")
    assert await services.sign_in.token(SCOPE) == TOKEN
    assert fake.scopes == [SCOPE]


async def test_device_code(fetch, device, settle):
    await state(fetch, "POST")
    described = await code_shown(fetch)
    assert described["state"] == "pending"
    assert described["userCode"] == "ABCD1234"
    assert described["verificationUri"] == "https://microsoft.com/devicelogin"
    assert described["expiresAt"] == 1_800_000_000_500
    await state(fetch, "POST")  # a second page changes nothing
    device.entered.set()
    await settle()
    described = await state(fetch)
    assert (described["state"], described["account"]) == ("signedIn", "analyst@contoso.com")
    assert (described["userCode"], described["expiresAt"]) == (None, None)


async def test_ask_skips_the_silent_way(fetch, device, services):
    services.sign_in._silent = lambda: FakeCredential()
    await state(fetch, "POST", json.dumps({"ask": True}))
    assert (await code_shown(fetch))["userCode"] == "ABCD1234"


async def test_device_code_refused(fetch, device, settle):
    device.refusal = RuntimeError(f"AADSTS50105 {TOKEN}\nTrace ID: 1")
    await state(fetch, "POST")
    device.entered.set()
    await settle()
    described = await state(fetch)
    assert described["state"] == "failed"
    assert "AADSTS50105" in described["message"]
    assert "eyJ" not in described["message"]
    assert (await state(fetch, "POST"))["state"] == "pending"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Timed out waiting for user to authenticate", "expired before it was entered"),
        ("Authentication failed: AADSTS70020: device_code is not valid", "expired before it was"),
        ("Authentication failed: authorization_declined", "declined on the sign-in page"),
        ("AADSTS50020: no such user in the tenant", "set c.SynapseConfig.azure_tenant_id"),
    ],
)
async def test_failures_in_words(fetch, device, settle, text, expected):
    device.refusal = RuntimeError(text)
    await state(fetch, "POST")
    await code_shown(fetch)
    device.entered.set()
    await settle()
    described = await state(fetch)
    assert (described["state"], described["userCode"]) == ("failed", None)
    assert expected in described["message"]


async def test_someone_else(fetch, device, services, credential, settle):
    """Who is signed in stays so until the other one is: hours of work may depend on it."""
    assert await services.sign_in.token(SCOPE) == TOKEN
    await state(fetch, "POST", json.dumps({"ask": True}))
    assert (await code_shown(fetch))["state"] == "pending"
    assert services.sign_in.signed_in
    assert await services.sign_in.token(SCOPE) == TOKEN
    answer = await fetch("DELETE", "sign-in?cancel=1")
    described = json.loads(answer.body)
    assert (described["state"], described["account"]) == ("signedIn", "analyst@contoso.com")
    device.refusal = RuntimeError("no")
    device.entered.set()
    await state(fetch, "POST", json.dumps({"ask": True}))
    await settle()
    described = await state(fetch)
    assert described["state"] == "signedIn"
    assert "no" in described["message"]
    device.refusal, device.text = None, "another-token"
    await state(fetch, "POST", json.dumps({"ask": True}))
    await settle()
    assert (await state(fetch))["message"] == ""
    assert await services.sign_in.token(SCOPE) == "another-token"


async def test_sign_out_while_someone_else_signs_in(fetch, device, services, credential):
    await state(fetch, "POST", json.dumps({"ask": True}))
    await code_shown(fetch)
    assert (await state(fetch, "DELETE"))["state"] == "signedOut"
    assert not services.sign_in.signed_in


async def test_given_up(fetch, device, services):
    await state(fetch, "POST")
    await code_shown(fetch)
    assert (await state(fetch, "DELETE"))["state"] == "signedOut"
    device.entered.set()
    await asyncio.sleep(0.1)
    assert (await state(fetch))["state"] == "signedOut"
    assert not services.sign_in.signed_in


async def test_signed_out(fetch, credential, services):
    assert await services.sign_in.token(SCOPE) == TOKEN
    await state(fetch, "DELETE")
    with pytest.raises(ProxyError) as caught:
        await services.sign_in.token(SCOPE)
    assert caught.value.code == "NotSignedIn"


@pytest.mark.parametrize("token", ["", "a.b", "a.e30.c", "opaque", "a.bnVsbA.c"])
def test_account_unknown(token):
    assert account_of(token) is None


def test_masked():
    assert masked(f"Bearer abc {TOKEN} https://u:p@h/x") == "Bearer *** *** https://***@h/x"


def test_real_credentials_can_be_made():
    """The names and options that azure.identity knows; nothing is sent."""
    from jupyterlab_synapse.azure_identity import device_credential, silent_credential
    from jupyterlab_synapse.clouds import CLOUDS

    for cloud in CLOUDS.values():
        assert silent_credential(cloud, "")() is not None
        assert silent_credential(cloud, "tenant")() is not None
        made = device_credential(cloud, "tenant", "client")(lambda uri, code, until: None)
        assert made is not None
