"""Cancelling whatever a statement may be doing, and the statement after it."""

from __future__ import annotations

import time

import pytest

from .client import Spark

# Seconds. The code itself takes 60 or never ends: whatever ends before was interrupted.
INTERRUPTED = 30


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("import time\ntime.sleep(60)", "pyspark", id="sleep"),
        pytest.param("while True: pass", "pyspark", id="loop"),
        pytest.param(
            "spark.range(0, 10**13, 1, 4).selectExpr('sum(id*id%7)').collect()",
            "pyspark",
            id="spark-job",
        ),
        pytest.param(
            "import time\nsc.parallelize(range(4), 4).map(lambda x: time.sleep(60)).count()",
            "pyspark",
            id="python-tasks",
        ),
        pytest.param("select sum(id*id%7) from range(10000000000000)", "sql", id="sql"),
        pytest.param("while True: spark.range(1000).count()", "pyspark", id="loop-of-jobs"),
        pytest.param(
            "while True:\n    try: spark.range(0, 10**13).selectExpr('sum(id)').collect()\n"
            "    except Exception: pass",
            "pyspark",
            id="caught-jobs",
        ),
        pytest.param(
            "spark.range(0, 10**9).selectExpr('id', 'id*2 b').toPandas()",
            "pyspark",
            id="toPandas",
        ),
        pytest.param("import os\nos.system('sleep 60')", "pyspark", id="os.system"),
        pytest.param("sc._jvm.java.lang.Thread.sleep(60000)", "pyspark", id="java-without-a-job"),
    ],
)
def test_cancel(spark: Spark, code: str, kind: str) -> None:
    number = spark.post(code, kind)
    time.sleep(0.7)
    assert spark.statement(number)["state"] == "running"
    start = time.monotonic()
    assert spark.cancel(number).body == {"msg": "canceled"}
    statement = spark.wait(number)
    assert statement["state"] == "cancelled"
    assert time.monotonic() - start < INTERRUPTED
    assert spark.text("spark.range(7).count()") == "7"
    idle = "import time\nfor _ in range(30):\n    a = sc.statusTracker().getActiveJobsIds()\n"
    assert spark.text(f"{idle}    if not a: break\n    time.sleep(.1)\na") == "[]"


def test_cancel_at_once_is_not_lost(spark: Spark) -> None:
    number = spark.post("import time\ntime.sleep(60)")
    spark.cancel(number)
    start = time.monotonic()
    assert spark.wait(number)["state"] == "cancelled"
    assert time.monotonic() - start < INTERRUPTED


def test_waiting_statements_run_in_order_and_can_be_cancelled(spark: Spark) -> None:
    first = spark.post("import time\ntime.sleep(.5)\norder = ['first']")
    second = spark.post("order.append('second')")
    third = spark.post("order.append('third')\norder")
    assert spark.statement(second)["state"] == "waiting"
    spark.cancel(second)
    cancelled = spark.statement(second)
    assert (cancelled["state"], cancelled["output"]) == ("cancelled", None)
    assert spark.wait(first)["state"] == "available"
    assert spark.wait(third)["output"]["data"]["text/plain"] == "['first', 'third']"


def test_an_ended_statement_stays_as_it_is(spark: Spark) -> None:
    number = spark.post("'done'")
    spark.wait(number)
    spark.cancel(number)
    assert spark.statement(number)["state"] == "available"


def test_code_that_will_not_stop_is_given_up_and_holds_the_queue(spark: Spark) -> None:
    code = (
        "import time\nend = time.time() + 3 * 1.5 + 2\nwhile time.time() < end:\n"
        "    try: time.sleep(9)\n    except KeyboardInterrupt: pass\n    break\n"
        "while time.time() < end:\n    try: time.sleep(end - time.time())\n"
        "    except (KeyboardInterrupt, ValueError): pass\nprint('late')"
    )
    number = spark.post(code)
    behind = spark.post("'behind'")
    time.sleep(0.3)
    spark.cancel(number)
    given_up = spark.wait(number)
    assert (given_up["state"], given_up["output"]) == ("cancelled", None)
    assert spark.statement(behind)["state"] == "waiting"
    assert spark.wait(behind)["output"]["data"]["text/plain"] == "'behind'"
    late = spark.statement(number)
    assert (late["state"], late["output"]["data"]["text/plain"]) == ("cancelled", "late")


def test_progress_and_partial_output_while_it_runs(spark: Spark) -> None:
    code = (
        "import time\nprint('early')\n"
        "sc.parallelize(range(12), 12).map(lambda x: time.sleep(.25)).count()"
    )
    number = spark.post(code)
    seen = []
    while (now := spark.statement(number))["state"] in ("waiting", "running"):
        if now["state"] == "running":
            seen.append(now)
        assert spark.state() in ("busy", "idle")
        time.sleep(0.05)
    assert now["output"]["data"]["text/plain"] == "early\n12"
    assert now["progress"] == 1.0 and "partial" not in now and "tasks" not in now
    assert any(one["partial"] == {"text": "early\n", "length": 6} for one in seen)
    between = [one["tasks"] for one in seen if 0 < one["progress"] < 1]
    assert between and all(tasks["total"] == 12 and tasks["jobs"] == 1 for tasks in between)
    assert all(tasks["active"] <= 2 for tasks in between)
    assert now["started"] > 0 and now["completed"] - now["started"] >= 1000
