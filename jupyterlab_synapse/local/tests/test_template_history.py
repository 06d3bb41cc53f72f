"""The export of history beside a continuous export: what is too young, what both have, what Log
Analytics has let go, and answers that are too much or break off.

The notebook runs as it is, on a made-up workspace: `ask` answers from rows that the test gives.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_synapse.local import sample_lake
from jupyterlab_synapse.local.home import Home

from .client import Spark
from .test_templates import Template

DAY = datetime.date(2021, 10, 20)
OWN, EXPORT = "history_PT05M.json", "PT05M.json"
Row = dict[str, Any]

PRETEND = """
import json
asked = []
def ask(query):
    start, end = (text[:19] for text in query.split("datetime(")[1:])
    asked.append((start, end))
    length = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    if "summarize" in query and length > longest:
        raise TooMuch("the query takes too long")
    found = [row for row in logs if start <= row["TimeGenerated"][:19] < end]
    if "summarize" in query:
        bins = {}
        for row in found:
            name = five_minutes_of(row["TimeGenerated"]) + ":00Z"
            bins[name] = bins.get(name, 0) + 1
        return ["count_", "TimeGenerated"], [], [[count, name] for name, count in bins.items()]
    names = sorted({name for row in logs for name in row})
    type_of = {"Details": "dynamic"}
    columns = [{"name": name, "type": type_of.get(name, "string")} for name in names]
    text = lambda value: json.dumps(value) if isinstance(value, dict) else value
    return names, columns, [[text(row.get(name)) for name in names] for row in found]
"""


def _row(time: str, number: int) -> Row:
    """One of many that have the same time."""
    more = {"Details": {"number": number, "of": "the sample"}, "Type": "T"}
    return {"TimeGenerated": f"{DAY}T{time}Z", "Id": f"id {number}", **more}


def _lines(rows: list[Row]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


class Planted:
    """The notebook, on one day of a workspace whose logs and whose lake the test makes."""

    def __init__(self, spark: Spark, folder: Path) -> None:
        self._folder = folder
        self.copy = Template(
            *(spark, "history"),
            workspace_name="planted-ws",
            end_date=str(DAY),
            lookback_days=1,
        )

    def put(self, slot: str, rows: list[Row] | str, name: str = EXPORT) -> Path:
        """Writes a file of five minutes: `09:05`."""
        path = self._path(slot, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rows if isinstance(rows, str) else _lines(rows), "utf-8")
        return path

    def ids(self, slot: str, name: str = OWN) -> list[str]:
        """The rows of a file, none without the file."""
        path = self._path(slot, name)
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return sorted(json.loads(line)["Id"] for line in lines)

    def run(self, logs: list[Row], now: str = "2021-11-01T00:00", longest_hours: int = 24) -> str:
        """Runs the whole notebook at a time of the clock; gives what it prints."""
        counting = self.copy.number("in_log_analytics = ")
        text = self.copy.run(0, counting)
        self.copy.spark(
            f"{PRETEND}\nlogs = json.loads({json.dumps(logs)!r})\n"
            f"longest = timedelta(hours={longest_hours})\n"
            f"def utc_now():\n    return datetime.fromisoformat({now!r})\n"
        )
        return text + self.copy.run(counting)

    def _path(self, slot: str, name: str) -> Path:
        hour, minute = slot.split(":")
        return self._folder / f"h={hour}" / f"m={minute}" / name


@pytest.fixture
def planted(spark: Spark, home: Home) -> Iterator[Planted]:
    """A lake of its own for the notebook."""
    day = sample_lake.day_folder(home.lake, DAY, "SigninLogs")
    parts = ["planted-ws" if part == "contoso-ws" else part for part in day.parts]
    yield Planted(spark, Path(*parts))
    shutil.rmtree(Path(*parts[: parts.index("planted-ws") + 1]), ignore_errors=True)


def test_young_logs_are_left_to_the_export(planted: Planted) -> None:
    slots = [f"{hour:02d}:{minute:02d}" for hour in (9, 10, 11, 12) for minute in range(0, 60, 5)]
    logs = [_row(f"{slot}:07", number) for number, slot in enumerate(slots)]
    text = planted.run(logs, now=f"{DAY}T13:02")
    assert "24 rows from 2021-10-20 11:00 on, younger than 2 hours." in text
    assert "Run the notebook again for them at 2021-10-20 15:00 UTC or later." in text
    assert "Hours that differ: 0" in text  # of those that are old enough
    assert [slot for slot in slots if planted.ids(slot)] == slots[:24]

    # The export catches up with what began at 11:30, and the rest is copied.
    for row, slot in zip(logs[30:], slots[30:], strict=True):
        planted.put(slot, [row])
    text = planted.run(logs, now=f"{DAY}T15:00")
    assert "younger" not in text and "Hours that differ: 0" in text
    assert [slot for slot in slots if planted.ids(slot)] == slots[:30]
    assert "Nothing to copy: the lake has it all." in planted.run(logs)


def _shuffled(row: Row) -> Row:
    """The same row in another form: the columns' order, noughts after the time, text in text."""
    other = dict(reversed(row.items()))
    other["TimeGenerated"] = row["TimeGenerated"].replace("Z", ".0000000Z")
    return {**other, "Details": json.dumps(dict(reversed(row["Details"].items()))), "Empty": ""}


def _with_more(row: Row) -> Row:
    return {**row, "Exported": "yes"}


