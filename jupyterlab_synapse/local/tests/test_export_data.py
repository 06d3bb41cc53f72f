"""What an export rule writes into the lake, from its first minute to its end."""

from __future__ import annotations

import datetime
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_synapse.local import export_data
from jupyterlab_synapse.local.export_data import Export, Exporter
from jupyterlab_synapse.local.home import read_json, write_json
from jupyterlab_synapse.local.lake_lock import LAKE_LOCK
from jupyterlab_synapse.local.sample_tables import TABLES, SampleTable

from .azure_rig import ACCOUNT, GROUP, LOGS, Rig

WORKSPACE = (
    "/subscriptions/S/resourceGroups/RG/providers/Microsoft.OperationalInsights/workspaces/W"
)
RULE = {
    "id": f"{WORKSPACE}/dataExports/Hunt",
    "properties": {"tableNames": ["SigninLogs", "securityevent", "Heartbeat"], "enable": True},
}
DAY = datetime.date(2026, 11, 24)


class Clock:
    """A clock that the test sets."""

    def __init__(self, hour: int, minute: int) -> None:
        self.moment = datetime.datetime(DAY.year, DAY.month, DAY.day, hour, minute, 30)

    def __call__(self) -> datetime.datetime:
        return self.moment


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(export_data, "BACK_DAYS", 4)
    monkeypatch.setattr(export_data, "KEPT_DAYS", 6)
    for account in ("huntlake", "elsewhere"):
        (tmp_path / "lake" / account).mkdir(parents=True)
    return tmp_path / "lake"


def export(*tables: str, account: str = "huntlake") -> Export:
    return Export("/rule", WORKSPACE.lower(), account, tables or ("SigninLogs",))


