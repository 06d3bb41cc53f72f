"""Tokens that end while statements run: renewed ahead, replaced after a 401."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from types import SimpleNamespace

import pytest

from jupyterlab_synapse.connections import claims_of
from jupyterlab_synapse.errors import ProxyError
from jupyterlab_synapse.tokens import USABLE_SECONDS, Tokens

from .test_proxy import AZURE, SESSIONS
from .waiting import until

SCOPE = "https://dev.azuresynapse.net/.default"
STATEMENT = f"{AZURE}{SESSIONS}/1/statements/1"


class Entra:
    """A credential whose tokens are numbered: `token-1`, `token-2` …

    `says` is the lifetime that it tells, `lives` the one that `Door` goes by.
    With `caches` it gives the same token until its told time is over, unless it
    gets claims, as MSAL does.
    """

    def __init__(self, says=3600.0, lives=3600.0, caches=False):
        self.says, self.lives, self.caches = says, lives, caches
        self.valid: dict[str, float] = {}
        self.made = 0
        self.claims: list[str | None] = []
        self.failure: Exception | None = None
        self.gate: threading.Event | None = None
        self._last = None

    def get_token(self, *scopes, claims=None):
        if self.gate is not None:
            assert self.gate.wait(60)
        if self.failure is not None:
            raise self.failure
        if self.caches and claims is None and self._last is not None:
            return self._last
        self.claims.append(claims)
        self.made += 1
        self.valid[f"token-{self.made}"] = time.time() + self.lives
        self._last = SimpleNamespace(token=f"token-{self.made}", expires_on=time.time() + self.says)
        return self._last

    def revoke(self):
        self.valid.clear()


class Door:
    """Makes the fake upstream refuse tokens that do not live any more."""

    def __init__(self, upstream, entra):
        self.accepted = []
        self.refused = 0
        self.challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/x"'

        def respond(seen):
            token = seen.headers["authorization"].removeprefix("Bearer ")
            if entra.valid.get(token, 0) > time.time():
                self.accepted.append((seen.method, seen.body))
                return None
            self.refused += 1
            return 401, {"WWW-Authenticate": self.challenge}, b"{}"

        upstream.respond = respond


@pytest.fixture
def entra(services):
    made = Entra()
    services.sign_in._succeed(Tokens(made, services.sign_in._log), "analyst@contoso.com")
    return made


@pytest.fixture
def door(upstream, entra):
    return Door(upstream, entra)


async def sign_in_state(fetch):
    return json.loads((await fetch("GET", "sign-in")).body)


async def test_hours_of_polling(fetch, door, entra):
    """Tokens of which the server tells the truth, of use for a second: each poll works."""
    entra.says = entra.lives = USABLE_SECONDS + 1.0
    polls = 0

    async def renewed():
        nonlocal polls
        assert (await fetch("GET", STATEMENT)).code == 200
        polls += 1
        return entra.made >= 4

    await until(renewed)
    assert (door.refused, len(door.accepted)) == (0, polls)


async def test_hours_of_polling_with_tokens_that_end_early(fetch, door, entra):
    """Tokens that are said to live an hour and are refused after a few polls."""
    polls = 0
    while door.refused < 3:
        assert (await fetch("GET", STATEMENT)).code == 200
        polls += 1
        assert len(door.accepted) == polls <= 100
        if polls % 5 == 0:
            entra.revoke()
    assert entra.made == door.refused + 1


async def test_a_write_is_accepted_once(fetch, door, entra):
    assert (await fetch("GET", STATEMENT)).code == 200
    entra.revoke()
    body = b'{"code": "df.write.save()"}'
    assert (await fetch("POST", f"{AZURE}{SESSIONS}/1/statements", body)).code == 200
    assert door.accepted[1:] == [("POST", body)]
    assert door.refused == 1


async def test_many_share_one_renewal(fetch, door, entra):
    await fetch("GET", STATEMENT)
    entra.revoke()
    answers = await asyncio.gather(*(fetch("GET", STATEMENT) for _ in range(8)))
    assert {answer.code for answer in answers} == {200}
    assert entra.made == 2


async def test_claims_challenge(fetch, door, entra):
    claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    encoded = base64.b64encode(claims.encode()).decode()
    door.challenge = f'Bearer realm="", error="insufficient_claims", claims="{encoded}"'
    await fetch("GET", STATEMENT)
    entra.revoke()
    assert (await fetch("GET", STATEMENT)).code == 200
    assert entra.claims == [None, claims]


async def test_past_the_memory_of_a_credential(fetch, door, entra):
    """Without a challenge the one way is to ask for a token issued from now on."""
    entra.caches = True
    await fetch("GET", STATEMENT)
    entra.revoke()
    assert (await fetch("GET", STATEMENT)).code == 200
    value = json.loads(entra.claims[1])["access_token"]["nbf"]["value"]
    assert abs(int(value) - time.time()) < 60


async def test_a_silent_credential_is_made_anew(fetch, door, entra, services):
    """The Azure CLI's refuses claims; a new object has nothing in its memory."""
    first, entra.caches = Entra(caches=True), True
    first.valid = entra.valid
    services.sign_in._succeed(Tokens(first, services.sign_in._log, lambda: entra), None)
    await fetch("GET", STATEMENT)
    entra.revoke()
    entra.made = 1
    assert (await fetch("GET", STATEMENT)).code == 200
    assert entra.claims == [None]


