"""Outputs of statements against what a real Livy answered (facts: goldens 200-258)."""

from __future__ import annotations

import base64

import pytest

from .client import Spark

TABLE = "application/vnd.livy.table.v1+json"
JSON = "application/json"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("1+1", "2"),
        ("print('a')\n'text'", "a\n'text'"),
        ("x = 1", ""),
        ("", ""),
        ("# nothing", ""),
        ("None", ""),
        ("import sys\nprint('o1')\nprint('e1', file=sys.stderr)\nprint('o2')", "o1\no2\ne1"),
        ("import warnings\nwarnings.warn('careful')\n1", "1\n<stdin>:2: UserWarning: careful"),
        ("print('h\u00e9llo \u4e16\u754c \U0001f389')", "h\u00e9llo \u4e16\u754c \U0001f389"),
        ("print('\\x1b[31mred\\t\\x00end\\r\\nx')", "\x1b[31mred\t\x00end\r\nx"),
        ("print('  a  \\n\\n')", "  a"),
        ("for i in range(2): i", "0\n1"),
        ("import pandas as pd\npd.DataFrame({'a': [1, 2]})", "   a\n0  1\n1  2"),
        ("import os\nprint('x')\nos.system('echo child')\nprint('y')", "x\nchild\ny"),
        ("import subprocess, sys\n_ = subprocess.run(['echo', 'c'], stdout=sys.stdout)", "c"),
        (
            "__name__, __import__('sys').modules['__main__'].__dict__ is globals()",
            "('__main__', True)",
        ),
        ("import time, datetime\ntime.tzname[0]", "'UTC'"),
    ],
)
def test_text(spark: Spark, code: str, text: str) -> None:
    output = spark.run(code)
    assert output["status"] == "ok"
    assert output["data"] == {"text/plain": text}


def test_a_child_that_writes_to_fd_1_disturbs_nothing_later(spark: Spark) -> None:
    spark.run("import os\nos.system('echo noise; (sleep 0.3; echo late) &')")
    assert spark.text("'next'") == "'next'"
    spark.run("import time; time.sleep(.5)")
    assert spark.text("'later'") == "'later'"


def test_streams_that_the_user_replaced_are_put_back(spark: Spark) -> None:
    spark.run("import io, sys\nsys.stdout = io.StringIO()\nprint('hidden')")
    assert spark.text("print('shown')") == "shown"


def test_execution_count_is_the_statement_id(spark: Spark) -> None:
    number = spark.post("1")
    assert spark.wait(number)["output"]["execution_count"] == number


def test_names_and_spark(spark: Spark) -> None:
    assert spark.text("spark.version, sc.master, type(sqlContext).__name__") == (
        "('3.5.9', 'local[2]', 'SQLContext')"
    )
    shown = "df = spark.createDataFrame([(1, 'a'), (2, None)], ['id', 'name'])\ndf"
    assert spark.text(shown) == "DataFrame[id: bigint, name: string]"
    table = "+---+----+\n| id|name|\n+---+----+\n|  1|   a|\n|  2|NULL|\n+---+----+"
    assert spark.text("df.show()") == table
    assert spark.text("display(df)") == table
    assert spark.text("int(df.toPandas()['id'].sum())") == "3"


def test_a_function_of_an_earlier_cell_runs_on_the_workers(spark: Spark) -> None:
    spark.run("import sys\nk = 3\ndef times(x):\n    return (k * x, sys.executable)")
    code = "r = sc.parallelize([1, 2]).map(times).collect()\n"
    code += "[v for v, _ in r], r[0][1] == sys.executable"
    assert spark.text(code) == "([3, 6], True)"


def test_figures(spark: Spark) -> None:
    plot = (
        "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1), dpi=40)\n_ = plt.plot([1, 2])"
    )
    for ending in ("", "\nplt.show()", "\n%matplot plt", "\ndisplay(plt.gcf())"):
        data = spark.run(plot + ending)["data"]
        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG"), ending
        assert "text/plain" not in data, ending
    assert spark.run("1")["data"] == {"text/plain": "1"}
    two = spark.run(f"{plot}\n{plot}\nprint('hi')")["data"]
    assert two["text/plain"].startswith("hi\n[1 earlier figure")


def test_json_magic(spark: Spark) -> None:
    code = "v = {'a': [1, None, 'x'], 'b': {'c': True}, 'n': 9007199254740993}\n%json v"
    expected = {"a": [1, None, "x"], "b": {"c": True}, "n": 9007199254740993}
    assert spark.run(code)["data"] == {JSON: expected}


