"""The part of KQL that the local Azure's query API answers: from text to a list of steps.

    Table
    | where TimeGenerated >= datetime(2021-11-01) and TimeGenerated < datetime(2021-11-02T12:00:00Z)
    | summarize count() by bin(TimeGenerated, 1d)
    | order by TimeGenerated asc
    | take 10
    | project TimeGenerated, SourceIP

`where` takes comparisons (== != < <= > >= =~), `between (a .. b)`, `in (a, b)`, `and`, `or`, `not`
and brackets; values are columns, text, numbers, true, false, datetime(), ago() and now().
`summarize` takes count(), min() and max(). Anything else is refused with the place where it stands.

No library: those on PyPI that parse KQL bring .NET or a database, or were just published.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from .logs_query import (
    Column,
    Compare,
    Key,
    KqlError,
    Logic,
    Measure,
    Moment,
    Order,
    Project,
    Query,
    Step,
    Summarize,
    Take,
    Where,
)

MOST_LETTERS = 20_000
_MOST_DEPTH = 50
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<moment>(?:to)?datetime\s*\(\s*["']?(?P<value>[^)"']*)["']?\s*\))
    |(?P<span>\d+(?:\.\d+)?(?:d|h|m|s|ms)\b)
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.])|-?\d+(?=\s*\.\.))
    |(?P<name>[A-Za-z_]\w*)
    |(?P<text>@?"(?:[^"\\]|\\.)*"|@?'(?:[^'\\]|\\.)*')
    |(?P<sign>==|!=|<=|>=|=~|\.\.|[<>|(),;=])""",
    re.VERBOSE,
)
_SPANS = {"d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "=~")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def parse(text: str, now: datetime.datetime) -> Query:
    """Reads a query; `now` (UTC, without a zone) is what now() and ago() count from. Raises
    KqlError.
    """
    if len(text) > MOST_LETTERS:
        raise KqlError(f"The query has more than {MOST_LETTERS} letters.")
    return _Parser(text, now).query()


def moment_text(text: str) -> str:
    """A time in ISO 8601, with or without time, zone and seven digits, as Azure writes it (UTC).
    Raises ValueError.
    """
    whole, dot, rest = text.strip().replace("Z", "+00:00").replace(" ", "T", 1).partition(".")
    digits = re.match(r"\d*", rest)
    kept = digits.group()[:6] if digits else ""
    zone = rest[digits.end() :] if digits else ""
    moment = datetime.datetime.fromisoformat(f"{whole}{dot and '.' + kept.ljust(6, '0')}{zone}")
    if moment.tzinfo:
        try:
            moment = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        except OverflowError as error:  # the first or last day there is, elsewhere
            raise ValueError(text) from error
    seventh = digits.group()[6:7] if digits else ""
    return f"{moment.isoformat(timespec='microseconds')}{seventh or '0'}Z"


class _Parser:
    def __init__(self, text: str, now: datetime.datetime) -> None:
        self._text, self._now, self._at, self._depth = text, now, 0, 0
        self._tokens = self._split()

    def query(self) -> Query:
        table = self._name("a table's name")
        steps: list[Step] = []
        while self._take_sign("|"):
            steps.append(self._step())
        self._take_sign(";")
        if self._next.kind:
            raise self._refusal()
        return Query(table, tuple(steps))

    def _split(self) -> list[_Token]:
        tokens, at = [], 0
        while at < len(self._text):
            found = _TOKEN.match(self._text, at)
            if found is None:
                raise self._refusal(_Token("sign", self._text[at], at))
            kind = next(name for name, value in found.groupdict().items() if value is not None)
            if kind != "space":
                text = found["value"] if kind == "moment" else found.group()
                tokens.append(_Token(kind, text, at))
            at = found.end()
        return [*tokens, _Token("", "", at)]

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _refusal(self, token: _Token | None = None) -> KqlError:
        token = token or self._next
        before = self._text[: token.start]
        line, column = before.count("\n") + 1, token.start - before.rfind("\n")
        what = f"'{token.text}'" if token.text else "its end"
        return KqlError(
            f"Query could not be parsed at {what} on line [{line},{column}]. The local Azure "
            "answers a part of KQL only: where, summarize count(), order by, take, project, count."
        )

    def _advance(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_sign(self, sign: str) -> bool:
        return bool(self._next.kind == "sign" and self._next.text == sign and self._advance())

    def _take_word(self, *words: str) -> str:
        if self._next.kind == "name" and self._next.text in words:
            return self._advance().text
        return ""

    def _need_sign(self, sign: str) -> None:
        if not self._take_sign(sign):
            raise self._refusal()

    def _name(self, _what: str = "a name") -> str:
        if self._next.kind != "name":
            raise self._refusal()
        return self._advance().text

    def _listed(self, one: Callable[[], Any]) -> tuple[Any, ...]:
        found = [one()]
        while self._take_sign(","):
            found.append(one())
        return tuple(found)

    def _step(self) -> Step:
        if self._take_word("where", "filter"):
            return Where(self._condition())
        if self._take_word("summarize"):
            measures = self._listed(self._measure)
            return Summarize(measures, self._listed(self._key) if self._take_word("by") else ())
        if self._take_word("count"):
            return Summarize((Measure("Count", "count", ""),), ())
        if self._take_word("order", "sort"):
            if not self._take_word("by"):
                raise self._refusal()
            return Order(self._listed(self._direction))
        if self._take_word("take", "limit"):
            if self._next.kind != "number" or not self._next.text.isdigit():
                raise self._refusal()
            return Take(int(self._advance().text[:18]))
        if self._take_word("project"):
            return Project(self._listed(self._name))
        raise self._refusal()

    def _measure(self) -> Measure:
        alias = ""
        if self._tokens[self._at + 1].text == "=":
            alias = self._name()
            self._need_sign("=")
        function = self._take_word("count", "min", "max")
        if not function:
            raise self._refusal()
        self._need_sign("(")
        column = "" if function == "count" else self._name()
        self._need_sign(")")
        return Measure(alias or f"{function}_{column}", function, column)

    def _key(self) -> Key:
        alias = ""
        if self._tokens[self._at + 1].text == "=":
            alias = self._name()
            self._need_sign("=")
        if self._next.text != "bin":
            name = self._name()
            return Key(alias or name, name, 0)
        self._advance()
        self._need_sign("(")
        name = self._name()
        self._need_sign(",")
        seconds = self._span()
        self._need_sign(")")
        return Key(alias or name, name, seconds)

    def _direction(self) -> tuple[str, bool]:
        return self._name(), self._take_word("asc", "desc") != "asc"  # Kusto's default is desc

    def _span(self) -> float:
        if self._next.kind != "span":
            raise self._refusal()
        number, unit = re.fullmatch(r"([\d.]+)(\w+)", self._advance().text).groups()  # type: ignore[union-attr]
        seconds = float(number) * _SPANS[unit]
        if not 0 < seconds <= 10_000 * 86_400:
            raise KqlError(f"The span {number}{unit} is out of range.")
        return seconds

    def _condition(self) -> Any:
        parts = [self._conjunction()]
        while self._take_word("or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Logic("or", tuple(parts))

    def _conjunction(self) -> Any:
        parts = [self._comparison()]
        while self._take_word("and"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def _comparison(self) -> Any:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise KqlError("The query is nested too deep.")
        try:
            return self._compared()
        finally:
            self._depth -= 1

    def _compared(self) -> Any:
        negated = bool(self._take_word("not"))
        if self._take_sign("("):
            inner = self._condition()
            self._need_sign(")")
            return Logic("not", (inner,)) if negated else inner
        if negated:
            raise self._refusal()
        left = self._value()
        if self._take_word("between"):
            self._need_sign("(")
            low = self._value()
            self._need_sign("..")
            high = self._value()
            self._need_sign(")")
            return Logic("and", (Compare(left, ">=", low), Compare(left, "<=", high)))
        if self._take_word("in"):
            self._need_sign("(")
            values = self._listed(self._value)
            self._need_sign(")")
            return Logic("or", tuple(Compare(left, "==", value) for value in values))
        if self._next.text not in _COMPARISONS:
            if isinstance(left, (Column, bool)):  # true by itself
                return Compare(left, "==", True)
            raise self._refusal()
        return Compare(left, self._advance().text, self._value())

    def _value(self) -> Any:
        token = self._next
        if token.kind == "moment":
            self._advance()
            try:
                return Moment(moment_text(token.text))
            except ValueError:
                raise KqlError(f"'{token.text[:50]}' is not a date and time.") from None
        if token.kind == "text":
            return _unquoted(self._advance().text)
        if token.kind == "number":
            text = self._advance().text
            return float(text) if "." in text else int(text)
        if token.text in ("now", "ago") and self._tokens[self._at + 1].text == "(":
            self._at += 2
            back = self._span() if token.text == "ago" else 0.0
            self._need_sign(")")
            moment = self._now - datetime.timedelta(seconds=back)
            return Moment(f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z")
        if token.text in ("true", "false"):
            return self._advance().text == "true"
        return Column(self._name())


def _unquoted(text: str) -> str:
    if text.startswith("@"):
        return text[2:-1]
    letters = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda found: letters.get(found[1], found[1]), text[1:-1], flags=re.S)
