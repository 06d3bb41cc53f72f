"""The local Azure behind HTTP: its control endpoint, and what the rest of the pool makes of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .azure_rig import ACCOUNT, DEV, GROUP, LAKE, NODES, ROOT, SYNAPSE
from .client import CREATE, Client
from .conftest import Server

SESSIONS = "/livyApi/versions/2019-11-01-preview/sparkPools/{}/sessions"


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """Of a server whose local Azure is as new before and after."""
    client = server.client
    assert client.ask("PUT", "/local-azure", {"reset": True}).status == 200
    yield client
    client.ask("PUT", "/local-azure", {"reset": True})


def arm(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.ask(method, f"{path}?api-version=2024-10-01", body)


def at(client: Client, host: str) -> Client:
    return Client(client.base_url, client.token, {"X-Forwarded-Host": host})


def test_the_control_endpoint(client: Client) -> None:
    shown = client.get("/local-azure")
    assert shown.status == 200
    assert shown.body["principal"] == {
        "id": "00000000-0000-0000-0000-000000000008",
        "name": "dana@contoso.example",
        "tenant": "00000000-0000-0000-0000-000000000000",
    }
    changed = client.ask("PUT", "/local-azure", {"persona": "analyst", "without": ["Reader"]})
    assert changed.body["principal"]["name"] == "alex@contoso.example"
    assert client.get("/local-azure").body == changed.body
    for body, raw in (({"persona": "admin"}, None), ([], None), (None, b"{")):
        refused = client.ask("PUT", "/local-azure", body, raw)
        assert (refused.status, refused.body["error"]["code"]) == (400, "InvalidSetting")
    stranger = Client(client.base_url, "wrong")
    assert stranger.get("/local-azure").status == 401
    assert stranger.ask("PUT", "/local-azure", {"persona": "owner"}).status == 401


def test_a_new_pool_runs_sessions(client: Client) -> None:
    client.ask("PUT", "/local-azure", {"operationSeconds": 3})
    path = f"{SYNAPSE}/bigDataPools/Fresh1"
    made = arm(client, "PUT", path, {"location": "eastus", "properties": NODES})
    assert made.status == 202
    url = made.headers["azure-asyncoperation"].removeprefix("https://management.azure.com")
    dev = at(client, DEV)
    assert dev.get(SESSIONS.format("fresh1")).status == 404
    end = time.monotonic() + 60
    while client.get(url).body["status"] == "InProgress":
        assert time.monotonic() < end
        time.sleep(0.05)
    assert dev.get(SESSIONS.format("fresh1")).body["sessions"] == []
    session = dev.post(f"{SESSIONS.format('fresh1')}?detailed=true", CREATE).body
    assert session["sparkPoolName"] == "Fresh1"
    assert dev.delete(f"{SESSIONS.format('fresh1')}/{session['id']}").status == 200


def test_livy_refuses_who_may_not_compute(client: Client) -> None:
    dev = at(client, DEV)
    client.ask("PUT", "/local-azure", {"persona": "none"})
    for answer in (
        dev.get(SESSIONS.format("sparkpool01")),
        dev.post(SESSIONS.format("sparkpool01"), CREATE),
    ):
        assert answer.status == 403
        assert "useCompute/action" in answer.body["Message"] and answer.body["TraceId"]
    assert client.get("/sessions").status == 200  # plain Livy has no roles
    client.ask("PUT", "/local-azure", {"persona": "analyst"})
    assert dev.get(SESSIONS.format("sparkpool01")).status == 200


def test_livy_of_a_closed_workspace_refuses_everybody(client: Client) -> None:
    client.ask("PUT", "/local-azure", {"operationSeconds": 0})
    dev = at(client, "closed.dev.azuresynapse.net")
    lake = {"accountUrl": "https://contosolake.dfs.core.windows.net", "filesystem": "synapse"}
    body = {
        "location": "eastus",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "defaultDataLakeStorage": lake,
            "publicNetworkAccess": "Disabled",
            "managedVirtualNetwork": "default",
        },
    }
    path = f"{GROUP}/providers/Microsoft.Synapse/workspaces/closed"
    assert arm(client, "PUT", path, body).status == 201
    for path in (SESSIONS.format("sparkpool01"), SESSIONS.format("nopool")):
        answer = dev.get(path)
        assert answer.status == 403 and answer.body["TraceId"]
        assert answer.body["Message"].startswith("ClientIpAddressNotAuthorized")
    refused = dev.get("/roleDefinitions?api-version=2020-12-01")
    code = refused.body["error"]["code"]
    assert (refused.status, code) == (403, "ClientIpAddressNotAuthorized")
    assert client.get("/sessions").status == 200  # plain Livy has no workspace


def test_access_control_of_a_workspace(client: Client) -> None:
    dev = at(client, DEV)
    roles = dev.get("/roleDefinitions?api-version=2020-12-01").body
    assert {"Synapse Administrator", "Synapse Compute Operator"} <= {one["name"] for one in roles}
    scope = "workspaces/contoso-synapse"
    action = "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action"
    body = {
        "subject": {"principalId": "00000000-0000-0000-0000-000000000009"},
        "scope": scope,
        "actions": [{"id": action, "isDataAction": True}],
    }
    answer = dev.post("/checkAccessSynapseRbac?api-version=2020-12-01", body)
    (decision,) = answer.body["AccessDecisions"]
    assert (decision["accessDecision"], decision["roleAssignment"]["scope"]) == ("Allowed", scope)
    client.ask("PUT", "/local-azure", {"persona": "none"})
    refused = dev.get("/roleAssignments?api-version=2020-12-01")
    assert refused.status == 403 and refused.body["error"]["code"] == "AccessControlUnauthorized"


def test_the_lake_knows_accounts_and_roles(client: Client) -> None:
    client.ask("PUT", "/local-azure", {"operationSeconds": 0})
    path = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/freshlake"
    lake = at(client, "freshlake.dfs.core.windows.net")
    lake.headers["x-ms-version"] = "2025-01-05"
    listing = "/?resource=account"
    assert lake.get(listing).status == 404
    assert arm(client, "PUT", path, ACCOUNT).status == 202
    assert arm(client, "GET", path).body["properties"]["provisioningState"] == "Succeeded"
    assert arm(client, "PUT", f"{path}/blobServices/default/containers/hunts", {}).status == 201
    assert [one["name"] for one in lake.get(listing).body["filesystems"]] == ["hunts"]
    inside = "/hunts?resource=filesystem&recursive=true"
    assert lake.get(inside).body == {"paths": []}
    client.ask("PUT", "/local-azure", {"without": ["Storage Blob Data Contributor"]})
    refused = lake.get(inside)
    assert (refused.status, refused.body["error"]["code"]) == (
        403,
        "AuthorizationPermissionMismatch",
    )
    assert arm(client, "DELETE", path).status == 200
    assert lake.get(listing).status == 404


def test_bodies_that_are_no_json(client: Client) -> None:
    not_a_number = b'{"properties": {"networkAcls": {"ipRules": [NaN]}}}'
    for raw in (b"{", b"\xff", b"[" * 100_000, not_a_number):
        answer = client.ask("PUT", f"{LAKE}?api-version=2023-05-01", raw=raw)
        assert (answer.status, answer.body["error"]["code"]) == (400, "InvalidRequestContent")
    accounts = f"{GROUP}/providers/Microsoft.Storage/storageAccounts"
    assert arm(client, "GET", accounts).status == 200


def test_a_blob_is_in_its_container_however_its_path_is_written(
    client: Client, server: Server
) -> None:
    blob = at(client, "contosolake.blob.core.windows.net")
    blob.headers["x-ms-version"] = "2025-01-05"
    folder = server.home.lake / "contosolake" / "odd-paths"
    inside = folder / "etc" / "hostname"
    inside.parent.mkdir(parents=True)
    inside.write_text("in the lake" * 99)
    try:
        for path in ("/odd-paths/etc/hostname", "/odd-paths//etc/hostname"):
            answer = blob.ask("HEAD", path)
            assert (answer.status, answer.headers["content-length"]) == (200, "1089"), path
        assert blob.ask("HEAD", "/odd-paths/etc//hostname").status == 400
    finally:
        shutil.rmtree(folder)


def test_over_a_restart_of_the_server(own_server: Callable[..., Server]) -> None:
    first = own_server("--tenant", "empty", "--persona", "owner")
    group = f"{ROOT}/resourceGroups/hunt"
    assert arm(first.client, "PUT", group, {"location": "westeurope"}).status == 201
    first.client.ask("PUT", "/local-azure", {"operationSeconds": 60})
    made = arm(
        first.client,
        "PUT",
        f"{group}/providers/Microsoft.Storage/storageAccounts/restartlake",
        {**ACCOUNT, "location": "westeurope"},
    )
    url = made.headers["location"].removeprefix("https://management.azure.com")
    assert first.client.get(url).status == 202
    first.stop()
    second = Server(first.home, "--tenant", "empty")
    try:
        assert second.client.get(url).status == 202
        assert arm(second.client, "GET", group).status == 200
        assert second.client.get("/sessions").status == 200  # plain Livy needs no workspace
    finally:
        second.stop()
