"""Export rules of the local Azure: Azure's rules and words, and that data begin to flow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_synapse.local import export_data

from .azure_rig import ACCOUNT, GROUP, LAKE, LOGS, ROOT, Rig

ACCOUNTS = f"{GROUP}/providers/Microsoft.Storage/storageAccounts"
EXPORTS = f"{LOGS}/dataExports"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the part that writes the data was told."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(export_data, "on_rule", lambda *given: calls.append(given))
    return calls


@pytest.fixture
def rig(tmp_path: Path, told: list[tuple[Any, ...]]) -> Rig:
    rig = Rig(tmp_path)
    rig.put(f"{ACCOUNTS}/newlake", ACCOUNT)
    return rig


def rule(account: str = "newlake", *tables: str, **more: Any) -> dict[str, Any]:
    target = account if account.startswith("/") else f"{ACCOUNTS}/{account}"
    names = list(tables) or ["SigninLogs"]
    return {"properties": {"tableNames": names, "destination": {"resourceId": target}, **more}}


def test_a_rule_as_recorded(rig: Rig, told: list[tuple[Any, ...]]) -> None:
    answer = rig.ask("PUT", f"{EXPORTS}/All-logs", rule("newlake", "signinlogs", "SecurityEvent"))
    assert answer.status == 201
    body = answer.body
    assert body["id"] == f"{EXPORTS}/All-logs".lower()
    assert body["type"] == "Microsoft.OperationalInsights/workspaces/dataexports"
    facts = body["properties"]
    assert facts["tableNames"] == ["SigninLogs", "SecurityEvent"] and facts["enable"] is True
    assert facts["destination"]["type"] == "StorageAccount"
    assert facts["createdDate"] == "Sun, 01 Mar 2026 00:00:03 GMT"
    assert rig.get(f"{EXPORTS}/all-logs") == body
    assert told == [(rig.lake, body, LOGS, "newlake")]
    rig.wait()
    changed = rig.ask("PUT", f"{EXPORTS}/all-logs", rule(enable=False))
    assert changed.status == 200 and len(told) == 1
    assert changed.body["properties"]["createdDate"] == facts["createdDate"]
    assert changed.body["properties"]["lastModifiedDate"] == "Sun, 01 Mar 2026 00:00:06 GMT"
    assert rig.ask("DELETE", f"{EXPORTS}/all-logs").status == 200
    again = rig.ask("DELETE", f"{EXPORTS}/all-logs")
    assert (again.status, again.body) == (404, None)


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("abc", rule(), "4 to 63"),
        ("1rule", rule(), "start with a letter"),
        ("rule-", rule(), "end with"),
        ("rule-2", rule("newlake", "Nothing"), "Table Nothing does not exist in the workspace"),
        ("rule-2", rule("nolake"), "could not be found"),
        ("rule-2", rule(f"{GROUP}/providers/Microsoft.EventHub/namespaces/a"), "no event hubs"),
        ("rule-2", {"properties": {"destination": {"resourceId": LAKE}}}, "at least one table"),
        ("rule-2", rule("newlake", enable="yes"), "true or false"),
    ],
)
def test_refusals(
    rig: Rig, told: list[tuple[Any, ...]], name: str, body: dict[str, Any], text: str
) -> None:
    answer = rig.ask("PUT", f"{EXPORTS}/{name}", body)
    assert answer.status == 400 and text in answer.body["error"]["message"]
    assert told == []


def test_a_destination_is_of_one_rule(rig: Rig) -> None:
    # before its tables are looked at, as recorded
    answer = rig.ask("PUT", f"{EXPORTS}/second", rule("contosolake", "Nothing"))
    assert answer.body["error"] == {
        "code": "InvalidOperationArgument",
        "message": "You are adding a destination that is already defined in rule: export-firewall. "
        "Destination must be unique across export rules in your workspace . "
        "See http://aka.ms/LADataExport#limitations",
    }


def test_same_region(rig: Rig) -> None:
    rig.put(f"{ACCOUNTS}/farlake", {**ACCOUNT, "location": "westeurope"})
    answer = rig.ask("PUT", f"{EXPORTS}/second", rule("farlake"))
    assert "same region" in answer.body["error"]["message"]


def test_standard_accounts_of_any_kind(rig: Rig) -> None:
    premium = {**ACCOUNT, "kind": "BlockBlobStorage", "sku": {"name": "Premium_LRS"}}
    rig.put(f"{ACCOUNTS}/premiumlake", premium)
    answer = rig.ask("PUT", f"{EXPORTS}/second", rule("premiumlake"))
    assert answer.status == 400 and "Premium" in answer.body["error"]["message"]
    rig.put(f"{ACCOUNTS}/oldaccount", {**ACCOUNT, "kind": "Storage", "properties": {}})
    assert rig.ask("PUT", f"{EXPORTS}/second", rule("oldaccount")).status == 201


def test_a_table_that_export_does_not_support_brings_nothing(
    rig: Rig, told: list[tuple[Any, ...]]
) -> None:
    assert rig.ask("PUT", f"{EXPORTS}/second", rule("newlake", "AzureDiagnostics")).status == 201
    assert len(told) == 1


def test_at_most_ten_rules_are_enabled(rig: Rig) -> None:
    for number in range(9):
        name = f"lake{number}abc"
        rig.put(f"{ACCOUNTS}/{name}", ACCOUNT)
        assert rig.ask("PUT", f"{EXPORTS}/rule-{number}", rule(name)).status == 201
    answer = rig.ask("PUT", f"{EXPORTS}/eleventh", rule())
    assert answer.status == 400 and "10 enabled" in answer.body["error"]["message"]
    assert rig.ask("PUT", f"{EXPORTS}/eleventh", rule(enable=False)).status == 201


def test_insights_must_be_registered(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "empty")
    group = f"{ROOT}/resourceGroups/hunt"
    rig.ask("PUT", group, {"location": "eastus"})
    logs = f"{group}/providers/Microsoft.OperationalInsights/workspaces/hunt-logs"
    rig.put(logs, {"location": "eastus"})
    rig.put(f"{group}/providers/Microsoft.Storage/storageAccounts/newlake", ACCOUNT)
    body = rule(f"{group}/providers/Microsoft.Storage/storageAccounts/newlake")
    answer = rig.ask("PUT", f"{logs}/dataExports/all-logs", body)
    assert rig.code(answer) == "409 MissingSubscriptionRegistration"
    assert "Microsoft.Insights" in answer.body["error"]["message"]


def test_tables_have_plans(rig: Rig) -> None:
    tables = {one["name"]: one["properties"] for one in rig.get(f"{LOGS}/tables")["value"]}
    assert tables["CommonSecurityLog"]["plan"] == "Analytics"
    assert tables["ContainerLogV2"]["plan"] == "Basic"
    assert tables["SecurityEvent"]["schema"]["tableType"] == "Microsoft"
    kind = [tables["ProxyLog_CL"]["schema"][name] for name in ("tableType", "tableSubType")]
    assert kind == ["CustomLog", "Classic"]
    columns = {one["name"] for one in tables["SecurityEvent"]["schema"]["standardColumns"]}
    assert {"TimeGenerated", "EventID", "NewProcessName"} <= columns
    assert rig.get(f"{LOGS}/tables/signinlogs")["name"] == "SigninLogs"
    assert rig.ask("GET", f"{LOGS}/tables/Nothing").status == 404
