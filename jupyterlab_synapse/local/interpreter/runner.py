"""Runs one statement and makes its Livy output."""

from __future__ import annotations

import ast
import sys
import traceback
import types
from typing import TYPE_CHECKING, Any

from . import figures, syntax, tracebacks, values
from .interrupts import TAG
from .streams import LONGEST_OUTPUT, Capture, Stream

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from .interrupts import Interrupts

TEXT_TYPE, HTML_TYPE = "text/plain", "text/html"


class Runner:
    """The user's names and the way their statements run; one at a time, on the main thread (only it
    gets signals).
    """

    def __init__(
        self, spark: SparkSession, capture: Capture, interrupts: Interrupts, strict: bool
    ) -> None:
        self._spark, self._capture, self._interrupts, self._strict = (
            spark,
            capture,
            interrupts,
            strict,
        )
        self._data: dict[str, Any] = {}
        self._streams = Stream(capture, "stdout"), Stream(capture, "stderr")
        self._module = types.ModuleType("__main__")
        sys.modules["__main__"] = (
            self._module
        )  # so that functions and classes of a cell can be sent to Spark's workers
        names: dict[str, Any] = {
            "spark": spark,
            "sc": spark.sparkContext,
            "sqlContext": _sql_context(spark),
        }
        self._module.__dict__.update(names, display=self.display, __builtins__=__builtins__)

    def run(self, number: int, kind: str, code: str) -> dict[str, Any]:
        """The `output` of a statement: Livy's ok or error form (facts: goldens 200-258).

        Unless strict, an error also has "data" with what was printed before it and "line".
        """
        self._data = {}
        figures.pending.clear()
        error: dict[str, Any] | None = None
        # anew each time: the user's code may have put others in their place
        sys.stdout, sys.stderr = self._streams
        sys.displayhook = sys.__displayhook__
        self._capture.begin()
        try:
            self._interrupts.begin(str(number), lambda: _mark_jobs(str(number)))
            if kind == "sql":
                self._data[values.JSON_TYPE] = values.sql_result(self._spark, code, self._strict)
            else:
                self._python(code)
        except (
            BaseException
        ) as raised:  # SystemExit and KeyboardInterrupt too: the session lives on
            self._interrupts.end()
            error = _sql_error(raised) if kind == "sql" else tracebacks.describe(raised)
        finally:
            self._interrupts.end()
        try:
            text = self._capture.end()
        except OverflowError as overflow:
            text, error = "", _too_large(str(overflow))
        return self._output(number, text, error)

    def failed(self, number: int, error: BaseException) -> dict[str, Any]:
        """The output of a statement that `run` could not finish."""
        self._interrupts.end()
        try:
            text = self._capture.end()
        except OverflowError as overflow:
            return self._output(number, "", _too_large(str(overflow)))
        return self._output(number, text, tracebacks.describe(error))

    def display(self, *objects: Any) -> None:
        """The `display` of notebooks, as far as a Livy result can hold it: one image, one HTML, and
        text.
        """
        for item in objects:
            if hasattr(item, "savefig"):
                figures.take(item)
            elif hasattr(item, "_jdf"):
                item.show()
            else:
                html = getattr(item, "_repr_html_", None)
                if callable(html) and not self._strict:
                    self._data[HTML_TYPE] = html()
                sys.stdout.write(f"{item if isinstance(item, str) else repr(item)}\n")

    def _python(self, code: str) -> None:
        names = self._module.__dict__
        for step in syntax.parse(code, not self._strict):
            if isinstance(step, syntax.Magic):
                self._magic(step)
                continue
            body = step.tree.body
            # The last line runs as if typed at a prompt, which prints its value: what Livy's shell
            # does.
            rest, last = ast.Module(body[:-1], type_ignores=[]), ast.Interactive(body[-1:])
            for tree, mode in ((rest, "exec"), (last, "single")):
                if tree.body:
                    exec(compile(tree, syntax.FILENAME, mode, dont_inherit=True), names)
        figures.take_unshown()

    def _magic(self, magic: syntax.Magic) -> None:
        name = magic.argument
        if not name:
            raise SyntaxError(f"%{magic.name} needs the name of a variable")
        if name not in self._module.__dict__:
            if self._strict and magic.name != "json":
                self._data.update(_magic_reply(KeyError(name)))
                return
            raise KeyError(name)
        value = self._module.__dict__[name]
        if magic.name == "json":
            self._data[values.JSON_TYPE] = values.json_result(value)
        elif magic.name == "table":
            self._data[values.TABLE_TYPE] = values.table_result(value)
        else:
            figures.take(value.gcf() if hasattr(value, "gcf") else value)

    def _output(self, number: int, text: str, error: dict[str, Any] | None) -> dict[str, Any]:
        output: dict[str, Any] = {"status": "error" if error else "ok", "execution_count": number}
        if error:
            line = error.pop("line", None)
            output.update(error)
            if text and not self._strict:
                output["data"] = {TEXT_TYPE: text}
            if line is not None and not self._strict:
                output["line"] = line
            return output
        data = self._data
        if figures.pending:
            data[figures.IMAGE_TYPE] = figures.pending[-1]
            if len(figures.pending) > 1:
                hidden = len(figures.pending) - 1
                note = f"[{hidden} earlier figure(s) not shown: a statement returns one image]"
                text = f"{text}\n{note}".lstrip("\n")
        if text or not data:
            data[TEXT_TYPE] = text
        longest = max((len(value) for value in data.values() if isinstance(value, str)), default=0)
        if longest > LONGEST_OUTPUT:
            return {
                **output,
                "status": "error",
                **_too_large(
                    f"a result of {longest:,} characters is longer than {LONGEST_OUTPUT:,}"
                ),
            }
        return {**output, "data": data}


