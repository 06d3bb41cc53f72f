"""What the local Azure makes of writes: each type's rules, and what a change does to the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .azure_rig import ACCOUNT, DEV, GROUP, LAKE, LOGS, ML, NODES, POOL, ROOT, SYNAPSE, Rig

EAST = {"location": "eastus"}
IDENTITY = {"identity": {"type": "SystemAssigned"}}
SYNAPSES = f"{GROUP}/providers/Microsoft.Synapse/workspaces"
ACCOUNTS = f"{GROUP}/providers/Microsoft.Storage/storageAccounts"
WORKSPACES = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces"
MLS = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces"
VAULTS = f"{GROUP}/providers/Microsoft.KeyVault/vaults"
COMPONENTS = f"{GROUP}/providers/Microsoft.Insights/components"
DATA = {"accountUrl": "https://contosolake.dfs.core.windows.net", "filesystem": "synapse"}


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def synapse(**properties: Any) -> dict[str, Any]:
    return {**EAST, **IDENTITY, "properties": {"defaultDataLakeStorage": DATA, **properties}}


def pool(**properties: Any) -> dict[str, Any]:
    return {**EAST, "properties": {**NODES, **properties}}


def account(**more: Any) -> dict[str, Any]:
    return {**ACCOUNT, **more}


def compute(resource: str, kind: str = "SynapseSpark") -> dict[str, Any]:
    return {**EAST, "properties": {"computeType": kind, "resourceId": resource}}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        # groups
        (f"{ROOT}/resourceGroups/new", EAST, "201"),
        (f"{ROOT}/resourceGroups/new", {"location": "East US"}, "201"),
        (f"{ROOT}/resourceGroups/new", {}, "400 LocationRequired"),
        (f"{ROOT}/resourceGroups/new", {"location": "moon"}, "400 LocationNotAvailable"),
        (f"{ROOT}/resourceGroups/new.", EAST, "400 InvalidResourceGroup"),
        (GROUP, {"location": "westeurope"}, "409 InvalidResourceGroupLocation"),
        (GROUP, EAST, "200"),
        # storage accounts
        (f"{ACCOUNTS}/newlake", ACCOUNT, "202"),
        (f"{ACCOUNTS}/New_Lake", ACCOUNT, "400 InvalidResourceName"),
        (f"{ACCOUNTS}/newlake", account(sku={}), "400 InvalidRequestContent"),
        (f"{ACCOUNTS}/newlake", account(sku={"name": "Cheap"}), "400 InvalidParameterValue"),
        (f"{ACCOUNTS}/newlake", account(kind="BlobStorage"), "400 InvalidValuesFor"),
        (f"{ROOT}/resourceGroups/none/providers/{ACCOUNTS.split('/providers/')[1]}/newlake",
         ACCOUNT, "404 ResourceGroupNotFound"),
        (LAKE, ACCOUNT, "200"),
        (LAKE, account(properties={"isHnsEnabled": False}), "409 PropertyCannotBeUpdated"),
        (LAKE, account(location="westeurope"), "409 InvalidResourceLocation"),
        # containers
        (f"{LAKE}/blobServices/default/containers/new", {}, "201"),
        (f"{LAKE}/blobServices/default/containers/New", {}, "400 InvalidResourceName"),
        (f"{ACCOUNTS}/none/blobServices/default/containers/new", {}, "404 ParentResourceNotFound"),
        # Synapse workspaces
        (f"{SYNAPSES}/hunts", synapse(), "201"),
        (f"{SYNAPSES}/Hunts", synapse(), "400 InvalidResourceName"),
        (f"{SYNAPSES}/hunts-ondemand-1", synapse(), "400 InvalidResourceName"),
        (f"{SYNAPSES}/hunts", {**EAST, **IDENTITY}, "400 InvalidRequestContent"),
        (f"{SYNAPSES}/hunts", {**synapse(), "identity": {"type": "None"}}, "400 ValidationFailed"),
        (f"{SYNAPSES}/hunts", synapse(defaultDataLakeStorage={**DATA, "accountUrl":
         "https://nolake.dfs.core.windows.net"}), "400 StorageAccountNotFound"),
        (f"{SYNAPSES}/hunts", synapse(defaultDataLakeStorage={**DATA, "accountUrl":
         "https://contosolake.blob.core.windows.net"}), "400 InvalidParameterValue"),
        (f"{SYNAPSES}/hunts", synapse(publicNetworkAccess="Disabled"), "400 ValidationFailed"),
        (f"{SYNAPSES}/hunts", synapse(publicNetworkAccess="Disabled",
         managedVirtualNetwork="default"), "201"),
        (SYNAPSE, synapse(publicNetworkAccess="Disabled"), "400 ValidationFailed"),
        (SYNAPSE, synapse(managedVirtualNetwork="default"), "400 ValidationFailed"),
        # pools
        (f"{SYNAPSE}/bigDataPools/new1", pool(), "202"),
        (f"{SYNAPSE}/bigDataPools/new-1", pool(), "400 InvalidResourceName"),
        (f"{SYNAPSE}/bigDataPools/a123456789012345", pool(), "400 InvalidResourceName"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(sparkVersion="3.1"), "400 ValidationFailed"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(nodeCount=2), "400 ValidationFailed"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(nodeSize="Tiny"), "400 InvalidParameterValue"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(autoScale={"enabled": True, "minNodeCount": 2,
         "maxNodeCount": 5}), "400 ValidationFailed"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(autoPause={"enabled": True, "delayInMinutes": 1}),
         "400 ValidationFailed"),
        (f"{SYNAPSE}/bigDataPools/new1", pool(dynamicExecutorAllocation={"enabled": True}),
         "400 ValidationFailed"),
        (f"{SYNAPSES}/none/bigDataPools/new1", pool(), "404 ParentResourceNotFound"),
        (f"{SYNAPSE}/firewallRules/all", {"properties": {"startIpAddress": "0.0.0.0",
         "endIpAddress": "255.255.255.255"}}, "201"),
        (f"{SYNAPSE}/firewallRules/all", {"properties": {"startIpAddress": "0.0.0",
         "endIpAddress": "256.1.1.1"}}, "400 InvalidParameterValue"),
        # Log Analytics
        (f"{WORKSPACES}/hunt-logs", EAST, "201"),
        (f"{WORKSPACES}/ab", EAST, "400 InvalidResourceName"),
        (f"{WORKSPACES}/hunt-logs", {**EAST, "properties": {"retentionInDays": 5}},
         "400 InvalidParameter"),
        (f"{LOGS}/tables/New_CL", {}, "400 OperationNotSupported"),
        (f"{LOGS}/providers/Microsoft.SecurityInsights/onboardingStates/default", {}, "200"),
        # Azure ML
        (f"{MLS}/hunt-ml", {**EAST, **IDENTITY}, "400 ValidationError"),
        (f"{MLS}/hunt-ml", EAST, "400 InvalidRequestContent"),
        (f"{ML}/computes/new1", compute(POOL), "201"),
        (f"{ML}/computes/new1", compute(f"{POOL}x"), "404 NotFound"),
        (f"{ML}/computes/new1", compute(LAKE), "400 BadRequest"),
        (f"{ML}/computes/new1", compute(POOL, "AmlCompute"), "400 BadRequest"),
        (f"{ML}/computes/new_1", compute(POOL), "400 InvalidResourceName"),
        (f"{ML}/linkedServices/new", {"properties": {}}, "400 OperationNotSupported"),
        (f"{VAULTS}/hunt--vault", {**EAST, "properties": {"tenantId": "x"}},
         "400 InvalidResourceName"),
        (f"{VAULTS}/hunt-vault", EAST, "400 InvalidRequestContent"),
        # Application Insights
        (f"{COMPONENTS}/hunt", {**EAST, "kind": "web", "properties": {"WorkspaceResourceId": LOGS}},
         "200"),
        (f"{COMPONENTS}/hunt", {**EAST, "kind": "web"}, "400 BadRequest"),
        (f"{COMPONENTS}/hunt", {**EAST, "kind": "web", "properties": {"WorkspaceResourceId":
         f"{LOGS}x"}}, "404 ResourceNotFound"),
        # what is no object, and what nobody has
        (f"{SYNAPSE}/bigDataPools/new1", [], "400 InvalidRequestContent"),
        (f"{SYNAPSE}/sqlPools/new1", {}, "400 OperationNotSupported"),
        (f"{SYNAPSE}/integrationRuntimes/new1", {}, "404 InvalidResourceType"),
    ],
)  # fmt: skip
def test_puts(rig: Rig, path: str, body: Any, expected: str) -> None:
    answer = rig.ask("PUT", path, body)
    assert (
        rig.code(answer).startswith(expected)
        if answer.status >= 400
        else (str(answer.status) == expected)
    ), answer.body
    if answer.status >= 400:
        assert answer.body["error"]["message"].strip()
    else:
        rig.wait()
        assert rig.get(path)["name"] == path.rsplit("/", 1)[1]


def test_versions_before_the_first_one(rig: Rig) -> None:
    answer = rig.ask("PUT", POOL, pool(), **{"api-version": "2015-01-01"})
    assert rig.code(answer) == "400 NoRegisteredProviderFound"


def test_a_pool_is_there_for_sessions_when_it_is_made(rig: Rig) -> None:
    assert rig.ask("PUT", f"{SYNAPSES}/hunts", synapse()).status == 201
    host = "hunts.dev.azuresynapse.net"
    assert rig.azure.workspace(host) is None
    rig.wait()
    workspace = rig.azure.workspace(host)
    assert workspace and workspace.pools == ()
    made = rig.ask("PUT", f"{SYNAPSES}/hunts/bigDataPools/New1", pool())
    assert made.body["properties"]["provisioningState"] == "Provisioning"
    workspace = rig.azure.workspace(host)
    assert workspace and workspace.pool("new1") is None
    rig.wait()
    workspace = rig.azure.workspace(host)
    assert workspace and workspace.pool("new1") == "New1"
    rig.ask("DELETE", f"{SYNAPSES}/hunts/bigDataPools/new1")
    rig.wait()
    workspace = rig.azure.workspace(host)
    assert workspace and workspace.pool("new1") is None


def test_an_account_is_a_folder_of_the_lake(rig: Rig) -> None:
    path = f"{ACCOUNTS}/newlake"
    check = f"{ROOT}/providers/Microsoft.Storage/checkNameAvailability"
    assert rig.ask("POST", check, {"name": "newlake"}).body == {"nameAvailable": True}
    rig.put(path, ACCOUNT)
    assert rig.ask("POST", check, {"name": "newlake"}).body["reason"] == "AlreadyExists"
    assert rig.ask("POST", check, {"name": "New"}).body["reason"] == "AccountNameInvalid"
    other = f"{ROOT}/resourceGroups/other"
    rig.ask("PUT", other, EAST)
    taken = rig.ask("PUT", f"{other}/providers/Microsoft.Storage/storageAccounts/newlake", ACCOUNT)
    assert rig.code(taken) == "409 StorageAccountAlreadyTaken"
    containers = f"{path}/blobServices/default/containers"
    rig.put(f"{containers}/hunts", {})
    (rig.lake / "newlake" / "am-syslog").mkdir()
    assert [one["name"] for one in rig.get(containers)["value"]] == ["am-syslog", "hunts"]
    assert rig.get(f"{containers}/AM-syslog")["properties"]["leaseState"] == "Available"
    assert rig.ask("DELETE", f"{containers}/am-syslog").status == 200
    assert rig.ask("DELETE", f"{containers}/am-syslog").status == 204
    assert [one.name for one in (rig.lake / "newlake").iterdir()] == ["hunts"]
    assert rig.ask("DELETE", path).status == 200
    assert not (rig.lake / "newlake").exists()
    (rig.lake / "contosolake" / "am-syslog").mkdir(parents=True)
    assert rig.ask("DELETE", LAKE).status == 200
    assert (rig.lake / "contosolake" / "am-syslog").exists()  # the sample belongs to all


def test_what_is_deleted_takes_its_parts_along(rig: Rig) -> None:
    answer = rig.ask("DELETE", SYNAPSE)
    assert (answer.status, rig.get(SYNAPSE)["properties"]["provisioningState"]) == (202, "Deleting")
    assert rig.poll(answer.headers["Location"]).status == 202
    rig.wait()
    assert rig.poll(answer.headers["Location"]).status == 204
    assert rig.ask("GET", POOL).status == 404
    assert rig.azure.workspace(DEV) is None
    assert not rig.azure.core.state.synapse_assignments
    answer = rig.ask("DELETE", GROUP)
    assert rig.poll(answer.headers["Location"]).status == 202
    rig.wait()
    assert rig.poll(answer.headers["Location"]).status == 200
    assert rig.ask("HEAD", GROUP).status == 404
    assert rig.get(f"{ROOT}/resources") == {"value": []}


def test_only_one_change_at_a_time(rig: Rig) -> None:
    path = f"{SYNAPSE}/bigDataPools/new1"
    assert rig.ask("PUT", path, pool()).status == 202
    assert rig.code(rig.ask("PUT", path, pool())) == "409 Conflict"
    assert rig.code(rig.ask("DELETE", path)) == "409 Conflict"
    rig.wait()
    assert rig.ask("DELETE", SYNAPSE).status == 202
    assert rig.code(rig.ask("PUT", path, pool())) == "409 Conflict"


@pytest.mark.parametrize("name", ["failvalidation", "FailValidation1"])
def test_a_creation_that_is_to_fail(rig: Rig, name: str) -> None:
    path = f"{SYNAPSE}/bigDataPools/{name}"
    answer = rig.ask("PUT", path, pool())
    url = answer.headers["Azure-AsyncOperation"]
    assert rig.poll(url).body["status"] == "InProgress"
    rig.wait()
    ended = rig.poll(url).body
    assert (ended["status"], ended["error"]["code"]) == ("Failed", "ValidationFailed")
    assert rig.get(path)["properties"]["provisioningState"] == "Failed"
    workspace = rig.azure.workspace(DEV)
    assert workspace and workspace.pool(name) is None
    assert rig.ask("DELETE", path).status == 202


def test_progress(rig: Rig) -> None:
    rig.azure.configure({"operationSeconds": 10})
    url = rig.ask("PUT", f"{SYNAPSE}/bigDataPools/new1", pool()).headers["Azure-AsyncOperation"]
    seen = []
    for _ in range(3):
        status = rig.poll(url).body
        seen.append((status["status"], status["percentComplete"]))
        rig.wait(5)
    assert seen == [("InProgress", 0), ("InProgress", 50), ("Succeeded", 100)]
    unknown = url.split("?")[0][:-4] + "0000?api-version=2021-06-01"
    assert rig.poll(unknown).status == 404


def test_an_attached_pool_is_detached(rig: Rig) -> None:
    path = f"{ML}/computes/largepool"
    assert rig.code(rig.ask("DELETE", path)) == "400 BadRequest"
    wrong = rig.ask("DELETE", path, underlyingResourceAction="Delete")
    assert "only be detached" in wrong.body["error"]["message"]
    assert rig.ask("DELETE", path, underlyingResourceAction="Detach").status == 202
    rig.wait()
    assert rig.ask("GET", path).status == 404
    assert rig.ask("GET", f"{SYNAPSE}/bigDataPools/bigpool").status == 200


def test_tags_are_patched(rig: Rig) -> None:
    for path in (GROUP, POOL, LOGS, ML, LAKE):
        answer = rig.ask("PATCH", path, {"tags": {"cost": "hunts"}})
        assert answer.status == 200, answer.body
        assert rig.get(path)["tags"] == {"cost": "hunts"}
    rig.wait()
    assert rig.ask("PATCH", f"{POOL}x", {"tags": {}}).status == 404
    assert rig.code(rig.ask("PATCH", POOL, {"tags": {"a": 1}})) == "400 InvalidRequestContent"


def test_providers_have_to_be_registered(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "empty")
    rig.ask("PUT", f"{ROOT}/resourceGroups/hunt", EAST)
    path = f"{ROOT}/resourceGroups/hunt/providers/Microsoft.Synapse/workspaces/hunts"
    provider = f"{ROOT}/providers/Microsoft.Synapse"
    assert rig.code(rig.ask("PUT", path, synapse())) == "409 MissingSubscriptionRegistration"
    assert rig.get(provider)["registrationState"] == "NotRegistered"
    assert rig.ask("POST", f"{provider}/register").body["registrationState"] == "Registering"
    assert rig.get(provider)["registrationState"] == "Registering"
    # Azure creates what is of a provider while it is being registered
    assert rig.code(rig.ask("PUT", path, synapse())) == "400 StorageAccountNotFound"
    rig.wait()
    assert rig.get(provider)["registrationState"] == "Registered"
    assert rig.code(rig.ask("PUT", path, synapse())) == "400 StorageAccountNotFound"
    assert rig.ask("GET", f"{ROOT}/providers/Microsoft.Nope").status == 404


def test_all_resources_and_some_of_them(rig: Rig) -> None:
    path = f"{ROOT}/resources"
    assert len(rig.get(path)["value"]) > 8
    for text, names in (
        ("resourceType eq 'Microsoft.Synapse/workspaces'", ["contoso-synapse"]),
        ("name eq 'contosolake' and location eq 'eastus'", ["contosolake"]),
        ("resourceGroup eq 'none'", []),
    ):
        found = rig.ask("GET", path, **{"$filter": text}).body["value"]
        assert [one["name"] for one in found] == names
    wrong = rig.ask("GET", path, **{"$filter": "tagName eq 'a'"})
    assert rig.code(wrong) == "400 InvalidFilterInQueryString"
    graph = "/providers/Microsoft.ResourceGraph/resources"
    assert rig.code(rig.ask("POST", graph, {"query": "Resources"})) == "400 BadRequest"


def test_what_there_is_none_of_is_listed(rig: Rig) -> None:
    lake = f"{ACCOUNTS}/contosolake"
    for path in (
        f"{SYNAPSE}/sqlPools",
        f"{lake}/fileServices/default/shares",
        f"{lake}/queueServices/default/queues",
        f"{lake}/tableServices/default/tables",
    ):
        assert rig.get(path) == {"value": []}
    none = f"{ACCOUNTS}/none/fileServices/default/shares"
    assert rig.ask("GET", none).status == 404