async def test_still_refused(fetch, door, entra):
    """The 401 goes to the page, and whoever polls does not make the login server busy."""
    entra.lives = -1
    for _ in range(5):
        answer = await fetch("GET", STATEMENT)
        assert (answer.code, answer.headers["X-Synapse-Proxy"]) == (401, "upstream")
    assert (entra.made, door.refused) == (2, 6)
    entra.lives = 3600
    entra.valid["token-2"] = time.time() + 3600  # the role is there now
    assert (await fetch("GET", STATEMENT)).code == 200
    entra.revoke()
    assert (await fetch("GET", STATEMENT)).code == 200  # and renewals are tried again


async def test_another_host_is_not_punished(fetch, door, entra):
    entra.lives = -1
    assert (await fetch("GET", STATEMENT)).code == 401
    entra.lives = 3600
    other = STATEMENT.replace("/w.dev", "/other.dev")
    assert (await fetch("GET", other)).code == 200


async def test_the_sign_in_has_ended(fetch, door, entra, services):
    await fetch("GET", STATEMENT)
    entra.revoke()
    entra.failure = RuntimeError("AADSTS700082: The refresh token has expired.\nTrace ID: 1")
    answer = await fetch("POST", f"{AZURE}{SESSIONS}/1/statements", b"{}")
    assert (answer.code, answer.headers["X-Synapse-Proxy-Error"]) == (403, "NotSignedIn")
    described = await sign_in_state(fetch)
    assert described["state"] == "failed"
    assert described["message"].endswith("AADSTS700082: The refresh token has expired.")
    assert "Trace ID" not in described["message"]
    status = json.loads((await fetch("GET", "status")).body)
    assert status["connections"][1]["signedIn"] is False
    # It mends itself when the credential works again, for example after `az login`.
    entra.failure = None
    assert (await fetch("GET", STATEMENT)).code == 403
    services.sign_in._lost[SCOPE] = (time.monotonic() - 11, "")
    assert (await fetch("GET", STATEMENT)).code == 200
    described = await sign_in_state(fetch)
    assert (described["state"], described["message"]) == ("signedIn", "")


async def test_no_consent_for_one_scope(fetch, door, entra):
    """A scope that never had a token tells nothing about the sign-in."""
    await fetch("GET", STATEMENT)
    entra.failure = RuntimeError("AADSTS65001: no consent")
    answer = await fetch("GET", "proxy/azure/a.dfs.core.windows.net/lake?resource=filesystem")
    assert answer.headers["X-Synapse-Proxy-Error"] == "NotSignedIn"
    assert (await sign_in_state(fetch))["state"] == "signedIn"
    assert (await fetch("GET", STATEMENT)).code == 200


