"""Makes ready what sessions need, each part once: Java, the lake's file system, sample data, the
start-up archive.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import replace

from . import archive, jdk, lake, sample_lake, spark_install
from .home import Home
from .jvm import Engine
from .locking import locked

_LONGEST_SECONDS = 300.0
Say = Callable[[str], None]


class MissingPartError(RuntimeError):
    """Spark or Java is lacking; the message says which and how to get it."""


def engine(
    home: Home, cores: int | None = None, memory: str = "2g", strict: bool = False
) -> Engine:
    """The engine for sessions. Builds the lake's file system when it is missing (0.7 s), never the
    archive.

    Raises MissingPartError or lake.LakeBuildError.
    """
    spark, java = spark_install.find(), jdk.find()
    if spark is None or java is None:
        raise MissingPartError(spark_install.missing() or jdk.missing())
    with locked(home.cache / "lock", _LONGEST_SECONDS, "preparing the local pool"):
        # Resolved: homes that link to one cache share its archive too, whose key has the path.
        jar = lake.build(home.cache.resolve(), java, spark)
    plain = Engine(
        java, spark, jar, home.lake, cores=cores or default_cores(), memory=memory, strict=strict
    )
    return replace(plain, archives=archive.find(home.cache, plain))


def default_cores() -> int:
    """Spark's task slots per session: this computer's, at most 4, since sessions share it."""
    return max(1, min(4, os.cpu_count() or 1))


def sample_data(home: Home, rows_per_day: int | None, say: Say) -> None:
    """Writes the sample logs that are missing; a number of rows replaces days that have another."""
    total = sample_lake.DAYS

    def on_day(day: datetime.date, number: int) -> None:
        say(f"… {total} days of sample logs: {day} (day {number} of {total})")

    with locked(home.cache / "data-lock", _LONGEST_SECONDS, "writing sample data"):
        sample_lake.write(home.lake, home.cache / "sample-days.json", rows_per_day, on_day)


def prepare(home: Home, rows_per_day: int | None, say: Say) -> None:
    """Everything, with a line to `say` for each step; under a second when all is there already.

    Raises MissingPartError or lake.LakeBuildError; a failing archive is only reported, since it is
    not needed.
    """
    home.create()
    made = engine(home)
    say(
        f"Preparing the local pool: Java {made.java.version} ({made.java.source}), "
        f"Spark {made.spark.version} …"
    )
    sample_data(home, rows_per_day, say)
    if made.archives or not archive.possible(made):
        say("The local pool is ready.")
        return
    say("… start-up archive (20 s, once)")
    with locked(home.cache / "archive-lock", _LONGEST_SECONDS, "making the start-up archive"):
        try:
            archive.build(home.cache, made)
        except (RuntimeError, OSError) as error:
            say(f"No start-up archive, sessions start about 1 s slower: {error}")
    say("The local pool is ready.")
