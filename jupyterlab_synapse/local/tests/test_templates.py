"""The hunts that are shipped as templates find what is planted in the sample lake and nothing else;
the export of history fills the lake, and can be run again.

The cells run as they are: those of Spark in a session, the others here. What `-o NAME` brings over
is fetched as JSON.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_synapse.local import sample_lake
from jupyterlab_synapse.local.home import Home
from jupyterlab_synapse.local.sample_processes import MASQUERADES
from jupyterlab_synapse.local.sample_sign_ins import success_of

from .client import Client, Spark
from .conftest import ROOT

pd = pytest.importorskip("pandas")
pytest.importorskip("matplotlib").use("agg")
pytestmark = pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")

MAGIC = re.compile(r"%%synapse(?: -o (?P<name>\w+))?\n")


class Template:
    """A template's cells, run one after the other; `here` has the names of the local kernel."""

    def __init__(self, spark: Spark, name: str, **values: str | int) -> None:
        self._spark = spark
        self.here: dict[str, Any] = {}
        cells = json.loads((ROOT / "templates" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        self.sources = [source for source in code if not source.startswith("%synapse")]
        for key, value in values.items():
            pattern = re.compile(rf"^{key} = \S+", re.MULTILINE)
            self.sources = [pattern.sub(f"{key} = {value!r}", one) for one in self.sources]

    def number(self, text: str) -> int:
        """Which cell has a text in it."""
        return next(at for at, source in enumerate(self.sources) if text in source)

    def run(self, first: int = 0, end: int | None = None) -> str:
        """Runs some cells, or all, and gives what they print."""
        return "\n".join(self._run(source) for source in self.sources[first:end])

    def spark(self, code: str) -> str:
        """Runs code in the session; an error fails the test."""
        output = self._spark.run(code, seconds=240)
        assert output["status"] == "ok", "\n".join([output["evalue"], *output["traceback"]])
        return output["data"].get("text/plain", "")

    def _run(self, source: str) -> str:
        magic = MAGIC.match(source)
        if magic is None:
            with redirect_stdout(io.StringIO()) as printed:
                exec(compile(source, "cell", "exec"), self.here)
            return printed.getvalue()
        text = self.spark(source[magic.end() :])
        if name := magic["name"]:
            rows = f"print({name}.toPandas().to_json(orient='split', date_format='iso'))"
            self.here[name] = pd.DataFrame(**json.loads(self.spark(rows)))
        return text


def test_beaconing_finds_both_beacons(spark: Spark) -> None:
    hunt = Template(spark, "beaconing")
    text = hunt.run()
    found = hunt.here["beacons"]
    assert "21 of 21 days have data" in text and "Suspicious pairs: 2" in text
    rows = found[["SourceIP", "DestinationIP", "days", "every_seconds"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["10.20.0.17", "203.0.113.90", 21, 600],
        ["10.20.9.77", "203.0.113.77", 21, 300],
    ]
    assert len(hunt.here["current_events"]) == 144 + 288


def test_days_without_data_are_told_and_left_out(spark: Spark) -> None:
    hunt = Template(spark, "beaconing", end_date="2021-11-19", lookback_days=3)
    end = hunt.number("min_steps") + 1
    text = hunt.run(0, end)
    assert "1 of 3 days have data, 2021-11-17 to 2021-11-19" in text
    assert "No data on 2021-11-18, 2021-11-19" in text
    assert "Suspicious pairs: 2" in text
    hunt = Template(spark, "beaconing", end_date="2020-01-02", lookback_days=2)
    folders = hunt.number("No data on")
    hunt.run(0, folders)
    with pytest.raises(AssertionError, match="No day of the window has data below abfss://"):
        hunt.run(folders, folders + 1)


def test_sprays_finds_the_network_and_the_account(spark: Spark) -> None:
    hunt = Template(spark, "sprays")
    text = hunt.run()
    found, broken_into = hunt.here["sprays"], hunt.here["broken_into"]
    assert "Suspicious networks: 1" in text and "right password: 1" in text
    assert found[["network", "days", "addresses"]].to_numpy().tolist() == [["203.0.113", 21, 8]]
    fallen = success_of(datetime.date(2021, 11, 16))
    assert fallen and broken_into["account"].tolist() == [fallen.principal]


def test_masquerading_finds_all_four(spark: Spark) -> None:
    hunt = Template(spark, "masquerading")
    assert "Suspicious programs: 4" in hunt.run()
    found = hunt.here["masquerades"]
    assert set(found["path"]) == {one.path.lower() for one in MASQUERADES}
    assert set(found["rule"]) == {
        *("signs that look alike", "letters swapped", "one letter off", "wrong folder"),
    }


@pytest.fixture
def october(home: Home) -> Iterator[Path]:
    """The folder of October's sign-ins, which is put back afterwards."""
    folder = sample_lake.day_folder(home.lake, datetime.date(2021, 10, 27), "SigninLogs").parent
    kept = home.root / "october"
    shutil.copytree(folder, kept)
    yield folder
    shutil.rmtree(folder)
    kept.rename(folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.json")}


def test_history_fills_the_lake_and_can_be_run_again(
    spark: Spark, client: Client, october: Path
) -> None:
    exported = _files(october)
    copy = Template(spark, "history")
    text = copy.run()
    assert "Hours that differ: 0" in text and "FAILED" not in text
    report = copy.here["report"]
    assert report["in_the_lake"].sum() == report["in_log_analytics"].sum() > 1000
    first = _files(october)
    written = {path: data for path, data in first.items() if path not in exported}
    # Zero-padded folders of five minutes; the export's files and its days are as they were.
    folder = re.compile(r"d=2[456]/h=\d\d/m=[0-5][05]/history_PT05M\.json")
    assert len(written) > 300 and all(folder.fullmatch(path) for path in written)
    assert {path: first[path] for path in exported} == exported
    line = json.loads(next(iter(written.values())).splitlines()[0])
    assert line["Type"] == "SigninLogs" and isinstance(line["LocationDetails"], dict)

    # Again: all is there, and nothing is asked but the count.
    look = copy.number("def ask")
    assert "Nothing to copy" in copy.run(look)
    assert _files(october) == first

    # With a file that is spoilt, one that is gone, and rows that Log Analytics has let go; with an
    # API that is busy, and that has not more than 100 rows in an answer.
    spoilt, gone = sorted(written)[:2]
    (october / spoilt).write_text("{}\n")
    (october / gone).unlink()
    old = october / "d=24" / "h=03" / "m=00"
    while old.exists():
        old = old.with_name(f"m={int(old.name[2:]) + 5:02d}")
    old.mkdir(parents=True)
    kept = old / "history_PT05M.json"
    time = f"2021-10-24T03:{old.name[2:]}:00Z"
    kept.write_text(f'{{"TimeGenerated":"{time}"}}\n')
    copy.run(look, look + 1)
    copy.spark(
        "whole = ask\n"
        "def ask(query):\n"
        "    names, columns, rows = whole(query)\n"
        "    if 'summarize' not in query and len(rows) > 20:\n"
        "        raise TooMuch('more than 20 rows')\n"
        "    return names, columns, rows\n"
    )
    client.ask("PUT", "/local-azure", {"throttle": {"retryAfter": 1, "times": 2}})
    try:
        text = copy.run(look + 1)
    finally:
        client.ask("PUT", "/local-azure", {"reset": True})
    assert "FAILED" not in text and "Hours that differ: 1" in text
    assert copy.here["differ"]["missing"].tolist() == [-1]  # kept, though Log Analytics has it not
    assert _files(october) == {**first, str(kept.relative_to(october)): kept.read_bytes()}
    kept.unlink()

    # The export writes a late row: five minutes are shared, and no row is there twice.
    several = next(path for path, data in sorted(written.items()) if data.count(b"\n") > 2)
    lines = first[several].splitlines(keepends=True)
    late = (october / several).with_name("PT05M.json")
    late.write_bytes(lines[1])
    text = copy.run(look)
    assert "Hours that differ: 0" in text
    assert (october / several).read_bytes() == lines[0] + b"".join(lines[2:])
    assert late.read_bytes() == lines[1]

    # And then all of them: they are its own.
    late.write_bytes(first[several])
    text = copy.run(look)
    assert "Hours that differ: 0" in text
    assert late.read_bytes() == first[several] and not (october / several).exists()

    # What is missing is told.
    (october / gone).unlink()
    text = copy.run(copy.number("-o report"))
    assert "Hours that differ: 1" in text


def test_history_goes_down_to_seconds_and_says_what_is_too_much(spark: Spark) -> None:
    copy = Template(spark, "history")
    copy.run(0, copy.number("def parts") + 1)
    copy.spark(
        "asked = []\n"
        "def ask(query):\n"
        "    times = [text[:19] for text in query.split('datetime(')[1:]]\n"
        "    start, end = (datetime.fromisoformat(time) for time in times)\n"
        "    if start <= datetime(2021, 10, 24, 3, 7, 9) < end and end - start > most:\n"
        "        raise TooMuch('more than 64,000,000 bytes')\n"
        "    asked.append((start, end))\n"
        "    return ['TimeGenerated'], [], []\n"
        "day = datetime(2021, 10, 24), datetime(2021, 10, 25)\n"
        "most = timedelta(seconds=1)\n"
        "ends = [until for until, *_ in fetch(*day)]\n"
    )
    whole = "asked[0][0] == day[0] and asked[-1][1] == day[1]"
    assert spark.text(f"{whole} and all(a[1] == b[0] for a, b in zip(asked, asked[1:]))") == "True"
    assert spark.text("ends == [end for _, end in asked]") == "True"
    assert spark.text("sum(one.minute % 5 == 0 and one.second == 0 for one in ends) > 8") == "True"
    refused = spark.run("most = timedelta(0)\nlist(fetch(*day))")
    assert refused["ename"] == "RuntimeError"
    assert refused["evalue"].startswith("The second from 2021-10-24 03:07:09 on is too much")
