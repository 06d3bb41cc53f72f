"""What is closed in the local Azure, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from .azure_rig import DEV, LAKE, ROOT, SYNAPSE, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.mark.parametrize("action", ["deny", "DENY", "Deny"])
def test_a_lake_is_closed_however_that_is_spelled(rig: Rig, action: str) -> None:
    acls = {"networkAcls": {"defaultAction": action}}
    assert rig.ask("PATCH", LAKE, {"properties": acls}).status == 200
    assert rig.get(LAKE)["properties"]["networkAcls"]["defaultAction"] == "Deny"
    ranges = {"networkAcls": {"ipRules": []}}  # what is not said stays
    assert rig.ask("PATCH", LAKE, {"properties": ranges}).status == 200
    refusal = rig.azure.lake_refusal("contosolake", "synapse")
    assert refusal and refusal[0] == "AuthorizationFailure"


def test_a_name_is_checked_for_who_may_ask(rig: Rig) -> None:
    kinds = ("Microsoft.Storage", "Microsoft.Synapse")
    paths = [f"{ROOT}/providers/{kind}/checkNameAvailability" for kind in kinds]
    for persona, expected in (
        ("owner", [200, 200]),
        ("analyst", [200, 403]),  # reading is enough for Storage; Synapse's is an action
        ("engineer", [403, 403]),
        ("none", [403, 403]),
    ):
        rig.azure.configure({"persona": persona})
        answers = [rig.ask("POST", path, {"name": "newlake"}) for path in paths]
        assert [one.status for one in answers] == expected, persona
    assert "checkNameAvailability/action" in answers[1].body["error"]["message"]


def test_a_closed_workspace_answers_nobody(rig: Rig) -> None:
    rig.azure.core.need(SYNAPSE)["properties"]["managedVirtualNetwork"] = "default"
    body = rig.get(SYNAPSE)
    assert rig.put(SYNAPSE, body, publicNetworkAccess="disabled").status == 201
    workspace = rig.azure.workspace(DEV)
    assert workspace and workspace.is_closed
    query = {"api-version": "2020-12-01"}
    answer = rig.azure.rbac(DEV, "GET", "/roleDefinitions", query, None)
    assert rig.code(answer) == "403 ClientIpAddressNotAuthorized"
    assert rig.put(SYNAPSE, body, publicNetworkAccess="enabled").status == 201
    assert rig.azure.rbac(DEV, "GET", "/roleDefinitions", query, None).status == 200
