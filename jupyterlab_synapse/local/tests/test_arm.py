"""The local Azure's documents."""

from __future__ import annotations

import pytest

from jupyterlab_synapse.local import arm_tables
from jupyterlab_synapse.local.arm import LocalAzure

from .client import Client

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/contoso-rg"
ML = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/contoso-aml"
SYNAPSE = f"{GROUP}/providers/Microsoft.Synapse/workspaces/contoso-synapse"
LOGS = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/contoso-ws"
VERSION = {"api-version": "2021-06-01"}


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/subscriptions", ["Contoso (local)"]),
        ("/tenants", ["Contoso (local)"]),
        (f"{SUBSCRIPTION}/resourceGroups", ["contoso-rg"]),
        (f"{SUBSCRIPTION}/providers/Microsoft.Synapse/workspaces", ["contoso-synapse"]),
        (f"{GROUP}/providers/Microsoft.Synapse/workspaces", ["contoso-synapse"]),
        (f"{SYNAPSE}/bigDataPools", ["sparkpool01", "bigpool"]),
        (
            f"{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/workspaces",
            ["contoso-aml"],
        ),
        (f"{ML}/computes", ["sparkpool01", "largepool", "cpu-cluster"]),
        (f"{ML}/linkedServices", ["contoso-linked-synapse"]),
        (f"{LOGS}/tables", list(arm_tables.TABLES)),
        (f"{LOGS}/dataExports", ["export-firewall"]),
        (f"{SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts", ["contosolake"]),
    ],
)
def test_lists_and_each_of_their_members(azure: LocalAzure, path: str, names: list[str]) -> None:
    answer = azure.get(path, VERSION)
    assert answer.status == 200
    found = answer.body["value"]
    assert [one.get("name", one.get("displayName")) for one in found] == names
    assert azure.get(path.upper(), VERSION) == answer
    for one in found:
        if path != "/tenants":
            assert azure.get(one["id"], VERSION).body == one
            assert azure.get(one["id"].swapcase(), VERSION).body == one


def test_computes_lead_to_pools_and_pools_to_the_data_plane(azure: LocalAzure) -> None:
    for name, pool in (("sparkpool01", "sparkpool01"), ("largepool", "bigpool")):
        compute = azure.get(f"{ML}/computes/{name}", VERSION).body["properties"]
        assert compute["computeType"] == "SynapseSpark"
        target = azure.get(compute["resourceId"], VERSION)
        assert (target.status, target.body["name"]) == (200, pool)
    cluster = azure.get(f"{ML}/computes/cpu-cluster", VERSION).body["properties"]
    assert cluster["computeType"] == "AmlCompute" and "resourceId" not in cluster
    linked = azure.get(f"{ML}/linkedServices/contoso-linked-synapse", VERSION).body["properties"]
    workspace = azure.get(linked["linkedServiceResourceId"], VERSION).body["properties"]
    host = workspace["connectivityEndpoints"]["dev"].removeprefix("https://")
    found = azure.workspace(host)
    assert found and found.pools == ("sparkpool01", "bigpool")
    small = azure.get(f"{SYNAPSE}/bigDataPools/sparkpool01", VERSION).body["properties"]
    assert (small["nodeSize"], small["sparkVersion"]) == ("Small", "3.5")
    assert small["autoScale"] == {"enabled": True, "minNodeCount": 3, "maxNodeCount": 10}
    assert small["autoPause"] == {"enabled": True, "delayInMinutes": 15}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/subscriptions/11111111-0000-0000-0000-000000000000", "SubscriptionNotFound"),
        (f"{SUBSCRIPTION}/resourceGroups/nope", "ResourceGroupNotFound"),
        (f"{SUBSCRIPTION}/resourceGroups/nope/providers/A.B/c/d", "ResourceGroupNotFound"),
        (f"{SYNAPSE}/bigDataPools/nope", "ResourceNotFound"),
        (f"{SYNAPSE}x/bigDataPools", "ResourceNotFound"),
        (f"{SYNAPSE}x", "ResourceNotFound"),
        (f"{GROUP}/providers/Microsoft.Nope/things", "InvalidResourceType"),
        ("/subscriptions/00000000-0000-0000-0000-000000000000/nope", "NotFound"),
    ],
)
def test_what_is_not_there(azure: LocalAzure, path: str, code: str) -> None:
    answer = azure.get(path, VERSION)
    assert answer.status == 404 and answer.headers == {"x-ms-failure-cause": "gateway"}
    assert answer.body["error"]["code"] == code
    assert "nope" in answer.body["error"]["message"].lower() or code != "NotFound"


def test_api_version_is_required(azure: LocalAzure) -> None:
    assert azure.get(GROUP, {}).body["error"]["code"] == "MissingApiVersionParameter"
    assert azure.get(GROUP, {"Api-Version": "2021-04-01"}).status == 200
    assert azure.get(GROUP, {"api-version": "new"}).body["error"]["code"] == (
        "InvalidApiVersionParameter"
    )


def test_over_http(client: Client) -> None:
    found = client.get(f"{SYNAPSE}?api-version=2021-06-01")
    assert (found.status, found.body["name"]) == (200, "contoso-synapse")
    assert client.get(SYNAPSE).status == 400
    missing = client.get(f"{SYNAPSE}/bigDataPools/nope?api-version=2021-06-01")
    assert missing.status == 404 and missing.headers["x-ms-failure-cause"] == "gateway"
    named = Client(client.base_url, client.token, {"x-ms-client-request-id": "mine"})
    headers = named.get("/subscriptions?api-version=2022-12-01").headers
    assert headers["x-ms-client-request-id"] == "mine" and headers["x-ms-request-id"]
    refused = client.ask("POST", f"{SYNAPSE}?api-version=2021-06-01", {})
    assert (refused.status, refused.body["error"]["code"]) == (404, "NotFound")
