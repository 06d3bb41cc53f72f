"""Who may do what in the local Azure, by action, for each user and each role."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_synapse.local.arm_answer import ArmError
from jupyterlab_synapse.local.arm_roles import ROLES
from jupyterlab_synapse.local.arm_state import copy

from .azure_rig import (
    ANALYST,
    DEV,
    ENGINEER,
    GROUP,
    LAKE,
    LOGS,
    ML,
    NODES,
    NONE,
    OWNER,
    POOL,
    ROOT,
    SYNAPSE,
    Rig,
)

ASSIGNMENT = "providers/Microsoft.Authorization/roleAssignments"
GUID = "11111111-1111-1111-1111-11111111111{}"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def give(rig: Rig, role: str, scope: str, number: int = 0) -> str:
    """Gives the user without rights a role; returns the assignment's path."""
    persona = rig.azure.core.state.settings.persona
    rig.azure.configure({"persona": "owner"})
    path = f"{scope}/{ASSIGNMENT}/{GUID.format(number)}"
    definition = f"{ROOT}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role].id}"
    properties = {"principalId": NONE, "roleDefinitionId": definition, "principalType": "User"}
    assert rig.ask("PUT", path, {"properties": properties}).status == 201
    rig.azure.configure({"persona": persona})
    return path


REQUESTS = {
    "read": ("GET", POOL),
    "list": ("GET", f"{SYNAPSE}/bigDataPools"),
    "pool": ("PUT", f"{SYNAPSE}/bigDataPools/new1"),
    "tag": ("PATCH", GROUP),
    "export": ("PUT", f"{LOGS}/dataExports/second"),
    "sentinel": ("PUT", f"{LOGS}/providers/Microsoft.SecurityInsights/onboardingStates/default"),
    "attach": ("PUT", f"{ML}/computes/new1"),
    "assign": ("PUT", f"{LAKE}/{ASSIGNMENT}/{GUID.format(9)}"),
    "delete": ("DELETE", LAKE),
}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("Owner", set(REQUESTS)),
        ("Contributor", set(REQUESTS) - {"assign"}),
        ("Reader", {"read", "list"}),
        ("User Access Administrator", {"read", "list", "assign"}),
        ("Log Analytics Contributor", {"read", "list", "export"}),
        ("Log Analytics Reader", {"read", "list"}),
        ("Microsoft Sentinel Contributor", {"sentinel"}),
        ("AzureML Data Scientist", set()),
        ("Storage Blob Data Contributor", set()),
        ("Storage Blob Data Reader", set()),
    ],
)
def test_roles(rig: Rig, role: str, allowed: set[str]) -> None:
    give(rig, role, ROOT)
    rig.azure.configure({"persona": "none"})
    bodies = {"PUT": {"location": "eastus", "properties": NODES}, "PATCH": {"tags": {}}}
    passed = {
        name
        for name, (method, path) in REQUESTS.items()
        if rig.ask(method, path, bodies.get(method)).status != 403
    }
    assert passed == allowed


def test_a_refusal_as_recorded(rig: Rig) -> None:
    rig.azure.configure({"persona": "analyst"})
    answer = rig.ask("DELETE", LAKE)
    assert answer.status == 403
    assert answer.body["error"] == {
        "code": "AuthorizationFailed",
        "message": f"The client 'alex@contoso.example' with object id '{ANALYST}' does not have "
        "authorization to perform action 'Microsoft.Storage/storageAccounts/delete' over scope "
        f"'{LAKE}' or the scope is invalid. If access was recently granted, please refresh your "
        "credentials.",
    }


def test_who_has_nothing_sees_nothing(rig: Rig) -> None:
    rig.azure.configure({"persona": "none"})
    assert rig.get("/subscriptions")["value"] == []
    assert rig.get("/tenants")["value"]
    assert rig.get(f"{ROOT}/providers/Microsoft.Authorization/permissions") == {"value": []}
    for path in (ROOT, f"{ROOT}/resourceGroups", GROUP, SYNAPSE, f"{ROOT}/locations"):
        assert rig.ask("GET", path).status == 403, path
    give(rig, "Reader", SYNAPSE)
    assert len(rig.get("/subscriptions")["value"]) == 1
    names = [one["name"] for one in rig.get(f"{ROOT}/resources")["value"]]
    assert names == ["contoso-synapse", "sparkpool01", "bigpool"]
    kind = "providers/Microsoft.Synapse/workspaces"
    assert [one["name"] for one in rig.get(f"{ROOT}/{kind}")["value"]] == ["contoso-synapse"]
    assert rig.ask("GET", LOGS).status == 403