async def test_no_network_to_the_login_server(fetch, door, entra):
    class ServiceRequestError(Exception):
        """By its name, as azure.core's."""

    await fetch("GET", STATEMENT)
    entra.revoke()
    # azure.identity wraps it in a refusal of its own.
    entra.failure = RuntimeError("Authentication failed")
    entra.failure.__cause__ = ServiceRequestError("no route")
    answer = await fetch("POST", f"{AZURE}{SESSIONS}/1/statements", b"{}")
    assert answer.headers["X-Synapse-Proxy-Error"] == "UpstreamUnreachable"
    assert json.loads(answer.body)["error"]["sent"] == "no"
    assert (await sign_in_state(fetch))["state"] == "signedIn"
    entra.failure = None
    assert (await fetch("GET", STATEMENT)).code == 200


class TestAhead:
    """Renewed before it ends, without anyone waiting for that."""

    async def test_nobody_waits(self, services, entra):
        entra.says = 200
        sign_in = services.sign_in
        assert await sign_in.token(SCOPE) == "token-1"
        entra.gate = threading.Event()
        for _ in range(5):
            assert await asyncio.wait_for(sign_in.token(SCOPE), 20) == "token-1"
        entra.gate.set()
        await sign_in._tokens._running[SCOPE]
        assert await sign_in.token(SCOPE) == "token-2"
        assert entra.made == 2

    async def test_a_failure_is_tried_again(self, services, entra, caplog):
        entra.says = 200
        sign_in = services.sign_in
        await sign_in.token(SCOPE)
        entra.failure = RuntimeError("offline eyJhbGciOiJub25lIn0.x")
        assert await sign_in.token(SCOPE) == "token-1"
        await asyncio.wait([sign_in._tokens._running[SCOPE]])
        await asyncio.sleep(0)
        assert await sign_in.token(SCOPE) == "token-1"  # not again at once
        assert SCOPE not in sign_in._tokens._running
        assert "offline ***" in caplog.text
        entra.failure = None
        sign_in._tokens._not_before.clear()
        await sign_in.token(SCOPE)
        await sign_in._tokens._running[SCOPE]
        assert await sign_in.token(SCOPE) == "token-2"

    async def test_one_for_all_that_need_it(self, services, entra):
        sign_in = services.sign_in
        found = await asyncio.gather(*(sign_in.token(SCOPE) for _ in range(5)))
        assert set(found) == {"token-1"}

    async def test_one_that_gives_up_stops_no_other(self, services, entra):
        sign_in = services.sign_in
        entra.gate = threading.Event()
        first, second = (asyncio.ensure_future(sign_in.token(SCOPE)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        entra.gate.set()
        assert await second == "token-1"

    async def test_sign_out_in_the_meantime(self, services, entra):
        sign_in = services.sign_in
        entra.gate = threading.Event()
        asked = asyncio.ensure_future(sign_in.token(SCOPE))
        await asyncio.sleep(0.05)
        sign_in.end()
        entra.gate.set()
        with pytest.raises(ProxyError) as caught:
            await asked
        assert caught.value.code == "NotSignedIn"
        assert sign_in._tokens is None


@pytest.mark.parametrize(
    ("challenge", "claims"),
    [
        ('Bearer claims="e30="', "{}"),
        ('Bearer claims="e30"', "{}"),
        ('bearer realm="", Claims="eyJhIjoiPz8_In0", error="x"', '{"a":"???"}'),
        ('Basic claims="e30="', None),
        ('Bearer claims="W10="', None),
        ('Bearer claims="!"', None),
        ('Bearer claims="gICA"', None),
        ('Bearer claims=""', None),
        ("Bearer", None),
        ("", None),
    ],
)
def test_claims_of(challenge, claims):
    assert claims_of(challenge) == claims
