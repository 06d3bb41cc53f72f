"""Errors in Livy's shape: frames of <stdin>, no colours, none of our own frames.

Livy drops the outermost frame (`in <module>`), source lines of <stdin> and chained causes (goldens
206, 226, 234).
"""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from .syntax import FILENAME, UnknownMagic

_OURS = str(Path(__file__).parent)


def describe(error: BaseException) -> dict[str, Any]:
    """{"ename", "evalue", "traceback": lines} of an exception that a statement raised, and "line"
    (see `line_of`).
    """
    last = traceback.format_exception_only(type(error), error)
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        lines = last
    elif isinstance(error, UnknownMagic):
        lines = [
            f"UnknownMagic: {error}\n"
        ]  # no frames, and none of our module's name (golden 220)
    else:
        shown = [
            text
            for text in traceback.format_tb(_below_module(error.__traceback__))
            if _OURS not in text
        ]
        lines = ["Traceback (most recent call last):\n", *shown, *last]
    return {
        "ename": type(error).__name__,
        "evalue": _text(error),
        "traceback": lines,
        "line": line_of(error),
    }


def line_of(error: BaseException) -> int | None:
    """Line of the statement that failed, 1-based; None when unknown. Livy itself never tells it for
    the top level.
    """
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        return error.lineno
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILENAME:
            return step.tb_lineno
        step = step.tb_next
    return None


def _below_module(step: TracebackType | None) -> TracebackType | None:
    while step is not None and step.tb_frame.f_code.co_filename != FILENAME:
        step = step.tb_next
    return step.tb_next if step is not None else None


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:
        return f"<the error has no text: {type(second).__name__}>"