@pytest.mark.parametrize(
    ("persona", "count"), [("owner", {"*"}), ("analyst", {"*/read"}), ("none", set())]
)
def test_permissions(rig: Rig, persona: str, count: set[str]) -> None:
    rig.azure.configure({"persona": persona})
    for scope in (ROOT, GROUP, POOL):
        found = rig.get(f"{scope}/providers/Microsoft.Authorization/permissions")["value"]
        assert {one["actions"][0] for one in found if one["actions"][0].startswith("*")} == count
    owner = rig.azure.access.allows("Microsoft.Storage/storageAccounts/write", LAKE)
    assert owner is (persona == "owner")


def test_roles_are_taken_away(rig: Rig) -> None:
    rig.azure.configure({"without": ["Owner"]})
    assert rig.ask("GET", SYNAPSE).status == 403
    rig.azure.configure({"without": ["Storage Blob Data Contributor"]})
    assert rig.ask("GET", SYNAPSE).status == 200
    assert rig.azure.lake_refusal("contosolake", "") is None  # owners list containers
    refusal = rig.azure.lake_refusal("contosolake", "synapse")
    assert refusal and refusal[0] == "AuthorizationPermissionMismatch"
    rig.azure.configure({"without": []})
    assert rig.azure.lake_refusal("contosolake", "synapse") is None


def test_a_role_is_taken_away_in_one_place(rig: Rig) -> None:
    rig.azure.configure({"persona": "engineer", "without": ["Contributor @ contoso-synapse"]})
    body = {"location": "eastus", "properties": NODES}
    assert rig.ask("PUT", f"{SYNAPSE}/bigDataPools/new1", body).status == 403
    assert rig.ask("PATCH", ML, {"tags": {}}).status == 200
    rig.azure.configure({"without": ["Contributor @ contoso-aml"]})
    assert rig.ask("PUT", f"{SYNAPSE}/bigDataPools/new1", body).status == 202
    assert rig.ask("PATCH", ML, {"tags": {}}).status == 403


def test_the_lake(rig: Rig) -> None:
    rig.azure.configure({"persona": "none"})
    assert rig.azure.lake_refusal("contosolake", "synapse")
    assert rig.azure.lake_refusal("elsewhere", "synapse") is None
    give(rig, "Storage Blob Data Reader", LAKE + "/blobServices/default/containers/synapse")
    assert rig.azure.lake_refusal("contosolake", "synapse") is None
    assert rig.azure.lake_refusal("contosolake", "other")
    rig.azure.configure({"persona": "owner"})
    rules = {"networkAcls": {"defaultAction": "Deny"}}
    assert rig.ask("PATCH", LAKE, {"properties": rules}).status == 200
    refusal = rig.azure.lake_refusal("contosolake", "synapse")
    assert refusal and refusal[0] == "AuthorizationFailure"


def test_livy_needs_one_of_synapses_own_roles(rig: Rig) -> None:
    rig.azure.configure({"persona": "analyst"})
    assert rig.azure.livy_refusal("contoso-synapse", "bigpool") is None
    rig.azure.configure({"without": ["Synapse Compute Operator"]})
    refusal = rig.azure.livy_refusal("contoso-synapse", "bigpool")
    assert refusal and "useCompute/action" in refusal and "bigDataPools/bigpool" in refusal
    rig.azure.configure({"persona": "owner", "without": ["Synapse Administrator"]})
    assert rig.azure.livy_refusal("contoso-synapse", "bigpool")


def test_who_makes_a_workspace_is_its_administrator(rig: Rig) -> None:
    give(rig, "Contributor", ROOT)
    rig.azure.configure({"persona": "none"})
    lake = {"accountUrl": "https://contosolake.dfs.core.windows.net", "filesystem": "synapse"}
    body = {"location": "eastus", "identity": {"type": "SystemAssigned"}}
    rig.put(
        f"{GROUP}/providers/Microsoft.Synapse/workspaces/hunts", body, defaultDataLakeStorage=lake
    )
    rig.azure.settle()
    assert rig.azure.livy_refusal("hunts", "any") is None
    rig.azure.configure({"persona": "owner"})
    assert rig.azure.livy_refusal("hunts", "any")


def test_a_new_assignment_may_need_its_time(rig: Rig) -> None:
    rig.azure.configure({"assignmentSeconds": 60, "persona": "none"})
    path = give(rig, "Reader", GROUP)
    assert rig.ask("GET", SYNAPSE).status == 403
    rig.wait(61)
    assert rig.ask("GET", SYNAPSE).status == 200
    rig.azure.configure({"persona": "owner"})
    assert rig.ask("DELETE", path).status == 200
    assert rig.ask("DELETE", path).status == 204
    assert rig.ask("GET", path).status == 404