def _cut(row: Row) -> Row:
    return {"TimeGenerated": row["TimeGenerated"], "Id": row["Id"], "Details": "", "Type": "t"}


@pytest.mark.parametrize("form", [dict, _shuffled, _with_more])
def test_at_the_seam_rows_are_told_by_all_their_values(
    planted: Planted, form: Callable[[Row], Row]
) -> None:
    logs = [_row("09:05:01", number) for number in range(6)]
    late = planted.put("09:05", [form(logs[2]), form(logs[4])])
    before = late.read_bytes()
    text = planted.run(logs)
    assert "6 rows, 4 written" in text and "Hours that differ: 0" in text
    assert planted.ids("09:05") == ["id 0", "id 1", "id 3", "id 5"]
    assert late.read_bytes() == before


def test_what_is_like_no_row_is_taken_for_one_of_its_time(planted: Planted) -> None:
    logs = [_row("09:05:01", 0), _row("09:05:02", 1), _row("09:05:02", 2), _row("09:05:03", 3)]
    planted.put("09:05", [_cut(logs[3]), logs[2]])
    # Whole rows first: the one of 09:05:02 that the export has is known.
    assert "Hours that differ: 0" in planted.run(logs)
    assert planted.ids("09:05") == ["id 0", "id 1"]


def test_what_log_analytics_has_let_go_stays(planted: Planted) -> None:
    logs = [_row(f"09:05:{number:02d}", number) for number in range(10)]
    # Five of ours, of which two are gone, and seven are new.
    planted.put("09:05", logs[:5], OWN)
    text = planted.run(logs[2:])
    assert planted.ids("09:05") == [f"id {number}" for number in range(10)]
    assert "Hours that differ: 1" in text
    assert planted.copy.here["differ"]["missing"].tolist() == [-2]

    # Five of the export, five of ours, and only six are left.
    planted.put("09:05", logs[:5])
    own = planted.put("09:05", logs[5:], OWN)
    before = own.read_bytes()
    assert "Nothing to copy" in planted.run(logs[4:])
    assert own.read_bytes() == before

    # The export writes two of ours late: there they go, and nothing else does.
    planted.put("09:05", [*logs[:5], _shuffled(logs[6]), logs[9]])
    assert "2 rows were taken out of earlier files" in planted.run(logs[4:])
    assert planted.ids("09:05") == ["id 5", "id 7", "id 8"]
    assert not list(own.parent.glob("_*"))


def test_rows_that_are_alike_are_counted(planted: Planted) -> None:
    logs = [_row("09:05:01", 0)] * 5
    planted.put("09:05", logs[:2])
    planted.put("09:05", logs[:1], OWN)
    assert "Hours that differ: 0" in planted.run(logs)
    assert Counter(planted.ids("09:05")) == {"id 0": 3}


def test_the_count_is_halved_when_it_is_too_much(planted: Planted) -> None:
    logs = [_row(f"{hour:02d}:59:59.5", hour) for hour in range(24)]
    text = planted.run(logs, longest_hours=3)
    assert "SigninLogs: 24 rows in 24 times five minutes" in text
    assert "FAILED" not in text and "Hours that differ: 0" in text


def test_the_days_are_counted_one_by_one(spark: Spark) -> None:
    copy = Template(spark, "history", end_date="2021-10-20", lookback_days=3)
    counting = copy.number("in_log_analytics = ")
    copy.run(0, counting)
    copy.spark(f"{PRETEND}\nlogs, longest = [], timedelta(days=1)")
    copy.run(counting, counting + 1)
    midnights = [f"2021-10-{day}T00:00:00" for day in (18, 19, 20, 21)]
    assert json.loads(copy.spark("print(json.dumps(asked))")) == [
        list(pair) for pair in pairwise(midnights)
    ]


BROKEN = """
import io
class Answer(io.BytesIO):
    def read(self, *size):
        if self.getvalue() == b"cut":
            raise http.client.IncompleteRead(b"{", 100)
        return super().read(*size)
table = {"columns": [{"name": "A", "type": "int"}], "rows": [[1]]}
answered = json.dumps({"tables": [table]}).encode()
def busy():
    return urllib.error.HTTPError("https://a.example", 503, "busy", {}, Answer(b"cut"))
answers = [b"cut", answered[:-9], b"\\xff\\xfe", busy(), answered]
slept, kept = [], (urllib.request.urlopen, time.sleep)
def open_next(*_, **__):
    answer = answers.pop(0)
    if isinstance(answer, Exception):
        raise answer
    return Answer(answer)
urllib.request.urlopen, time.sleep = open_next, slept.append
try:
    print(json.dumps([ask("T"), answers, slept]))
    answers = [b"cut"] * most_attempts
    try:
        ask("T")
    except http.client.IncompleteRead:
        print("gave up with", len(answers))
finally:
    urllib.request.urlopen, time.sleep = kept
"""


def test_answers_that_break_off_are_asked_for_again(spark: Spark) -> None:
    copy = Template(spark, "history")
    copy.run(0, copy.number("def ask") + 1)
    found, gave_up = copy.spark(BROKEN).splitlines()
    (names, columns, rows), left, slept = json.loads(found)
    assert names == ["A"] and columns == [{"name": "A", "type": "int"}] and rows == [[1]]
    assert not left and slept == [2, 4, 8, 16]
    assert gave_up == "gave up with 0"
