"""What the local Azure remembers over a restart of its server."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jupyterlab_synapse.local import arm_state
from jupyterlab_synapse.local.arm_state import AzureState

from .azure_rig import ACCOUNT, DEV, GROUP, LAKE, NODES, ROOT, SYNAPSE, Rig

NEW = f"{SYNAPSE}/bigDataPools/new1"
BODY = {"location": "eastus", "properties": NODES}


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_nothing_is_written_before_something_changes(rig: Rig) -> None:
    rig.get(SYNAPSE)
    assert not rig.file.exists()
    rig.put(NEW, BODY)
    assert os.stat(rig.file).st_mode & 0o077 == 0
    rig.restart()
    assert rig.get(NEW)["properties"]["provisioningState"] == "Succeeded"


def test_an_operation_goes_on_over_a_restart(rig: Rig) -> None:
    url = rig.ask("PUT", NEW, BODY).headers["Azure-AsyncOperation"]
    rig.restart()
    assert rig.poll(url).body["status"] == "InProgress"
    assert rig.get(NEW)["properties"]["provisioningState"] == "Provisioning"
    rig.wait()
    rig.restart()  # its end came while nobody was there
    assert rig.get(NEW)["properties"]["provisioningState"] == "Succeeded"
    assert rig.poll(url).body["status"] == "Succeeded"
    rig.restart()
    assert rig.get(NEW)["properties"]["provisioningState"] == "Succeeded"


def test_settings_stay_and_the_environment_goes_first(rig: Rig) -> None:
    shown = rig.azure.configure(
        {"persona": "analyst", "without": ["Reader"], "operationSeconds": 1}
    )
    rig.restart()
    assert rig.azure.control() == shown
    rig.restart(persona="owner")
    assert rig.azure.control()["persona"] == "owner"


def test_another_tenant_at_run_time(rig: Rig) -> None:
    rig.put(NEW, BODY)
    shown = rig.azure.configure({"tenant": "empty", "persona": "analyst"})
    assert (shown["tenant"], shown["persona"]) == ("empty", "analyst")
    assert rig.get(f"{ROOT}/resources") == {"value": []}
    rig.restart()
    assert rig.get(f"{ROOT}/resourceGroups") == {"value": []}
    rig.azure.configure({"tenant": "large"})
    assert len(rig.get("/subscriptions")["value"]) == 20
    rig.restart()
    assert len(rig.get("/subscriptions")["value"]) == 20


def test_reset(rig: Rig) -> None:
    rig.put(NEW, BODY)
    rig.azure.configure({"persona": "none", "operationSeconds": 9})
    shown = rig.azure.configure({"reset": True})
    assert (shown["persona"], shown["operationSeconds"]) == ("owner", 2.0)
    assert rig.ask("GET", NEW).status == 404
    assert rig.azure.configure({"reset": True, "persona": "analyst"})["persona"] == "analyst"


def test_reset_deletes_the_data_of_what_was_made(rig: Rig) -> None:
    account = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/newlake"
    sample = rig.lake / "contosolake" / "am-signinlogs"
    rig.put(account, ACCOUNT)
    assert rig.put(f"{account}/blobServices/default/containers/hunts", {}).status == 201
    assert rig.put(f"{LAKE}/blobServices/default/containers/am-signinlogs", {}).status == 201
    for folder in (rig.lake / "newlake" / "hunts", sample):
        (folder / "part-0.json").write_text("{}")
    rig.azure.configure({"reset": True})
    assert not (rig.lake / "newlake").exists()
    assert (sample / "part-0.json").exists()
    assert rig.ask("PUT", account, ACCOUNT).status == 202
    rig.azure.configure({"tenant": "large"})  # another company: nothing is deleted
    assert (sample / "part-0.json").exists()


@pytest.mark.parametrize("full", ["no room", "no folder"])
def test_what_cannot_be_saved_does_not_keep_anything_from_being_read(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], full: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        if full == "no room":
            broken.setattr(arm_state, "write_json", fails)
        else:
            broken.setattr(Path, "mkdir", fails)
        url = rig.ask("PUT", NEW, BODY).headers["Azure-AsyncOperation"]
        rig.wait()
        assert rig.azure.workspace(DEV)
        assert rig.poll(url).body["status"] == "Succeeded"
        notice = rig.azure.configure({"operationSeconds": 1})["notice"]
        assert "No space left" in notice and str(rig.file) in notice
    assert capsys.readouterr().err.count("No space left") == 1
    rig.get(NEW)  # there is room again
    assert rig.azure.control()["notice"] is None
    rig.restart()
    assert rig.get(NEW)["properties"]["provisioningState"] == "Succeeded"
    assert rig.azure.control()["operationSeconds"] == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 0, "tenant": "small"}', '{"format": 1, "tenant": "small"}']
)
def test_a_damaged_file_is_kept_beside_a_fresh_state(
    rig: Rig, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.put(NEW, BODY)
    for number in (1, 2):
        rig.file.write_text(text)
        rig.restart()
        kept = rig.file.with_name(f"small.damaged-{number}.json")
        assert kept.read_text() == text
        notice = rig.azure.control()["notice"]
        assert kept.name in notice and str(rig.file) in notice
        assert notice in capsys.readouterr().err
        assert rig.ask("GET", NEW).status == 404 and rig.get(SYNAPSE)


def test_the_form_of_the_file(rig: Rig) -> None:
    rig.put(NEW, BODY)
    value = json.loads(rig.file.read_text())
    assert AzureState.from_json(value).to_json() == value
    for key in ("resources", "operations", "settings"):
        with pytest.raises(ValueError, match=key):
            AzureState.from_json({**value, key: []})


def test_throttling_counts_down(rig: Rig) -> None:
    rig.azure.configure({"throttle": {"retryAfter": 3, "times": 2}})
    answers = [rig.ask("GET", SYNAPSE) for _ in range(3)]
    assert [one.status for one in answers] == [429, 429, 200]
    assert answers[0].headers == {"Retry-After": "3"}
    assert rig.azure.control()["throttle"] == {"retryAfter": 3, "times": 0}


def test_old_operations_are_forgotten(rig: Rig) -> None:
    rig.azure.configure({"operationSeconds": 0})
    for number in range(230):
        rig.ask(
            "PUT",
            f"{SYNAPSE}/firewallRules/rule{number}",
            {"properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "1.1.1.1"}},
        )
    assert len(rig.azure.core.state.operations) <= 202


def test_a_change_is_not_seen_by_who_got_the_answer_before(rig: Rig) -> None:
    answer = rig.ask("PUT", NEW, BODY)
    rig.wait()
    rig.get(NEW)
    assert answer.body["properties"]["provisioningState"] == "Provisioning"
    rig.ask("PUT", f"{GROUP}/providers/Microsoft.Storage/storageAccounts/newlake", ACCOUNT)
    assert rig.ask("GET", LAKE).status == 200
