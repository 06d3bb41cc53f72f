"""Failing statements: Livy's shapes, and a session that goes on."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Spark

HEAD = "Traceback (most recent call last):\n"


@pytest.mark.parametrize(
    ("code", "ename", "evalue", "traceback", "line"),
    [
        (
            "def f(x):\n    return g(x)\ndef g(x):\n    return 1 / x\nf(0)",
            "ZeroDivisionError",
            "division by zero",
            [
                HEAD,
                '  File "<stdin>", line 2, in f\n',
                '  File "<stdin>", line 4, in g\n',
                "ZeroDivisionError: division by zero\n",
            ],
            5,
        ),
        (
            "for i in\n  pass",
            "SyntaxError",
            "invalid syntax (<stdin>, line 1)",
            [
                '  File "<stdin>", line 1\n',
                "    for i in\n",
                "            ^\n",
                "SyntaxError: invalid syntax\n",
            ],
            1,
        ),
        (
            "x = 1\nno_such",
            "NameError",
            "name 'no_such' is not defined",
            [HEAD, "NameError: name 'no_such' is not defined\n"],
            2,
        ),
        (
            "try:\n    {}['k']\nexcept KeyError as e:\n    raise RuntimeError('outer') from e",
            "RuntimeError",
            "outer",
            [HEAD, "RuntimeError: outer\n"],
            4,
        ),
        (
            "input()",
            "EOFError",
            "EOF when reading a line",
            [HEAD, "EOFError: EOF when reading a line\n"],
            1,
        ),
        ("import sys\nsys.exit(3)", "SystemExit", "3", [HEAD, "SystemExit: 3\n"], 2),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "", [HEAD, "KeyboardInterrupt\n"], 1),
    ],
)
def test_python_errors(
    spark: Spark, code: str, ename: str, evalue: str, traceback: list[str], line: int
) -> None:
    number = spark.post(code)
    statement = spark.wait(number)
    assert statement["state"] == "available"
    assert statement["output"] == {
        "status": "error",
        "execution_count": number,
        "ename": ename,
        "evalue": evalue,
        "traceback": traceback,
        "line": line,
    }
    assert spark.text("'alive'") == "'alive'"


def test_text_before_an_error_is_kept(spark: Spark) -> None:
    output = spark.run("print('before')\nraise ValueError('boom')")
    assert output["data"] == {"text/plain": "before"}
    assert output["evalue"] == "boom"
    assert spark.text("print('after')") == "after"


def test_spark_errors_show_library_frames_and_none_of_ours(spark: Spark) -> None:
    output = spark.run("spark.sql('select * from nosuch').show()")
    assert output["ename"] == "AnalysisException"
    assert output["evalue"].startswith("[TABLE_OR_VIEW_NOT_FOUND]")
    joined = "".join(output["traceback"])
    assert "pyspark/sql/session.py" in joined
    assert "interpreter/runner.py" not in joined and "\x1b" not in joined
    task = spark.run("sc.parallelize([1]).map(lambda x: 1 // 0).collect()")
    assert task["ename"] == "Py4JJavaError"
    assert 'File "<stdin>", line 1, in <lambda>' in task["evalue"]


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("select * from nosuch", "[TABLE_OR_VIEW_NOT_FOUND]"),
        ("selec 1", "\n[PARSE_SYNTAX_ERROR]"),
        ("select 1; select 2", "\n[PARSE_SYNTAX_ERROR]"),
        ("select raise_error('bad row')", "Job aborted due to stage failure"),
    ],
)
def test_sql_errors(spark: Spark, query: str, start: str) -> None:
    output = spark.run(query, "sql")
    assert (output["status"], output["ename"]) == ("error", "Error")
    assert output["evalue"].startswith(start)
    assert output["traceback"][0].startswith("org.apache.spark.")
    assert all("\tat" not in frame for frame in output["traceback"])


@pytest.mark.parametrize(
    ("code", "ename", "words"),
    [
        ("!ls", "SyntaxError", "a Synapse pool refuses it"),
        ("%time 1", "UnknownMagic", "unknown magic command 'time'"),
        ("%%sql\nselect 1", "SyntaxError", "invalid syntax"),
        ("import asyncio\nawait asyncio.sleep(0)", "SyntaxError", "'await' outside function"),
        ("%table nosuch", "KeyError", "nosuch"),
        ("%json nosuch", "KeyError", "nosuch"),
        ("%table", "SyntaxError", "needs the name of a variable"),
        ("v = float('nan')\n%json v", "ValueError", "NaN"),
        ("v = {1, 2}\n%json v", "TypeError", "set"),
        ("v = [(1,), ('x',)]\n%table v", "TypeError", "mixes INT_TYPE and STRING_TYPE"),
        ("v = 5\n%table v", "TypeError", "list of rows"),
    ],
)
def test_refusals_say_why(spark: Spark, code: str, ename: str, words: str) -> None:
    output = spark.run("ran = True\n" + code if code[0] in "!" else code)
    assert (output["status"], output["ename"]) == ("error", ename)
    assert words in output["evalue"]


def test_a_refused_statement_has_run_nothing(spark: Spark) -> None:
    spark.run("marker = 'old'")
    spark.run("marker = 'new'\n!ls")
    assert spark.text("marker") == "'old'"


def test_an_exception_without_text(spark: Spark) -> None:
    code = "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\nraise Odd()"
    output: dict[str, Any] = spark.run(code)
    assert output["ename"] == "Odd"
    assert spark.text("'alive'") == "'alive'"
