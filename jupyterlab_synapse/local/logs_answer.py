"""What the query API of Log Analytics answers (no HTTP in here): tables, limits, refusals.

Forms from Microsoft's documentation of the API and its client azure-monitor-query; limits of the
service: 500,000 rows and 100 MiB an answer, then what fits with an `error` beside it.
"""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from . import sample_lake
from .logs_kql import moment_text, parse
from .logs_query import KqlError
from .logs_run import Result, Span, run
from .sample_tables import TABLES, SampleTable

MOST_ROWS, MOST_BYTES = 500_000, 100 * 1024 * 1024
FIRST_DAY = datetime.date(2021, 1, 1)
_RECENT_DAYS = 90
_KINDS = {"dateTime": "datetime", "boolean": "bool"}
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


@dataclass(frozen=True)
class Answer:
    """Status and body of an answer; the body is JSON already."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Limits:
    """Of one answer."""

    rows: int = MOST_ROWS
    size: int = MOST_BYTES


def data_spans(now: datetime.datetime) -> tuple[Span, Span]:
    """The times that the made-up workspaces have rows of: 2021 up to the last day of the sample
    lake, and the last 90 days.
    """
    midnight = datetime.time()
    end = sample_lake.LAST_DAY + datetime.timedelta(days=1)
    recent = now.date() - datetime.timedelta(days=_RECENT_DAYS)
    return (
        (datetime.datetime.combine(FIRST_DAY, midnight), datetime.datetime.combine(end, midnight)),
        (datetime.datetime.combine(recent, midnight), now),
    )


def answer(
    body: Any,
    tables: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    now: datetime.datetime | None = None,
    limits: Limits = Limits(),
) -> Answer:
    """Answers {"query", "timespan"?}. `tables`: the workspace's, with the columns of each; those
    without made-up rows are empty. `now`: UTC, without a zone.
    """
    now = now or datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    text = body.get("query") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        return refusal(400, "BadArgumentError", 'The query is missing: send {"query": "…"}.')
    try:
        spans = _cut(data_spans(now), _timespan(body.get("timespan"), now))
        query = parse(text, now)
        return _written(run(query, _table(query.table, tables), spans), limits)
    except KqlError as error:
        return _bad_query(error)


def refusal(status: int, code: str, message: str, inner: Any = None) -> Answer:
    """An error in the form of this API."""
    error = {"message": message, "code": code, "correlationId": str(uuid.uuid4())}
    if inner:
        error["innererror"] = inner
    return Answer(status, json.dumps({"error": error}).encode())


def _bad_query(error: KqlError) -> Answer:
    syntax = error.kind == "SyntaxError"
    inner = {
        "code": error.kind,
        "message": "A recognition error occurred in the query."
        if syntax
        else "A semantic error occurred.",
        "innererror": {"code": error.code, "message": str(error)},
    }
    message = "The request had some invalid properties"
    return refusal(400, "BadArgumentError", message, inner)


def _table(name: str, tables: Mapping[str, Mapping[str, str]]) -> SampleTable:
    if name in TABLES:
        return TABLES[name]
    if name in tables:
        kinds = {**tables[name], "Type": "string"}
        plain = {column: _KINDS.get(kind, kind) for column, kind in kinds.items()}
        columns = {"TenantId": "string", "TimeGenerated": "datetime", **plain}
        return SampleTable(name, columns, lambda _day, _count: iter(()))
    known = ", ".join(sorted({*TABLES, *tables}))
    message = f"Failed to resolve table or column expression named '{name}'. Tables are: {known}."
    raise KqlError(message, "SemanticError", "SEM0100")


def _timespan(text: Any, now: datetime.datetime) -> Span | None:
    """ISO 8601: start/end, start/duration, duration/end, or a duration up to now; None for no
    limit. Raises KqlError.
    """
    if text is None or text == "":
        return None
    parts = text.split("/") if isinstance(text, str) else []
    try:
        if len(parts) == 1:
            return now - _duration(parts[0]), now
        first, second = parts
        if first.startswith("P"):
            end = _moment(second)
            return end - _duration(first), end
        start = _moment(first)
        return start, start + _duration(second) if second.startswith("P") else _moment(second)
    except (ValueError, OverflowError):
        raise KqlError(f"The timespan '{str(text)[:80]}' is not one of ISO 8601.") from None


def _duration(text: str) -> datetime.timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ValueError(text)
    return datetime.timedelta(
        **{name: float(value or 0) for name, value in found.groupdict().items()}
    )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(moment_text(text)[:26])


def _cut(spans: tuple[Span, ...], within: Span | None) -> list[Span]:
    if within is None:
        return list(spans)
    found = [(max(start, within[0]), min(end, within[1])) for start, end in spans]
    return [(start, end) for start, end in found if start < end]


def _written(result: Result, limits: Limits) -> Answer:
    kinds = tuple(result.columns.items())
    parts: list[str] = []
    size, error = 0, None
    for row in result.rows:
        values = [
            json.dumps(row[name]) if kind == "dynamic" and row[name] is not None else row[name]
            for name, kind in kinds
        ]
        text = json.dumps(values, separators=(",", ":"), ensure_ascii=True)
        if len(parts) >= limits.rows:
            error = _partial(f"the set limit of {limits.rows} records")
            break
        if size + len(text) > limits.size:
            error = _partial(f"the set limit of {limits.size / 1024 / 1024:g} MiB")
            break
        parts.append(text)
        size += len(text) + 1
    columns = json.dumps([{"name": name, "type": kind} for name, kind in kinds])
    table = f'{{"name":"PrimaryResult","columns":{columns},"rows":[{",".join(parts)}]}}'
    tail = f',"error":{json.dumps(error)}' if error else ""
    return Answer(200, f'{{"tables":[{table}]{tail}}}'.encode())


def _partial(limit: str) -> Any:
    inner = {
        "code": "-2133196797",
        "message": f"The results of this query exceed {limit}, so not all records were returned "
        "(E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003). Ask for a shorter time range.",
        "severity": 2,
        "severityName": "Error",
    }
    detail = {
        "code": "EngineError",
        "message": "Something went wrong processing your query on the server.",
        "innererror": inner,
    }
    return {
        "code": "PartialError",
        "message": "There were some errors when processing your query.",
        "details": [detail],
    }
