"""The made-up tables of the local Azure: what the sample lake holds, export rules write and the
query API of Log Analytics answers. One source: the same table and day give the same rows each time.

Which attack is planted in which table, and what is ordinary, say sample_firewall.py
(CommonSecurityLog), sample_sign_ins.py (SigninLogs) and sample_processes.py (SecurityEvent).
"""

from __future__ import annotations

import datetime
import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from . import sample_firewall, sample_processes, sample_sign_ins
from .sample_row import Row

FIREWALL = "CommonSecurityLog"
Moments = Iterator[tuple[datetime.datetime, Row]]
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class SampleTable:
    """A table. `columns`: types in Azure's words, by name, in the order of columns. `rows_per_day`:
    how many ordinary rows a day has where that can be chosen.
    """

    name: str
    columns: Mapping[str, str]
    rows_of_day: Callable[[datetime.date, int], Moments]
    rows_per_day: int | None = None

    def rows(self, day: datetime.date, count: int | None = None) -> Moments:
        """One day's rows in the order of time; moments are UTC, without a zone."""
        return self.rows_of_day(day, count or self.rows_per_day or 0)

    def between(self, start: datetime.datetime, end: datetime.datetime) -> Moments:
        """The rows from `start` up to but without `end` (UTC, without zones), in the order of
        time.
        """
        day = start.date()
        while datetime.datetime(day.year, day.month, day.day) < end:
            for moment, row in self.rows(day):
                if start <= moment < end:
                    yield moment, row
            day += _ONE_DAY

    def moments(self, day: datetime.date) -> Iterator[datetime.datetime]:
        """When the rows of a day are, for counting; the latest days asked for are kept."""
        midnight = datetime.datetime(day.year, day.month, day.day)
        for microseconds in _times_of_day(self.name, day):
            yield midnight + datetime.timedelta(microseconds=microseconds)


@lru_cache(maxsize=1500)
def _times_of_day(table: str, day: datetime.date) -> array[int]:
    """In microseconds; 20 kB for the largest table."""
    midnight = datetime.datetime(day.year, day.month, day.day)
    unit = datetime.timedelta(microseconds=1)
    return array("q", ((moment - midnight) // unit for moment, _ in TABLES[table].rows(day)))


def line(row: Row) -> str:
    """A row as data export writes it: one line of JSON."""
    return json.dumps(row, separators=(",", ":")) + "\n"


TABLES: Mapping[str, SampleTable] = {
    table.name: table
    for table in (
        SampleTable(
            FIREWALL, sample_firewall.COLUMNS, sample_firewall.rows, sample_firewall.ROWS_PER_DAY
        ),
        SampleTable(
            "SigninLogs", sample_sign_ins.COLUMNS, lambda day, _: sample_sign_ins.rows(day)
        ),
        SampleTable(
            "SecurityEvent", sample_processes.COLUMNS, lambda day, _: sample_processes.rows(day)
        ),
    )
}