def _mark_jobs(group: str) -> None:
    from pyspark import SparkContext

    # the user may have stopped `sc` and made another
    context = SparkContext._active_spark_context
    if context is not None:
        context.setJobGroup(group, f"Job group for statement {group}", True)
        for tag in context.getJobTags():
            if tag.startswith(TAG):  # of the statement before; the user's own stay
                context.removeJobTag(tag)
        context.addJobTag(TAG + group)


def _magic_reply(error: Exception) -> dict[str, Any]:
    """Livy's own mistake: such an error comes as the data of an "ok" (golden 217)."""
    content = {"ename": type(error).__name__, "evalue": str(error), "status": "error"}
    lines = traceback.format_exception_only(type(error), error)
    return {"msg_type": "execute_reply", "content": {**content, "traceback": lines}}


def _too_large(what: str) -> dict[str, Any]:
    """The name is Livy's own for this (goldens 440-442)."""
    advice = f"{what}. Print less, or write the result to the lake"
    return {
        "ename": "com.fasterxml.jackson.core.exc.StreamConstraintsException",
        "evalue": advice,
        "traceback": [],
    }


def _sql_error(error: BaseException) -> dict[str, Any]:
    """Livy's form for kind sql: ename "Error", Java's message, Java's frames (goldens 255-258)."""
    java = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
    if java is None:
        return tracebacks.describe(error)
    try:
        message = java.getMessage() or str(error)
        from pyspark import SparkContext

        jvm: Any = SparkContext._jvm
        full = jvm.org.apache.spark.util.Utils.exceptionString(java) if jvm else ""
    except Exception:
        return {"ename": "Error", "evalue": str(error), "traceback": []}
    lines = full.splitlines()
    start = next(
        (index for index, line in enumerate(lines) if line.startswith("\tat ")), len(lines)
    )
    end = next(
        (index for index in range(start, len(lines)) if not lines[index].startswith("\tat ")),
        len(lines),
    )
    return {
        "ename": "Error",
        "evalue": message,
        "traceback": [line[4:] for line in lines[start:end]],
    }


def _sql_context(spark: SparkSession) -> Any:
    import warnings

    from pyspark.sql import SQLContext

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is deprecated, and Livy gives it to users
        return SQLContext.getOrCreate(spark.sparkContext)