def test_assignments(rig: Rig) -> None:
    path = give(rig, "Reader", LAKE)
    list_path = f"{LAKE}/{ASSIGNMENT}"

    def principals(text: str = "", where: str = list_path) -> set[str]:
        query = {"$filter": text} if text else {}
        found = rig.ask("GET", where, **query).body["value"]
        return {one["properties"]["principalId"] for one in found}

    assert principals() == {OWNER, ANALYST, ENGINEER, NONE}
    assert principals(f"principalId eq '{NONE}'") == {NONE}
    assert principals(f"assignedTo('{ANALYST}')") == {ANALYST}
    assert principals("atScope()", f"{ROOT}/{ASSIGNMENT}") == {OWNER, ANALYST}
    assert principals("", f"{ROOT}/{ASSIGNMENT}") == {OWNER, ANALYST, ENGINEER, NONE}
    assert rig.code(rig.ask("GET", list_path, **{"$filter": "x"})) == "400 InvalidFilter"
    body = copy(rig.get(path))
    assert rig.ask("PUT", path, body).status == 200
    other = f"{LAKE}/{ASSIGNMENT}/{GUID.format(2)}"
    assert rig.code(rig.ask("PUT", other, body)) == "409 RoleAssignmentExists"
    body["properties"]["principalId"] = ANALYST
    assert rig.code(rig.ask("PUT", path, body)) == "400 RoleAssignmentUpdateNotPermitted"
    assert rig.code(rig.ask("PUT", f"{LAKE}/{ASSIGNMENT}/a", body)).startswith("400")
    body["properties"]["roleDefinitionId"] = "x"
    assert rig.code(rig.ask("PUT", other, body)) == "400 RoleDefinitionDoesNotExist"
    rig.ask("DELETE", LAKE)
    assert path.lower() not in rig.azure.core.state.assignments


def test_role_definitions(rig: Rig) -> None:
    path = f"{ROOT}/providers/Microsoft.Authorization/roleDefinitions"
    assert len(rig.get(path)["value"]) == len(ROLES)
    query = {"$filter": "roleName eq 'Reader'"}
    (found,) = rig.ask("GET", path, **query).body["value"]
    assert found["name"] == "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    assert rig.get(f"{path}/{found['name']}") == found
    assert rig.ask("GET", f"{path}/{NONE}").status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"tenants": "small"},
        {"tenant": "huge"},
        {"persona": "admin"},
        {"persona": []},
        {"tenant": {}},
        {"without": "Owner"},
        {"operationSeconds": -1},
        {"operationSeconds": True},
        {"throttle": {"times": 1}},
    ],
)
def test_settings_that_are_not_understood(rig: Rig, body: dict[str, object]) -> None:
    before = rig.azure.control()
    with pytest.raises(ArmError):
        rig.azure.configure(body)
    assert rig.azure.control() == before


def rbac(rig: Rig, method: str, path: str, body: object = None, **query: str) -> object:
    answer = rig.azure.rbac(DEV, method, path, {"api-version": "2020-12-01", **query}, body)
    return answer.body if answer.status == 200 else answer.status


def test_synapses_own_access_control(rig: Rig) -> None:
    name = f"/roleAssignments/{GUID.format(0)}"
    scope = "workspaces/contoso-synapse/bigDataPools/bigpool"
    body = {"roleId": "e3844cc7-4670-42cb-9349-9bdac1ee7881", "principalId": NONE, "scope": scope}
    assert rbac(rig, "PUT", name, {**body, "scope": "workspaces/other"}) == 400
    assert rbac(rig, "PUT", name, {**body, "roleId": NONE}) == 400
    made = rbac(rig, "PUT", name, body)
    assert isinstance(made, dict) and made["scope"] == scope
    assert rbac(rig, "PUT", f"/roleAssignments/{GUID.format(1)}", body) == 409
    assert rbac(rig, "GET", name) == made
    listed = rbac(rig, "GET", "/roleAssignments", scope=scope, principalId=NONE)
    assert listed == {"count": 1, "value": [made]}
    rig.azure.configure({"persona": "none"})
    assert rig.azure.livy_refusal("contoso-synapse", "bigpool") is None
    assert rig.azure.livy_refusal("contoso-synapse", "sparkpool01")
    assert rbac(rig, "DELETE", name) == 403
    rig.azure.configure({"persona": "owner"})
    assert rig.azure.rbac(DEV, "DELETE", name, {"api-version": "2020-12-01"}, None).status == 200
    assert rbac(rig, "GET", name) == 404
    assert rbac(rig, "DELETE", name) == 204
    assert isinstance(rbac(rig, "GET", "/roleDefinitions"), list)
    assert rig.azure.rbac(DEV, "GET", "/rbacScopes", {}, None).status == 400
    assert rig.azure.rbac("none.dev.azuresynapse.net", "GET", "/rbacScopes", {}, None).status == 404
