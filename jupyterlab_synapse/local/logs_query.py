"""A query of Log Analytics as its steps, and the refusal of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class KqlError(Exception):
    """A query that is not answered. `kind`: SyntaxError or SemanticError, `code`: Kusto's."""

    def __init__(self, message: str, kind: str = "SyntaxError", code: str = "SYN0002") -> None:
        super().__init__(message)
        self.kind, self.code = kind, code


class Column(NamedTuple):
    """A column by its name."""

    name: str


class Moment(NamedTuple):
    """A time, as Azure writes it: it compares as text."""

    text: str


class Compare(NamedTuple):
    """A comparison; `between` and `in` become several."""

    left: Any
    sign: str
    right: Any


class Logic(NamedTuple):
    """`word`: and, or, not."""

    word: str
    parts: tuple[Any, ...]


class Where(NamedTuple):
    """Keeps the rows of which `condition` is true."""

    condition: Any


class Measure(NamedTuple):
    """One figure of summarize; `column` is "" for count()."""

    name: str
    function: str
    column: str


class Key(NamedTuple):
    """What summarize groups by; `seconds`: of bin(), 0 for the value itself."""

    name: str
    column: str
    seconds: float


class Summarize(NamedTuple):
    """Figures per group."""

    measures: tuple[Measure, ...]
    keys: tuple[Key, ...]


class Order(NamedTuple):
    """Columns, and whether each falls."""

    columns: tuple[tuple[str, bool], ...]


class Take(NamedTuple):
    """The first rows."""

    rows: int


class Project(NamedTuple):
    """These columns, in this order."""

    columns: tuple[str, ...]


Step = Where | Summarize | Order | Take | Project


@dataclass(frozen=True)
class Query:
    """A table and what happens to its rows."""

    table: str
    steps: tuple[Step, ...]
