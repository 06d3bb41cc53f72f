"""The sample lake: made-up logs of 22 days, laid out as Azure Monitor's data export lays out a
table.

Since 2021-10-15 Azure writes a folder `m=MM` with PT05M.json for each five minutes; ours is one
file an hour, in m=00. The number of files, not of rows, sets Spark's time (288 a day made the same
hunt two to three times slower), and hunts read the day folders recursively, so they cannot tell.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from . import sample_tables
from .home import read_json, write_json
from .sample_tables import SampleTable

ACCOUNT = "contosolake"
WORKSPACE = (
    "WorkspaceResourceId=/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/contoso-rg"
    "/providers/microsoft.operationalinsights/workspaces/contoso-ws"
)
LAST_DAY = datetime.date(2021, 11, 17)
DAYS = 22  # the last 21 full days, and one more so that a window may start before its first event


def days() -> list[datetime.date]:
    """The days with data, oldest first."""
    return [LAST_DAY - datetime.timedelta(days=back) for back in reversed(range(DAYS))]


def container(table: str) -> str:
    """The container that Azure exports a table to."""
    return f"am-{table.lower()}"


def day_folder(
    lake: Path, day: datetime.date, table: str = sample_tables.FIREWALL, account: str = ACCOUNT
) -> Path:
    """The folder of one day's logs."""
    parts = f"y={day:%Y}", f"m={day:%m}", f"d={day:%d}"
    return lake.joinpath(account, container(table), WORKSPACE, *parts)


def write(
    lake: Path,
    marks: Path,
    rows_per_day: int | None = None,
    on_day: Callable[[datetime.date, int], None] | None = None,
) -> int:
    """Writes the days that are missing and returns how many it wrote; `on_day(day, number from 1)`
    is called before each.

    `marks` is a file outside the lake that says which tables each finished day has, and how many
    rows the firewall's: `{"2021-11-17": 2000, "2021-11-17 SigninLogs": true}`. What is finished is
    never touched again, so the user's own changes stay, unless `rows_per_day` asks for another
    number of rows than it has.
    """
    done = read_json(marks) or {}
    written = 0
    for number, day in enumerate(days(), start=1):
        lacking = [
            table
            for table in sample_tables.TABLES.values()
            if not _is_done(lake, done, table, day, rows_per_day)
        ]
        if lacking and on_day:
            on_day(day, number)
        for table in lacking:
            shutil.rmtree(day_folder(lake, day, table.name), ignore_errors=True)
            count = (rows_per_day or table.rows_per_day) if table.rows_per_day else None
            _write_day(lake, table, day, count)
            done[_mark(table, day)] = count or True
        if lacking:
            write_json(marks, done)
            written += 1
    return written


def _mark(table: SampleTable, day: datetime.date) -> str:
    return str(day) if table.name == sample_tables.FIREWALL else f"{day} {table.name}"


def _is_done(
    lake: Path,
    done: dict[str, int],
    table: SampleTable,
    day: datetime.date,
    rows_per_day: int | None,
) -> bool:
    before = done.get(_mark(table, day))
    wanted = rows_per_day if table.rows_per_day else None
    there = day_folder(lake, day, table.name).is_dir()
    return before is not None and wanted in (None, before) and there


def _write_day(lake: Path, table: SampleTable, day: datetime.date, count: int | None) -> None:
    folder = day_folder(lake, day, table.name)
    for hour, rows in groupby(table.rows(day, count), key=lambda item: item[0].hour):
        path = folder / f"h={hour:02d}" / "m=00" / "PT05M.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(sample_tables.line(row) for _, row in rows), "utf-8")
