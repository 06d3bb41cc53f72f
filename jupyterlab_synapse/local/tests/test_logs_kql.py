"""The part of KQL that the query API answers, and what it refuses."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from jupyterlab_synapse.local.logs_answer import Limits, answer
from jupyterlab_synapse.local.sample_tables import TABLES

NOW = datetime.datetime(2026, 11, 24, 12)
DAY = "TimeGenerated >= datetime(2021-11-16) and TimeGenerated < datetime(2021-11-17)"


def ask(query: Any, timespan: str | None = None, **more: Any) -> tuple[int, Any]:
    given = answer({"query": query, "timespan": timespan}, now=NOW, **more)
    return given.status, json.loads(given.body)


def rows(query: str, timespan: str | None = None) -> list[list[Any]]:
    status, body = ask(query, timespan)
    assert status == 200, body
    assert [table["name"] for table in body["tables"]] == ["PrimaryResult"]
    return body["tables"][0]["rows"]


def of_day(table: str, day: datetime.date) -> list[dict[str, Any]]:
    return [row for _, row in TABLES[table].rows(day)]


@pytest.mark.parametrize("name", TABLES)
def test_a_day_is_what_the_lake_has(name: str) -> None:
    status, body = ask(f"{name} | where {DAY}")
    table = body["tables"][0]
    assert status == 200 and "error" not in body
    assert table["columns"] == [
        {"name": column, "type": kind} for column, kind in TABLES[name].columns.items()
    ]
    dynamic = [column for column, kind in TABLES[name].columns.items() if kind == "dynamic"]
    found = [dict(zip(TABLES[name].columns, row, strict=True)) for row in table["rows"]]
    for row in found:  # as text, as the service gives them
        row.update({column: json.loads(row[column]) for column in dynamic})
    assert found == of_day(name, datetime.date(2021, 11, 16))


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=="])
def test_the_first_and_the_last_moment_there_is(sign: str) -> None:
    everything = rows(f"SigninLogs | where {DAY} | count")
    for moment, is_after in (("0001-01-01", True), ("9999-12-31T23:59:59.9999999Z", False)):
        ends = f"TimeGenerated {sign} datetime({moment})"
        found = rows(f"SigninLogs | where {ends} | where {DAY} | count")
        assert found == (everything if (sign[0] == ">") == is_after and sign != "==" else [[0]])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_moment_that_is_none_elsewhere(moment: str) -> None:
    status, body = ask(f"SigninLogs | where TimeGenerated > datetime({moment}) | count")
    assert status == 400 and "not a date" in json.dumps(body)


def test_counts() -> None:
    count = len(of_day("SigninLogs", datetime.date(2021, 11, 16)))
    assert rows(f"SigninLogs | where {DAY} | summarize count()") == [[count]]
    assert rows(f"SigninLogs | where {DAY} | count") == [[count]]
    assert rows(f"SigninLogs | where {DAY} | summarize Rows = count();") == [[count]]
    assert rows("SigninLogs | where TimeGenerated < datetime(2020-01-01) | count") == [[0]]
    by_day = rows(
        """SigninLogs // a comment
        | where TimeGenerated between
            (datetime(2021-11-13) .. datetime(2021-11-15 23:59:59.9999999))
        | summarize count() by bin(TimeGenerated, 1d)
        | order by TimeGenerated asc"""
    )
    days = [datetime.date(2021, 11, number) for number in (13, 14, 15)]
    assert by_day == [[f"{day}T00:00:00.0000000Z", len(of_day("SigninLogs", day))] for day in days]
    hours = rows(f"SecurityEvent | where {DAY} | summarize n=count() by h=bin(TimeGenerated, 6h)")
    assert [row[0][11:13] for row in hours] == ["00", "06", "12", "18"]
    grouped = rows(
        f"SigninLogs | where {DAY} | summarize count(), max(TimeGenerated) by ResultType"
        " | sort by count_"
    )
    assert grouped[0][0] == "0" and [row[1] for row in grouped] == sorted(
        (row[1] for row in grouped), reverse=True
    )


def test_filters_and_steps() -> None:
    day = of_day("SecurityEvent", datetime.date(2021, 11, 17))
    planted = "C:\\ProgramData\\Intel\\svch0st.exe"
    time = "TimeGenerated >= datetime('2021-11-17T00:00:00Z')"
    wanted = [
        [row["TimeGenerated"], row["Computer"]] for row in day if row["Process"] == "svch0st.exe"
    ]
    for value in (f"@'{planted}'", json.dumps(planted)):
        text = f"SecurityEvent | where {time} and NewProcessName == {value}"
        text += " and TimeGenerated < datetime(2021-11-18) | project TimeGenerated, Computer"
        assert rows(text) == wanted
    text = f"SecurityEvent | where {time} | where TimeGenerated < datetime(2021-11-18)"
    logons = rows(f"{text} | where (EventID in (4624, 1) or false) and not(LogonType == 3)")
    assert len(logons) == sum(row["EventID"] == 4624 and row["LogonType"] == 2 for row in day)
    assert len(rows(f"{text} | limit 7")) == 7
    assert len(rows(f"{text} | where LogonType > 0 | take 3 | project LogonType")) == 3
    assert rows(f"SigninLogs | where {DAY} and not(IsInteractive) | count") == [[0]]
    upper = rows(f"{text} | where Process =~ 'LSASSS.EXE' | count")
    assert upper == [[1]]


def test_times() -> None:
    whole = rows("SigninLogs | count", "2021-11-16/2021-11-17")
    assert whole == [[len(of_day("SigninLogs", datetime.date(2021, 11, 16)))]]
    assert whole == rows("SigninLogs | count", "2021-11-16T00:00:00.000Z/P1D")
    assert whole == rows("SigninLogs | count", "PT24H/2021-11-17T02:00:00+02:00")
    ago = rows("SigninLogs | where TimeGenerated > ago(1d) | count")
    assert ago == rows("SigninLogs | count", "P1D") and ago[0][0] > 100
    assert rows("SigninLogs | where TimeGenerated > now() | count") == [[0]]
    first = of_day("SigninLogs", datetime.date(2021, 11, 16))[0]["TimeGenerated"]
    equal = f"TimeGenerated == datetime({first})"
    assert rows(f"SigninLogs | where {equal} | project TimeGenerated") == [[first]]
    assert (
        len(rows(f"SigninLogs | where TimeGenerated <= datetime({first})", "2021-11-16/P1D")) == 1
    )
    assert rows(f"SigninLogs | where TimeGenerated < datetime({first})", "2021-11-16/P1D") == []


@pytest.mark.parametrize(
    ("query", "kind", "part"),
    [
        ("SigninLogs | extend a = 1", "SyntaxError", "'extend' on line [1,14]"),
        ("SigninLogs\n| where x has 'y'", "SyntaxError", "'has' on line [2,11]"),
        ("union SigninLogs, SecurityEvent", "SyntaxError", "'SigninLogs'"),
        ("SigninLogs | where TimeGenerated >= datetime(2021-13-01)", "SyntaxError", "not a date"),
        ("SigninLogs | where (TimeGenerated", "SyntaxError", "its end"),
        ("SigninLogs | take many", "SyntaxError", "'many'"),
        ('SigninLogs | where a == "b', "SyntaxError", "'\"'"),
        ("SigninLogs | summarize dcount(a)", "SyntaxError", "'dcount'"),
        ("SigninLogs | where " + "(" * 200 + "a", "SyntaxError", "nested too deep"),
        ("SigninLogs | summarize count() by bin(TimeGenerated, 0d)", "SyntaxError", "out of range"),
        ("x" * 30_000, "SyntaxError", "20000 letters"),
        ("Heartbeat", "SemanticError", "named 'Heartbeat'. Tables are: CommonSecurityLog, "),
        ("SigninLogs | where Nothing == 1", "SemanticError", "named 'Nothing'"),
        ("SigninLogs | project TimeGenerated, Nothing", "SemanticError", "named 'Nothing'"),
        ("SigninLogs | summarize count() by bin(Level, 1d)", "SemanticError", "'bin' takes"),
        ("SigninLogs | where TimeGenerated", "SemanticError", "is datetime, not bool"),
    ],
)
def test_refusals_name_the_place(query: str, kind: str, part: str) -> None:
    status, body = ask(query)
    error = body["error"]
    assert (status, error["code"]) == (400, "BadArgumentError")
    assert error["innererror"]["code"] == kind
    assert part in error["innererror"]["innererror"]["message"]


def test_bodies_and_timespans_that_are_none() -> None:
    for body in (None, [], {}, {"query": 1}, {"query": " "}):
        assert answer(body, now=NOW).status == 400
    for timespan in ("yesterday", "P", "1/2/3", "2021-11-16/yesterday", "P99999999D/2021-11-16"):
        status, body = ask("SigninLogs | count", timespan)
        assert status == 400 and "ISO 8601" in body["error"]["innererror"]["innererror"]["message"]


def test_a_table_without_made_up_rows_is_empty() -> None:
    text = "Heartbeat | where TimeGenerated > ago(1d) and Computer == 'a'"
    status, body = ask(text, tables={"Heartbeat": {"Computer": "string", "Beats": "boolean"}})
    assert body["tables"][0]["columns"][-2:] == [
        {"name": "Beats", "type": "bool"},
        {"name": "Type", "type": "string"},
    ]
    assert status == 200 and body["tables"][0]["rows"] == []


def test_what_exceeds_a_limit_is_partial() -> None:
    for limits, most in ((Limits(rows=50), 50), (Limits(size=20_000), 40)):
        status, body = ask(f"SigninLogs | where {DAY}", limits=limits)
        assert status == 200 and 0 < len(body["tables"][0]["rows"]) <= most
        assert body["error"]["code"] == "PartialError"
        inner = body["error"]["details"][0]["innererror"]
        assert "E_QUERY_RESULT_SET_TOO_LARGE" in inner["message"]
    status, body = ask(f"SigninLogs | where {DAY} | take 50", limits=Limits(rows=50))
    assert "error" not in body