@pytest.mark.parametrize(
    ("rows", "headers", "data"),
    [
        (
            "[(1, 'x', 1.5, None), (2, 'y', 2.5, None)]",
            [("0", "INT"), ("1", "STRING"), ("2", "DOUBLE"), ("3", "NULL")],
            [[1, "x", 1.5, None], [2, "y", 2.5, None]],
        ),
        (
            "[{'b': 'x', 'a': None}, {'a': 2, 'b': 'y'}]",
            [("a", "INT"), ("b", "STRING")],
            [[None, "x"], [2, "y"]],
        ),
        (
            "[{'d': dt.date(2024, 1, 2), 't': dt.datetime(2024, 1, 2, 3, 4, 5), "
            "'n': decimal.Decimal('1.10'), 'b': True}]",
            [("b", "BOOLEAN"), ("d", "DATE"), ("n", "DECIMAL"), ("t", "TIMESTAMP")],
            [[True, "2024-01-02", "1.10", "2024-01-02 03:04:05"]],
        ),
        ("['a', 'b']", [("0", "STRING")], [["a"], ["b"]]),
        ("[{'l': [1, 2], 'm': {'k': 1}}]", [("l", "ARRAY"), ("m", "MAP")], [[[1, 2], {"k": 1}]]),
    ],
)
def test_table_magic(spark: Spark, rows: str, headers: list, data: list) -> None:
    found = spark.run(f"import datetime as dt, decimal\nrows = {rows}\n%table rows")["data"]
    named = [{"name": name, "type": f"{kind}_TYPE"} for name, kind in headers]
    assert found == {TABLE: {"headers": named, "data": data}}


def test_sql(spark: Spark) -> None:
    result = spark.run("select 1 as a, 'x' as b", "sql")["data"]
    fields = [
        {"name": "a", "type": "integer", "nullable": False, "metadata": {}},
        {"name": "b", "type": "string", "nullable": False, "metadata": {}},
    ]
    assert result == {JSON: {"schema": {"type": "struct", "fields": fields}, "data": [[1, "x"]]}}


def test_sql_types(spark: Spark) -> None:
    query = (
        "select cast(1.10 as decimal(5,2)) n, date'2024-01-02' d, timestamp'2024-01-02 03:04:05' t,"
        " true b, cast(null as string) z, array(1,2) l, map('k',1) m, struct(1 as a) s,"
        " cast(9007199254740993 as bigint) big, '\u00fc' u, double('NaN') nan, binary('ab') bin,"
        " cast('12345678901234567890.12' as decimal(38,2)) wide,"
        " timestamp'2024-01-02 03:04:05.123456' exact"
    )
    (row,) = spark.run(query, "sql")["data"][JSON]["data"]
    struct = {
        "schema": [{"name": "a", "dataType": {}, "nullable": False, "metadata": {"map": {}}}],
        "values": [1],
    }
    golden = [1.1, "2024-01-02", "2024-01-02T03:04:05Z", True, None, [1, 2], {"k": 1}, struct]
    golden += [9007199254740993, "\u00fc", None, [97, 98]]
    assert row[:12] == golden
    assert row[12:] == ["12345678901234567890.12", "2024-01-02T03:04:05.123456Z"]


def test_sql_views_limits_and_python_share_one_catalog(spark: Spark) -> None:
    view = spark.run(
        "create or replace temp view v as select id, id*2 as dbl from range(1200)", "sql"
    )
    assert view["data"][JSON] == {"schema": {"type": "struct", "fields": []}, "data": []}
    assert len(spark.run("select * from v", "sql")["data"][JSON]["data"]) == 1000
    empty = spark.run("select * from v where id < 0", "sql")["data"][JSON]
    assert empty["data"] == [] and len(empty["schema"]["fields"]) == 2
    assert spark.text("spark.table('v').count()") == "1200"


def test_large_and_too_large_outputs(spark: Spark) -> None:
    assert spark.text("print('x' * 1048576)") == "x" * 1048576
    for code in ("print('x' * 20_000_001)", "v = 'x' * 20_000_001\n%json v"):
        output = spark.run(code)
        assert output["status"] == "error"
        assert output["ename"] == "com.fasterxml.jackson.core.exc.StreamConstraintsException"
        assert "20,000,000" in output["evalue"]
    assert spark.text("'alive'") == "'alive'"


def test_html_of_display(spark: Spark) -> None:
    data = spark.run("import pandas as pd\ndisplay(pd.DataFrame({'a': [1]}))")["data"]
    assert "<table" in data["text/html"]
    assert data["text/plain"] == "   a\n0  1"
