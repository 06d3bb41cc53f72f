"""Input that nobody means is refused, never a failure of the server or a broken document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_synapse.local.handler import json_body

from .azure_rig import DEV, GROUP, NODES, ROOT, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", '{"tags": {"a": NaN}}', "[1e999]", "-1e999"]
)
def test_numbers_that_json_does_not_have(text: str) -> None:
    with pytest.raises(ValueError, match="not a number of JSON"):
        json_body(text.encode())


def test_other_numbers() -> None:
    assert json_body(b"[1.5, -2e3, 0, 12]") == [1.5, -2000.0, 0, 12]
    assert json_body(b"") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://(.dfs.core.windows.net",
        "https://(.dfs",
        "https://[",
        "https://[.dfs.core.windows.net",
        "https://contosolake.dfs.core.windows.net.example",
        "https://contosolake.x.dfs.core.windows.net",
        "https://.dfs.core.windows.net",
        "http://contosolake.dfs.core.windows.net",
    ],
)
def test_urls_of_lakes(rig: Rig, url: str) -> None:
    lake = {"accountUrl": url, "filesystem": "synapse"}
    body = {
        "location": "eastus",
        "identity": {"type": "SystemAssigned"},
        "properties": {"defaultDataLakeStorage": lake},
    }
    path = f"{GROUP}/providers/Microsoft.Synapse/workspaces/hunts"
    assert rig.code(rig.ask("PUT", path, body)) == "400 InvalidParameterValue"
    lake["accountUrl"] = "https://contosolake.dfs.core.windows.net/"
    assert rig.ask("PUT", path, body).status == 201


@pytest.mark.parametrize("groups", [5, "a", {"a": "b"}, [5], [None]])
def test_groups_of_a_subject(rig: Rig, groups: Any) -> None:
    scope = "workspaces/contoso-synapse"
    subject = {"principalId": "00000000-0000-0000-0000-000000000009", "groupIds": groups}
    body = {"subject": subject, "scope": scope, "actions": [{"id": "a", "isDataAction": True}]}
    query = {"api-version": "2020-12-01"}
    for given, expected in ((groups, 400), ([], 200), (None, 200)):
        subject["groupIds"] = given
        answer = rig.azure.rbac(DEV, "POST", "/checkAccessSynapseRbac", query, body)
        assert answer.status == expected


def test_headers_hold_names_of_any_letters(rig: Rig) -> None:
    group = f"{ROOT}/resourceGroups/\u72e9\u730e"
    assert rig.ask("PUT", group, {"location": "eastus"}).status == 201
    workspace = f"{group}/providers/Microsoft.Synapse/workspaces/hunts"
    lake = {"accountUrl": "https://contosolake.dfs.core.windows.net", "filesystem": "synapse"}
    bodies: dict[str, Any] = {
        workspace: {
            "location": "eastus",
            "identity": {"type": "SystemAssigned"},
            "properties": {"defaultDataLakeStorage": lake},
        },
        f"{workspace}/bigDataPools/new1": {"location": "eastus", "properties": NODES},
    }
    for path, body in bodies.items():
        answer = rig.ask("PUT", path, body)
        assert answer.status in (201, 202)
        for name in ("Location", "Azure-AsyncOperation"):
            value = answer.headers[name]
            assert value.isascii() and value.isprintable()
            assert rig.poll(value).status in (200, 202)
        rig.wait()
        assert rig.poll(answer.headers["Location"]).body["id"] == path
