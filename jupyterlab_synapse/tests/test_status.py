"""`GET status`, `POST local/start`: the shapes of src/core/connection.ts."""

from __future__ import annotations

import asyncio
import json

import pytest

from .waiting import calls_of, until

KEYS = {
    "id",
    "kind",
    "label",
    "available",
    "reason",
    "armEndpoint",
    "subscriptionIds",
    "signedIn",
    "browserSignIn",
    "sizes",
}

SMALL = {
    "driverMemory": "28g",
    "driverCores": 4,
    "executorMemory": "28g",
    "executorCores": 4,
    "numExecutors": 2,
}


async def status_of(fetch, method="GET", path="status"):
    answer = await fetch(method, path)
    assert answer.code == 200
    return json.loads(answer.body)


async def test_shape(fetch, supervisor):
    status = await status_of(fetch)
    assert set(status) == {"version", "connections", "localPool", "defaults", "problems"}
    assert status["localPool"] == {"state": "stopped", "message": ""}
    local, azure, onprem = status["connections"]
    assert all(set(entry) == KEYS for entry in status["connections"])
    assert local == {
        "id": "local",
        "kind": "local",
        "label": "Local pool",
        "available": True,
        "reason": None,
        "armEndpoint": "https://management.azure.com",
        "subscriptionIds": ["00000000-0000-0000-0000-000000000000"],
        "signedIn": None,
        "browserSignIn": None,
        "sizes": {},
    }
    assert (azure["id"], azure["kind"], azure["label"]) == ("azure", "synapse", "Azure")
    assert (azure["signedIn"], azure["armEndpoint"]) == (False, "https://management.azure.com")
    assert (onprem["id"], onprem["kind"], onprem["armEndpoint"]) == ("onprem", "livy", None)
    assert supervisor.starts == 0
    assert status["problems"] == []
    assert status["defaults"] == {"connection": None, "sizes": SMALL}


async def test_signed_in(fetch, credential):
    azure = (await status_of(fetch))["connections"][1]
    assert azure["signedIn"] is True
    assert credential.scopes == []


async def test_missing(fetch, supervisor):
    supervisor.why_missing = "pyspark is not installed."
    for method, path in (("GET", "status"), ("POST", "local/start")):
        status = await status_of(fetch, method, path)
        assert status["localPool"] == {"state": "missing", "message": "pyspark is not installed."}
        assert status["connections"][0]["available"] is False
        assert status["connections"][0]["reason"] == "pyspark is not installed."
    answer = await fetch("GET", "proxy/local/a.b/livyApi/x")
    assert (answer.code, answer.headers["X-Synapse-Proxy-Error"]) == (503, "LocalPoolMissing")
    assert supervisor.starts == 0


async def test_start_is_shared_and_does_not_block(
    fetch, services, supervisor, upstream, monkeypatch
):
    supervisor.gate = asyncio.Event()
    asked = calls_of(monkeypatch, services.local_pool, "ensure")
    starts = [asyncio.ensure_future(status_of(fetch, "POST", "local/start")) for _ in range(3)]
    starts.append(asyncio.ensure_future(fetch("GET", "proxy/local/a.b/livyApi/x")))
    await until(lambda: len(asked) == 4 and supervisor.starts)
    meanwhile = await status_of(fetch)
    assert meanwhile["localPool"] == {"state": "preparing", "message": "Preparing sample data…"}
    supervisor.gate.set()
    for status in (await asyncio.gather(*starts))[:3]:
        assert status["localPool"] == {"state": "ready", "message": ""}
    assert supervisor.starts == 1
    assert len(upstream.seen) == 1


async def test_failure(fetch, supervisor):
    supervisor.failure = "no free port"
    status = await status_of(fetch, "POST", "local/start")
    assert status["localPool"]["state"] == "failed"
    assert "no free port" in status["localPool"]["message"]
    supervisor.failure = None
    assert (await status_of(fetch, "POST", "local/start"))["localPool"]["state"] == "ready"
    assert supervisor.starts == 2


async def test_pool_that_died(fetch, services, supervisor, monkeypatch):
    await status_of(fetch, "POST", "local/start")
    monkeypatch.setattr("jupyterlab_synapse.local_pool._is_alive", lambda pid: False)
    assert (await status_of(fetch))["localPool"]["state"] == "stopped"


class TestTurnedOff:
    @pytest.fixture
    def synapse_settings(self, supervisor):
        return {
            "supervisor": supervisor,
            "enable_local_pool": False,
            "cloud": "mars",
            "livy_endpoints": {"bad": {"url": "nope"}, "good": {"url": "http://127.0.0.1:1"}},
        }

    async def test_wrong_configuration(self, fetch):
        status = await status_of(fetch)
        azure, bad, good = status["connections"]
        assert azure["available"] is False
        assert "'mars'" in azure["reason"]
        assert bad["available"] is False
        assert "['url']: 'nope'" in bad["reason"]
        assert (good["available"], good["reason"]) == (True, None)
        assert status["localPool"]["state"] == "missing"
        assert "enable_local_pool" in status["localPool"]["message"]
        for name in ("azure", "local", "bad"):
            answer = await fetch("GET", f"proxy/{name}/management.azure.com/subscriptions")
            assert answer.code == 404
        answer = await fetch("POST", "sign-in")
        assert answer.code == 404
