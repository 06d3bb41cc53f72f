"""Runs a query over the made-up tables: rows stream through its steps."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import islice
from typing import Any

from .logs_query import (
    Column,
    Compare,
    KqlError,
    Logic,
    Moment,
    Order,
    Project,
    Query,
    Summarize,
    Take,
    Where,
)
from .sample_row import Row, time_generated
from .sample_tables import SampleTable

TIME = "TimeGenerated"
Columns = Mapping[str, str]
Span = tuple[datetime.datetime, datetime.datetime]
_EPOCH = datetime.datetime(1970, 1, 1)
_MOST_GROUPS = 1_000_000
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=~": lambda left, right: str(left).lower() == str(right).lower(),
}


@dataclass(frozen=True)
class Result:
    """The columns with their types, and the rows, made as they are taken."""

    columns: Columns
    rows: Iterator[Row]


def run(query: Query, table: SampleTable, spans: Iterable[Span]) -> Result:
    """Runs a query over the rows of `spans` (UTC, in order, without overlap). Raises KqlError when
    a column is not there.
    """
    columns, needed = dict(table.columns), _needed(query)
    low, high = bounds(query)
    cut = [(max(start, low), min(end, high)) for start, end in spans if start < high and low < end]
    rows = _times(table, cut) if needed == {TIME} else _whole(table, cut)
    result = Result(columns, rows)
    for step in query.steps:
        result = _apply(step, result)
    return result


def bounds(query: Query) -> Span:
    """The times that the first conditions allow; only what lies between need be made."""
    low, high = datetime.datetime.min, datetime.datetime.max
    for step in query.steps:
        if not isinstance(step, Where):
            break
        for part in _conjuncts(step.condition):
            match part:
                case Compare(Column(name), sign, Moment(text)) if name == TIME:
                    moment = _moment(text)
                    if sign in (">", ">=", "=="):
                        low = max(low, moment)
                    if sign in ("<", "<=", "=="):
                        # Azure's times are finer than Python's: up to and with this one.
                        unit = datetime.timedelta(microseconds=1)
                        high = min(high, moment + min(unit, datetime.datetime.max - moment))
    return low, high


def _conjuncts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, Logic) and condition.word == "and":
        for part in condition.parts:
            yield from _conjuncts(part)
    else:
        yield condition


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text[:26])


def _needed(query: Query) -> set[str]:
    """The columns that the query uses before a summarize; {""} stands for all."""
    found: set[str] = set()

    def look(condition: Any) -> None:
        if isinstance(condition, Column):
            found.add(condition.name)
        elif isinstance(condition, Logic):
            for part in condition.parts:
                look(part)
        elif isinstance(condition, Compare):
            look(condition.left)
            look(condition.right)

    for step in query.steps:
        if isinstance(step, Where):
            look(step.condition)
        elif isinstance(step, Summarize):
            found.update(key.column for key in step.keys)
            found.update(measure.column or TIME for measure in step.measures)
            return found
        elif isinstance(step, Project):
            found.update(step.columns)
            return found
        elif isinstance(step, Order):
            found.update(name for name, _ in step.columns)
    return {""}


def _times(table: SampleTable, spans: Iterable[Span]) -> Iterator[Row]:
    """Rows of nothing but their time: counting needs no more."""
    for start, end in spans:
        day = start.date()
        while day <= end.date():
            for moment in table.moments(day):
                if start <= moment < end:
                    yield {TIME: time_generated(moment)}
            day += datetime.timedelta(days=1)


def _whole(table: SampleTable, spans: Iterable[Span]) -> Iterator[Row]:
    for start, end in spans:
        yield from (row for _, row in table.between(start, end))


def _apply(step: Any, before: Result) -> Result:
    columns, rows = before.columns, before.rows
    match step:
        case Where(condition):
            test = _test(condition, columns)
            return Result(columns, (row for row in rows if test(row)))
        case Take(most):
            return Result(columns, islice(rows, most))
        case Project(names):
            for name in names:
                _type_of(name, columns, "project")
            kept = {name: columns[name] for name in names}
            return Result(kept, ({name: row[name] for name in kept} for row in rows))
        case Order(keys):
            for name, _ in keys:
                _type_of(name, columns, "order")
            return Result(columns, _ordered(rows, keys))
        case Summarize():
            return _summarize(step, before)
    raise AssertionError(step)


def _type_of(name: str, columns: Columns, step: str) -> str:
    if name not in columns:
        raise KqlError(
            f"'{step}' operator: Failed to resolve scalar expression named '{name}'",
            "SemanticError",
            "SEM0100",
        )
    return columns[name]


def _test(condition: Any, columns: Columns) -> Callable[[Row], bool]:
    if isinstance(condition, Logic):
        tests = [_test(part, columns) for part in condition.parts]
        if condition.word == "not":
            return lambda row: not tests[0](row)
        every = all if condition.word == "and" else any
        return lambda row: every(test(row) for test in tests)
    if not isinstance(condition, Compare):
        raise KqlError("'where' operator: a condition is needed", "SemanticError", "SEM0100")
    if condition.right is True and isinstance(condition.left, Column):
        kind = _type_of(condition.left.name, columns, "where")
        if kind != "bool":
            message = f"'where' operator: {condition.left.name} is {kind}, not bool"
            raise KqlError(message, "SemanticError", "SEM0025")
    left, right = _reader(condition.left, columns), _reader(condition.right, columns)
    sign = _SIGNS[condition.sign]

    def test(row: Row) -> bool:
        try:
            return sign(left(row), right(row))
        except TypeError:  # a null, or values of two kinds: never true, as in Kusto
            return False

    return test


def _reader(value: Any, columns: Columns) -> Callable[[Row], Any]:
    if isinstance(value, Column):
        _type_of(value.name, columns, "where")
        return lambda row: row[value.name]
    constant = value.text if isinstance(value, Moment) else value
    return lambda _row: constant


def _ordered(rows: Iterator[Row], keys: tuple[tuple[str, bool], ...]) -> Iterator[Row]:
    def compare(one: Row, other: Row) -> int:
        for name, falling in keys:
            left, right = one[name], other[name]
            if left == right:
                continue
            if left is None or right is None:  # nulls first when rising, last when falling
                smaller = left is None
            else:
                smaller = str(left) < str(right) if isinstance(left, dict) else left < right
            return 1 if smaller == falling else -1
        return 0

    yield from sorted(rows, key=cmp_to_key(compare))


def _summarize(step: Summarize, before: Result) -> Result:
    columns = {key.name: _type_of(key.column, before.columns, "summarize") for key in step.keys}
    for key in step.keys:
        if key.seconds and columns[key.name] != "datetime":
            raise KqlError("'bin' takes a time and a span here", "SemanticError", "SEM0064")
    for measure in step.measures:
        columns[measure.name] = (
            _type_of(measure.column, before.columns, "summarize") if measure.column else "long"
        )
    return Result(columns, _groups(step, before.rows))


def _groups(step: Summarize, rows: Iterator[Row]) -> Iterator[Row]:
    found: dict[tuple[Any, ...], list[Any]] = {}
    if not step.keys:
        found[()] = [0 if measure.function == "count" else None for measure in step.measures]
    for row in rows:
        group = tuple(
            _bin(row[key.column], key.seconds) if key.seconds else _plain(row[key.column])
            for key in step.keys
        )
        figures = found.get(group)
        if figures is None:
            if len(found) >= _MOST_GROUPS:
                raise KqlError("The summary has too many groups.")
            figures = found[group] = [
                0 if measure.function == "count" else None for measure in step.measures
            ]
        for index, measure in enumerate(step.measures):
            if measure.function == "count":
                figures[index] += 1
                continue
            value, known = _plain(row[measure.column]), figures[index]
            better = min if measure.function == "min" else max
            figures[index] = value if known is None else better(known, value)
    names = [*(key.name for key in step.keys), *(measure.name for measure in step.measures)]
    for group, figures in found.items():
        yield dict(zip(names, (*group, *figures), strict=True))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, dict) else value


def _bin(text: str, seconds: float) -> str:
    """The start of the span that a time is in; spans count from year 1, as in Kusto."""
    since = (_moment(text) - _EPOCH).total_seconds() + 62_135_596_800
    return time_generated(
        _EPOCH + datetime.timedelta(seconds=since // seconds * seconds - 62_135_596_800)
    )
