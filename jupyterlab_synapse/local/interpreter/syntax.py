"""Reads a statement as Livy's shell does: Python, plus the three magics %json, %table and %matplot
on lines of their own.

All else that only IPython understands is refused before anything runs, with the reason in the
message.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

FILENAME = "<stdin>"
MAGICS = ("json", "table", "matplot")
_HERE_ONLY = "works only in a local IPython; a Synapse pool refuses it"
_MAGIC_ADVICE = f"it {_HERE_ONLY}. The pool knows %json, %table and %matplot"
_MAGIC_LINE = re.compile(r"^%(\w+)(?:\s+(.*?))?\s*$")


class UnknownMagic(Exception):
    """A line magic that Livy does not know (its name and its text: golden 220)."""


@dataclass(frozen=True)
class Code:
    """A run of Python lines. `tree` keeps the line numbers of the whole statement."""

    tree: ast.Module


@dataclass(frozen=True)
class Magic:
    """A line such as `%table rows`: its name and the variable behind it."""

    name: str
    argument: str


def parse(code: str, explained: bool = True) -> list[Code | Magic]:
    """The steps of a statement. Raises SyntaxError or UnknownMagic; nothing has run then.

    Unless `explained` the messages are Livy's, without ours behind them.
    """
    try:
        return _steps(code)
    except SyntaxError as error:
        raise (_explained(error, code) if explained else error) from None
    except UnknownMagic as error:
        raise (UnknownMagic(f"{error}: {_MAGIC_ADVICE}") if explained else error) from None


def _steps(code: str) -> list[Code | Magic]:
    try:
        return [Code(_checked(code))]
    except SyntaxError as error:
        # Only now look for magics: a % at the start of a line may also stand in a string or
        # continue an expression.
        if not any(_MAGIC_LINE.match(line) for line in code.splitlines()):
            raise error
    return _split(code)


def _split(code: str) -> list[Code | Magic]:
    steps: list[Code | Magic] = []
    lines = code.splitlines()
    start = 0
    for number, line in enumerate(lines):
        magic = _MAGIC_LINE.match(line)
        if magic is None:
            continue
        if magic[1] not in MAGICS:
            raise UnknownMagic(f"unknown magic command '{magic[1]}'")
        steps += _chunk(lines, start, number)
        steps.append(Magic(magic[1], magic[2] or ""))
        start = number + 1
    return steps + _chunk(lines, start, len(lines))


def _chunk(lines: list[str], start: int, end: int) -> list[Code]:
    """The Python between two magics; blank lines before it keep the line numbers of the whole
    statement.
    """
    text = "\n" * start + "\n".join(lines[start:end])
    return [Code(_checked(text))] if text.strip() else []


def _checked(code: str) -> ast.Module:
    """Parses and compiles once: some errors (await, return outside a function) appear only when
    compiling.
    """
    tree = ast.parse(code, FILENAME)
    compile(tree, FILENAME, "exec", dont_inherit=True)
    return tree


def _explained(error: SyntaxError, code: str) -> SyntaxError:
    """The same error; its message says so when the line is IPython's syntax or an await."""
    lines = code.splitlines()
    line = lines[error.lineno - 1].strip() if error.lineno and error.lineno <= len(lines) else ""
    what = None
    if line.startswith("%%"):
        what = f"{line.split()[0]} {_HERE_ONLY}"
        what += ": send the query with kind sql" if line.startswith("%%sql") else ""
    elif line.startswith("!") or re.match(r"^[\w.,\s\[\]]+=\s*!", line):
        what = f"!command {_HERE_ONLY}: use the subprocess module"
    elif line.startswith("%") or re.match(r"^[\w.,\s\[\]]+=\s*%", line):
        what = f"%magic {_HERE_ONLY}"
    elif line.startswith("?") or line.endswith("?"):
        what = f"? {_HERE_ONLY}: use help(...)"
    elif re.search(r"outside (of )?(an )?(async\w* )?function", error.msg or "") and re.search(
        r"\b(await|async\w*)\b", f"{line} {error.msg}"
    ):
        what = f"top-level await {_HERE_ONLY}: use asyncio.run(...)"
    if what and what not in (error.msg or ""):
        error.msg = f"{error.msg}: {what}"
    return error