def written(lake: Path, one: Export, table: str = "SigninLogs") -> list[Any]:
    """All rows of a table, in the order of folders."""
    files = sorted(one.folder(lake, table).rglob("*.json"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def rows(table: str, start: datetime.datetime, end: datetime.datetime) -> list[Any]:
    return [row for _, row in TABLES[table].between(start, end)]


def test_of_a_rule_as_azure_has_it() -> None:
    one = Export.of(RULE, WORKSPACE, "huntlake")
    assert one.tables == ("SigninLogs", "SecurityEvent")
    assert str(one.day_folder(Path("l"), "SigninLogs", DAY)) == (
        f"l/huntlake/am-signinlogs/WorkspaceResourceId={WORKSPACE.lower()}/y=2026/m=11/d=24"
    )


def test_days_back_and_then_every_five_minutes(lake: Path) -> None:
    clock, one = Clock(14, 32), export("SigninLogs", "SecurityEvent")
    exporter = Exporter(lake, clock)
    exporter._exports[one.rule] = one
    exporter.write()
    end = datetime.datetime(2026, 11, 24, 14, 30)
    start = end - datetime.timedelta(days=4)
    for table in one.tables:
        assert written(lake, one, table) == rows(table, start, end)
    today = one.day_folder(lake, "SigninLogs", DAY)
    assert [folder.name for folder in sorted((today / "h=13").iterdir())] == ["m=00"]
    assert {folder.name for folder in (today / "h=14").iterdir()} <= {
        f"m={minute:02d}" for minute in range(0, 30, 5)
    }
    before = {file: file.stat().st_mtime_ns for file in lake.rglob("*.json")}
    clock.moment += datetime.timedelta(minutes=5)
    exporter.write()
    assert written(lake, one) == rows("SigninLogs", start, end + export_data.SLOT)
    assert all(file.stat().st_mtime_ns == at for file, at in before.items())
    assert not list(lake.rglob("*.part"))


def test_a_server_that_was_away_makes_up_for_it_and_old_days_go(lake: Path) -> None:
    clock, one = Clock(14, 32), export()
    first = Exporter(lake, clock)
    first._exports[one.rule] = one
    first.write()
    began = datetime.datetime(2026, 11, 20, 14, 30)
    clock.moment += datetime.timedelta(days=2, hours=3)
    again = Exporter(lake, clock)
    again.resume(lambda: [one])
    again.write()
    end = datetime.datetime(2026, 11, 26, 17, 30)
    assert written(lake, one) == rows("SigninLogs", began, end)
    clock.moment += datetime.timedelta(days=3)
    again.write()
    kept = datetime.datetime(2026, 11, 23)
    end += datetime.timedelta(days=3)
    assert written(lake, one) == rows("SigninLogs", kept, end)
    again.stop()


def test_rounds_that_meet_write_each_row_once_and_leave_no_draft(lake: Path) -> None:
    clock, one = Clock(14, 32), export()
    exporter = Exporter(lake, clock)
    exporter._exports[one.rule] = one
    with ThreadPoolExecutor(4) as pool:
        for round_ in [pool.submit(exporter.write) for _ in range(8)]:
            round_.result()
    end = datetime.datetime(2026, 11, 24, 14, 30)
    assert written(lake, one) == rows("SigninLogs", end - datetime.timedelta(days=4), end)
    assert {one.name for one in lake.parent.iterdir()} == {"exports.json", "lake"}


def test_a_file_written_by_many_threads_is_always_whole(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    with ThreadPoolExecutor(8) as pool:
        for write in [pool.submit(write_json, file, {"n": [n] * 1000}) for n in range(64)]:
            write.result()
            found = read_json(file)
            assert found and len(set(found["n"])) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["one.json"]
    with pytest.raises(TypeError):
        write_json(file, {"n": object()})
    assert [one.name for one in tmp_path.iterdir()] == ["one.json"]


def test_rules_that_are_gone_end_and_those_that_never_wrote_are_left_alone(lake: Path) -> None:
    clock, one, other = Clock(0, 7), export(), Export("/other", "w", "otherlake", ("SigninLogs",))
    exporter = Exporter(lake, clock)
    exporter._exports[one.rule] = one
    exporter.write()
    current = [one, other]
    exporter.resume(lambda: current)
    exporter.stop()
    assert not (lake / "otherlake").exists()
    count = len(written(lake, one))
    current.clear()
    clock.moment += datetime.timedelta(hours=1)
    exporter._stopped = False
    exporter.write()
    assert len(written(lake, one)) == count and exporter._records.all() == {}


def test_another_account_and_a_removed_container_begin_anew(lake: Path) -> None:
    clock, one = Clock(12, 0), export()
    exporter = Exporter(lake, clock)
    exporter._exports[one.rule] = one
    exporter.write()
    whole = written(lake, one)
    moved = export(account="elsewhere")
    exporter._exports[one.rule] = moved
    exporter.write()
    assert written(lake, moved) == whole
    (lake / "elsewhere" / "am-signinlogs").rename(lake / "gone")
    exporter.write()
    assert written(lake, moved) == whole


ACCOUNT_ID = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/huntlake"
RULE_ID = f"{LOGS}/dataExports/hunt"


@pytest.fixture
def rig(tmp_path: Path, lake: Path, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """The local Azure of the lake, with a rule; nothing is written in the background."""
    monkeypatch.setattr(export_data, "on_rule", lambda *_: None)
    (lake / "huntlake").rmdir()
    rig = Rig(tmp_path)
    rig.put(ACCOUNT_ID, ACCOUNT)
    destination = {"resourceId": ACCOUNT_ID}
    properties = {"tableNames": ["SigninLogs"], "destination": destination}
    assert rig.ask("PUT", RULE_ID, {"properties": properties}).status == 201
    return rig


def exporter_of(rig: Rig) -> Exporter:
    """Has the rules of a local Azure, as the server's has."""
    exporter = Exporter(rig.lake, Clock(14, 32))
    exporter._current = lambda: export_data.enabled(rig.azure.resources)
    exporter._exports.update((one.rule, one) for one in exporter._current())
    return exporter


@pytest.mark.parametrize("how", ["rule and account", "account", "reset"])
def test_an_account_that_is_deleted_while_it_is_written_to_stays_deleted(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    exporter, between, rounds = exporter_of(rig), SampleTable.between, []
    account = rig.lake / "huntlake"

    def deleting(*given: Any) -> Any:
        rounds.append(given[0].name)
        if rounds.count("SigninLogs") == 3:
            assert list(account.rglob("*.json"))
            if how == "rule and account":
                assert rig.ask("DELETE", RULE_ID).status == 200
            if how == "reset":
                rig.azure.configure({"reset": True})
            else:
                assert rig.ask("DELETE", ACCOUNT_ID).status == 200
        yield from between(*given)

    monkeypatch.setattr(SampleTable, "between", deleting)
    exporter.write()
    assert rounds.count("SigninLogs") == 3
    exporter.write()
    assert not account.exists()
    assert rig.ask("PUT", ACCOUNT_ID, ACCOUNT).status == 202
    rig.wait()
    rig.azure.settle()
    monkeypatch.setattr(SampleTable, "between", between)
    exporter.write()
    # a rule that was left goes on where its account is made anew
    assert any(account.rglob("*.json")) is (how == "account")


def test_nothing_is_written_while_something_is_deleted_and_the_other_way_round(rig: Rig) -> None:
    exporter, account = exporter_of(rig), rig.lake / "huntlake"
    for change in (exporter.write, lambda: rig.ask("DELETE", ACCOUNT_ID)):
        with ThreadPoolExecutor(1) as pool:
            with LAKE_LOCK:
                going = pool.submit(change)
                time.sleep(0.2)
                before = sorted(account.rglob("*"))
                time.sleep(0.2)
                assert account.is_dir() and sorted(account.rglob("*")) == before
                assert not going.done()
            going.result()
    assert not account.exists()


def test_a_rule_is_taken_up_though_the_server_ended_before_its_first_row(lake: Path) -> None:
    clock, one = Clock(14, 32), export()
    first = Exporter(lake, clock)
    first._start = lambda: None  # type: ignore[method-assign]
    with first._writing:  # a round that is under way does not hold the answer up
        first.add(one)
    again = Exporter(lake, clock)
    again._start = lambda: None  # type: ignore[method-assign]
    again.resume(lambda: [one])
    again.write()
    end = datetime.datetime(2026, 11, 24, 14, 30)
    assert written(lake, one) == rows("SigninLogs", end - datetime.timedelta(days=4), end)


def test_in_the_background_within_seconds(lake: Path) -> None:
    everything = {**RULE, "properties": {"tableNames": list(TABLES), "enable": True}}
    with export_data._exporter(lake)._writing:  # whoever waited for a round would wait for ever
        export_data.on_rule(lake, everything, WORKSPACE, "huntlake")
    began = time.monotonic()
    record = lake.parent / "exports.json"
    one = Export.of(everything, WORKSPACE, "huntlake")
    while True:
        assert time.monotonic() - began < 60
        time.sleep(0.05)
        known = json.loads(record.read_text()) if record.exists() else {}
        tables = known.get(one.key, {})
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        late = now - datetime.timedelta(minutes=11)
        if len(tables) == 3 and all(
            datetime.datetime.fromisoformat(table["until"]) > late for table in tables.values()
        ):
            break
    export_data.stop(lake)
    assert all(len(written(lake, one, table)) > 600 for table in TABLES)
