"""Cancelling whatever a statement may be doing, and the statement after it."""

from __future__ import annotations

import time
from pathlib import Path

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
        pytest.param(
            "sc.setJobGroup('load', 'of its own')\n"
            "spark.range(0, 10**13).selectExpr('sum(id)').collect()",
            "pyspark",
            id="own-group",
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
    idle = "import time\nfor _ in range(300):\n    a = sc.statusTracker().getActiveJobsIds()\n"
    assert spark.text(f"{idle}    if not a: break\n    time.sleep(.1)\na") == "[]"


def test_code_that_catches_the_failure_of_its_job_ends_with_the_next_call(spark: Spark) -> None:
    code = (
        "try: spark.range(0, 10**13).selectExpr('sum(id)').collect()\n"
        "except Exception as error: print(type(error).__name__)\n"
        "spark.range(3).count()\nprint('not reached')"
    )
    number = spark.post(code)
    time.sleep(0.7)
    spark.cancel(number)
    output = spark.wait(number)["output"]
    assert output["ename"] == "KeyboardInterrupt"
    assert "not reached" not in str(output)


def test_an_interrupt_that_ends_a_long_call_leaves_the_clean_up_alone(spark: Spark) -> None:
    code = (
        "try: sc._jvm.java.lang.Thread.sleep(60000)\n"
        "finally: print('cleaned up', spark.catalog.currentDatabase(), flush=True)"
    )
    number = spark.post(code)
    time.sleep(0.7)
    spark.cancel(number)
    output = spark.wait(number)["output"]
    assert output["ename"] == "KeyboardInterrupt"
    assert output["data"]["text/plain"] == "cleaned up default"


def test_a_job_after_a_caught_interrupt_can_be_cancelled(spark: Spark) -> None:
    """The call that was broken off has taken its thread of Java, and the group, with it."""
    code = (
        "try: sc._jvm.java.lang.Thread.sleep(60000)\n"
        "except KeyboardInterrupt: print('caught', flush=True)\n"
        "spark.range(0, 10**13).selectExpr('sum(id)').collect()"
    )
    number = spark.post(code)
    time.sleep(0.7)
    spark.cancel(number)
    assert spark.wait(number)["state"] == "cancelled"
    assert spark.text("spark.range(7).count()") == "7"


def test_an_import_comes_to_its_end(spark: Spark, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (tmp_path / "slow_module.py").write_text(
        f"import pathlib, time\npathlib.Path({str(inside)!r}).touch()\n"
        "time.sleep(1)\nwhole = True\n"
    )
    number = spark.post(
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport slow_module\nwhile True: pass"
    )
    while not inside.exists():
        time.sleep(0.02)
    spark.cancel(number)
    output = spark.wait(number)["output"]
    assert output["ename"] == "KeyboardInterrupt" and "slow_module" not in str(output)
    assert spark.text("sys.modules['slow_module'].whole") == "True"


def test_tags_of_the_user_stay(spark: Spark) -> None:
    spark.run("sc.addJobTag('mine')")
    tags = "sorted(tag for tag in sc.getJobTags())"
    own = spark.post(tags)
    text = spark.wait(own)["output"]["data"]["text/plain"]
    assert text == f"['local-pool-statement-{own}', 'mine']"
    spark.run("sc.removeJobTag('mine')")


# One call of Java that sleeps for longer than two interrupts and what follows them, then runs a
# job for ever: what planning over a slow lake is like.
LATE_JOB = """
jvm, gateway = sc._jvm, sc._gateway
handles = jvm.java.lang.invoke.MethodHandles
kind, any_object = jvm.java.lang.Class, jvm.java.lang.Object
number = gateway.new_array(kind, 1)
number[0] = jvm.java.lang.Long.TYPE
milliseconds, frame, none = (gateway.new_array(any_object, n) for n in (1, 1, 0))
milliseconds[0], frame[0] = 10000, spark.range(0, 10**13).selectExpr("sum(id)")._jdf
lookup = handles.publicLookup()
thread, dataset = (
    kind.forName(name) for name in ("java.lang.Thread", "org.apache.spark.sql.Dataset")
)
sleep = lookup.unreflect(thread.getMethod("sleep", number))
collect = lookup.unreflect(dataset.getMethod("collect", gateway.new_array(kind, 0)))
both = handles.foldArguments(
    handles.insertArguments(collect, 0, frame), handles.insertArguments(sleep, 0, milliseconds)
)
print("ready")
both.invokeWithArguments(none)
"""


def test_a_job_that_java_submits_long_after_the_cancel_is_cancelled(spark: Spark) -> None:
    number = spark.post(LATE_JOB)
    while (statement := spark.statement(number))["state"] != "running":
        time.sleep(0.02)
    time.sleep(0.7)
    spark.cancel(number)
    start = time.monotonic()
    assert (statement := spark.wait(number))["state"] == "cancelled"
    assert statement["output"]["ename"] == "KeyboardInterrupt", statement
    assert time.monotonic() - start < 6
    idle = "import time\ntime.sleep(11)\nfor _ in range(100):\n"
    idle += "    a = sc.statusTracker().getActiveJobsIds()\n    if not a: break\n"
    assert spark.text(f"{idle}    time.sleep(.1)\na") == "[]"
    assert spark.text("spark.range(7).count()") == "7"


def test_cancel_at_once_is_not_lost(spark: Spark) -> None:
    number = spark.post("import time\ntime.sleep(60)")
    spark.cancel(number)
    start = time.monotonic()
    assert spark.wait(number)["state"] == "cancelled"
    assert time.monotonic() - start < INTERRUPTED


def test_waiting_statements_run_in_order_and_can_be_cancelled(spark: Spark, tmp_path: Path) -> None:
    go = tmp_path / "go"
    until = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(.05)\n"
    first = spark.post(f"{until}order = ['first']")
    second = spark.post("order.append('second')")
    third = spark.post("order.append('third')\norder")
    assert spark.statement(second)["state"] == "waiting"
    spark.cancel(second)
    cancelled = spark.statement(second)
    assert (cancelled["state"], cancelled["output"]) == ("cancelled", None)
    go.touch()
    assert spark.wait(first)["state"] == "available"
    assert spark.wait(third)["output"]["data"]["text/plain"] == "['first', 'third']"


def test_an_ended_statement_stays_as_it_is(spark: Spark) -> None:
    number = spark.post("'done'")
    spark.wait(number)
    spark.cancel(number)
    assert spark.statement(number)["state"] == "available"


# Twice around, as an interrupt may come where the inner one does not catch it.
WILL_NOT_STOP = """
import os, time
def work():
    while not os.path.exists({end!r}):
        try:
            print("on", flush=True)
            time.sleep(0.5)
        except KeyboardInterrupt:
            pass
    print("late")
while True:
    try:
        work()
        break
    except KeyboardInterrupt:
        pass
"""


def test_code_that_will_not_stop_is_given_up_and_holds_the_queue(
    spark: Spark, tmp_path: Path
) -> None:
    end = tmp_path / "end"
    number = spark.post(WILL_NOT_STOP.format(end=str(end)))
    while "on" not in str(spark.statement(number).get("partial")):
        time.sleep(0.05)
    behind = spark.post("'behind'")
    spark.cancel(number)
    given_up = spark.wait(number)
    assert (given_up["state"], given_up["output"]) == ("cancelled", None)
    assert spark.statement(behind)["state"] == "waiting"
    end.touch()
    assert spark.wait(behind)["output"]["data"]["text/plain"] == "'behind'"
    late = spark.statement(number)
    assert late["state"] == "cancelled"
    assert late["output"]["data"]["text/plain"].endswith("on\nlate")


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
