"""What Azure remembers of what was deleted, when something of the same name is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .azure_rig import ACCOUNT, GROUP, LAKE, LOGS, ROOT, SYNAPSE, Rig

EAST = {"location": "eastus"}
IDENTITY = {"identity": {"type": "SystemAssigned"}}
TENANT = "00000000-0000-0000-0000-000000000000"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/hunt-vault"
INSIGHTS = f"{GROUP}/providers/Microsoft.Insights/components/hunt-ml"
ML = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/hunt-ml"
HUNTS = f"{GROUP}/providers/Microsoft.Synapse/workspaces/hunts"
DAY = 86_400


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def vault(**properties: Any) -> dict[str, Any]:
    return {**EAST, "properties": {"tenantId": TENANT, **properties}}


def machine_learning(rig: Rig) -> dict[str, Any]:
    """The body of a workspace, and what it needs."""
    if rig.ask("GET", VAULT).status == 404:
        assert rig.ask("PUT", VAULT, vault()).status == 201
    insights = {**EAST, "kind": "web", "properties": {"WorkspaceResourceId": LOGS}}
    assert rig.ask("PUT", INSIGHTS, insights).status == 200
    parts = {"storageAccount": LAKE, "keyVault": VAULT, "applicationInsights": INSIGHTS}
    return {**EAST, **IDENTITY, "properties": parts}


def test_the_name_of_a_deleted_vault_is_kept(rig: Rig) -> None:
    assert rig.ask("PUT", VAULT, vault()).status == 201
    assert rig.ask("DELETE", VAULT).status == 200
    rig.restart()
    other = f"{ROOT}/resourceGroups/other"
    rig.ask("PUT", other, EAST)
    elsewhere = f"{other}/providers/Microsoft.KeyVault/vaults/Hunt-Vault"
    for path in (VAULT, elsewhere):
        refused = rig.ask("PUT", path, vault())
        assert rig.code(refused) == "409 ConflictError"
        assert "already exists in deleted state" in refused.body["error"]["message"]
    rig.wait(90 * DAY + 1)
    assert rig.ask("PUT", VAULT, vault(softDeleteRetentionInDays=7)).status == 201
    assert rig.ask("PUT", VAULT, vault(softDeleteRetentionInDays=7)).status == 200
    assert rig.ask("DELETE", VAULT).status == 200
    rig.wait(7 * DAY + 1)
    assert rig.ask("PUT", VAULT, vault(enableSoftDelete=False)).status == 201
    assert rig.ask("DELETE", VAULT).status == 200
    assert rig.ask("PUT", VAULT, vault()).status == 201


@pytest.mark.parametrize("days", [6, 91, True, 1e3])
def test_for_how_long_a_vault_is_kept(rig: Rig, days: Any) -> None:
    assert rig.ask("PUT", VAULT, vault(softDeleteRetentionInDays=days)).status == 400
    assert rig.ask("PUT", VAULT, vault(softDeleteRetentionInDays=None)).status == 201
    assert rig.get(VAULT)["properties"]["softDeleteRetentionInDays"] == 90


def test_the_name_of_a_deleted_workspace_of_azure_ml_is_kept(rig: Rig) -> None:
    body = machine_learning(rig)
    rig.put(ML, body)
    assert rig.ask("DELETE", ML).status == 202
    rig.wait()
    refused = rig.ask("PUT", ML, body)
    assert rig.code(refused) == "400 BadRequest"
    assert "Soft-deleted workspace exists" in refused.body["error"]["message"]
    rig.wait(14 * DAY + 1)
    assert rig.put(ML, body).status == 202
    odd = rig.ask("DELETE", ML, forceToPurge="yes")
    assert rig.code(odd) == "400 BadRequest" and rig.ask("GET", ML).status == 200
    assert rig.ask("DELETE", ML, forceToPurge="true").status == 202
    rig.wait()
    assert rig.put(ML, body).status == 202
    assert rig.ask("DELETE", ML, forceToPurge="false").status == 202
    rig.wait()
    assert rig.code(rig.ask("PUT", ML, body)) == "400 BadRequest"
    rig.azure.configure({"reset": True})
    body = machine_learning(rig)
    assert rig.put(ML, body).status == 202


def test_a_group_takes_names_along(rig: Rig) -> None:
    rig.put(ML, machine_learning(rig))
    rig.ask("DELETE", GROUP)
    rig.wait()
    assert rig.ask("GET", GROUP).status == 404
    rig.ask("PUT", GROUP, EAST)
    assert rig.code(rig.ask("PUT", VAULT, vault())) == "409 ConflictError"


def test_a_state_from_before_names_were_kept_is_taken_up(rig: Rig) -> None:
    rig.put(LAKE, ACCOUNT)
    value = json.loads(rig.file.read_text())
    del value["soft_deleted"]
    value["groups"][GROUP.lower()]["tags"] = {"from": "before"}
    rig.file.write_text(json.dumps(value))
    rig.restart()
    assert rig.azure.control()["notice"] is None
    assert rig.get(GROUP)["tags"] == {"from": "before"}


def synapse_body() -> dict[str, Any]:
    lake = {"accountUrl": "https://contosolake.dfs.core.windows.net", "filesystem": "synapse"}
    return {**EAST, **IDENTITY, "properties": {"defaultDataLakeStorage": lake}}


@pytest.mark.parametrize("path", [HUNTS, ML])
def test_an_identity_goes_with_what_it_is_of(rig: Rig, path: str) -> None:
    body = synapse_body() if path == HUNTS else machine_learning(rig)
    rig.put(path, body)
    first = rig.get(path)["identity"]["principalId"]
    rig.put(path, body)
    rig.ask("PATCH", path, {"tags": {"a": "b"}})
    rig.wait()
    assert rig.get(path)["identity"]["principalId"] == first
    role = f"{LAKE}/providers/Microsoft.Authorization/roleAssignments/{first}"
    definitions = f"{ROOT}/providers/Microsoft.Authorization/roleDefinitions"
    properties = {
        "roleDefinitionId": f"{definitions}/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "principalId": first,
    }
    assert rig.ask("PUT", role, {"properties": properties}).status == 201
    query = {"forceToPurge": "true"} if path == ML else {}
    assert rig.ask("DELETE", path, **query).status == 202
    rig.wait()
    rig.put(path, body)
    second = rig.get(path)["identity"]["principalId"]
    assert second != first
    assert rig.get(role)["properties"]["principalId"] == first  # nobody has it any more
    renewed = rig.ask("PUT", role, {"properties": {**properties, "principalId": second}})
    assert rig.code(renewed) == "400 RoleAssignmentUpdateNotPermitted"


def test_an_identity_of_the_sample_stays(rig: Rig) -> None:
    before = rig.get(SYNAPSE)["identity"]["principalId"]
    rig.put(SYNAPSE, rig.get(SYNAPSE))
    assert rig.get(SYNAPSE)["identity"]["principalId"] == before
