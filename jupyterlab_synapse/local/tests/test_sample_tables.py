"""The made-up tables: the same each time, typed as they say, with what was planted and no more."""

from __future__ import annotations

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_synapse.local import sample_lake, sample_processes, sample_sign_ins
from jupyterlab_synapse.local.sample_row import Row
from jupyterlab_synapse.local.sample_tables import TABLES

TYPES = {
    "string": str,
    "int": int,
    "long": int,
    "bool": bool,
    "datetime": str,
    "dynamic": dict,
}


def rows(table: str, *days: datetime.date) -> Iterator[Row]:
    for day in days or sample_lake.days():
        yield from (row for _, row in TABLES[table].rows(day))


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_the_same_each_time_typed_and_in_order(name: str) -> None:
    table, day = TABLES[name], sample_lake.LAST_DAY
    found = list(table.rows(day))
    assert found == list(table.rows(day))
    assert [moment for moment, _ in found] == sorted(moment for moment, _ in found)
    assert {moment.date() for moment, _ in found} == {day}
    for moment, row in found:
        assert list(row) == list(table.columns)
        assert row["Type"] == name
        assert row["TimeGenerated"] == moment.isoformat(timespec="microseconds") + "0Z"
        for column, kind in table.columns.items():
            assert row[column] is None or type(row[column]) is TYPES[kind], (column, row[column])


@pytest.mark.parametrize("name", TABLES)
def test_a_range_is_cut_to_the_moment_and_counts_agree(name: str) -> None:
    table = TABLES[name]
    start, end = datetime.datetime(2021, 11, 16, 13), datetime.datetime(2021, 11, 17, 9, 30)
    found = list(table.between(start, end))
    whole = [*table.rows(start.date()), *table.rows(end.date())]
    assert found == [item for item in whole if start <= item[0] < end]
    counted = [*table.moments(start.date()), *table.moments(end.date())]
    assert counted == [moment for moment, _ in whole]


def test_the_lake_holds_what_the_generator_says(tmp_path: Path) -> None:
    sample_lake.write(tmp_path, tmp_path / "marks.json")
    for name in TABLES:
        folder = sample_lake.day_folder(tmp_path, sample_lake.LAST_DAY, name)
        files = sorted(folder.rglob("PT05M.json"))
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        assert [json.loads(line) for line in lines] == list(rows(name, sample_lake.LAST_DAY))


def test_the_spray_is_broad_slow_and_succeeds_once() -> None:
    fast: Counter[tuple[str, str]] = Counter()
    accounts, successes = set(), []
    sprayed: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows("SigninLogs"):
        day, user = row["TimeGenerated"][:10], row["UserPrincipalName"]
        if row["IPAddress"] not in sample_sign_ins.SPRAY_ADDRESSES:
            assert row["AutonomousSystemNumber"] != "64511"
            continue
        fast[day, row["IPAddress"]] += 1
        accounts.add(user)
        sprayed[day][user] += 1
        assert row["Status"]["errorCode"] == int(row["ResultType"])
        if row["ResultType"] == "0":
            successes.append((day, user))
    assert len(sprayed) == 22 and len(accounts) > 110
    assert max(most for day in sprayed.values() for most in day.values()) <= 3
    assert max(fast.values()) < 20
    fallen = sample_sign_ins.success_of(datetime.date(2021, 11, 16))
    assert fallen and successes == [("2021-11-16", fallen.principal)]


def test_any_22_days_have_one_success_of_the_spray() -> None:
    start = datetime.date(2026, 3, 1)
    for shift in range(22):
        days = (start + datetime.timedelta(days=shift + number) for number in range(22))
        assert sum(sample_sign_ins.success_of(day) is not None for day in days) == 1


def test_no_ordinary_address_looks_like_the_spray() -> None:
    """Many accounts fail from the office too, but most sign-ins from there succeed."""
    failed: dict[str, set[str]] = defaultdict(set)
    tries: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for row in rows("SigninLogs"):
        address = row["IPAddress"]
        tries[address] += 1
        if row["ResultType"] == "50126":
            failed[address].add(row["UserPrincipalName"])
            failures[address] += 1
    broad = {
        address
        for address, users in failed.items()
        if len(users) > 10 and failures[address] > tries[address] / 2
    }
    assert broad == set(sample_sign_ins.SPRAY_ADDRESSES)
    assert all(len(failed[address]) > 10 for address in sample_sign_ins.OFFICE_ADDRESSES)
    assert failures["192.0.2.25"] == 24 * 22 and failed["192.0.2.25"] == {
        "svc-reports@contoso.example"
    }


def test_masquerades_are_rare_and_all_there_on_the_last_day() -> None:
    planted = {one.path for one in sample_processes.MASQUERADES}
    last = {row["NewProcessName"] for row in rows("SecurityEvent", sample_lake.LAST_DAY)}
    assert planted <= last
    counts = Counter(
        row["NewProcessName"] for row in rows("SecurityEvent") if row["EventID"] == 4688
    )
    assert {path: counts[path] for path in planted} == {
        one.path: one.times * sum(map(one.runs_on, sample_lake.days()))
        for one in sample_processes.MASQUERADES
    }
    svchost = [
        path
        for path in counts
        if path.endswith("\\svchost.exe") and not path.startswith("C:\\Windows\\")
    ]
    assert svchost == ["C:\\Users\\Public\\svchost.exe"]
    updates = [path for path in counts if path.endswith("\\ContosoUpdate.exe")]
    assert len(updates) > 150 and max(counts[path] for path in updates) <= 5
