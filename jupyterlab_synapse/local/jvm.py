"""The command line and the Spark settings of a session's Java process.

pyspark would start two Javas in a row (spark-class asks one for the command line of the other) and
would let a user's settings reach the second one's command line. Starting SparkSubmit ourselves
saves that half second, lets Java start while Python still imports pyspark, and keeps class path,
memory and Java options in our hands.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import lake
from .jdk import Java
from .spark_install import SparkInstall

# What Spark 3.5.9's own launcher passes (org.apache.spark.launcher.JavaModuleOptions; seen with
# SPARK_PRINT_LAUNCH_COMMAND=1).
_OPENED = (
    *(
        f"java.base/java.{name}"
        for name in ("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util")
    ),
    *(
        "java.base/java.util.concurrent",
        "java.base/java.util.concurrent.atomic",
        "java.base/jdk.internal.ref",
    ),
    *(f"java.base/sun.{name}" for name in ("nio.ch", "nio.cs", "security.action", "util.calendar")),
    "java.security.jgss/sun.security.krb5",
)
MODULE_OPTIONS = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENED),
    "-Djdk.reflect.useDirectMethodHandle=false",
)

# A user's conf may tune Spark SQL but not what keeps the pool on this computer and this command
# line ours.
_OURS = (
    *(
        "spark.master",
        "spark.submit.",
        "spark.driver.",
        "spark.executor.",
        "spark.dynamicAllocation.",
        "spark.local.",
    ),
    *(
        "spark.ui.",
        "spark.pyspark.",
        "spark.yarn.",
        "spark.kubernetes.",
        "spark.shuffle.service.",
        "spark.eventLog.",
    ),
    *(
        "spark.sql.warehouse.",
        "spark.plugins",
        "spark.extraListeners",
        "spark.jars.ivySettings",
        "spark.app.",
    ),
    *(
        f"spark.hadoop.fs.{name}"
        for name in ("abfs", "wasb", "AbstractFileSystem.", "file", "viewfs")
    ),
    *("spark.hadoop.localpool.", "spark.authenticate", "spark.network.", "spark.io.encryption."),
)
_YOURS = ("spark.driver.maxResultSize",)


@dataclass(frozen=True)
class Engine:
    """All that a session needs to start Spark, the same for every session of a server.

    `archives`: class-data archives for a faster start, empty when there are none. `memory`: Java
    heap, e.g. "2g".
    `strict`: only what a real Livy answers, none of our additions.
    `logs_endpoint` and `logs_token`: the query API of Log Analytics for the sessions' code.
    """

    java: Java
    spark: SparkInstall
    lake_jar: Path
    lake_root: Path
    archives: tuple[Path, ...] = ()
    cores: int = 2
    memory: str = "2g"
    strict: bool = False
    logs_endpoint: str = ""
    logs_token: str = ""

    @property
    def class_path(self) -> str:
        """Only jars: Java refuses a class-data archive when a folder with files is on the class
        path.
        """
        return os.pathsep.join((str(self.lake_jar), self.spark.jars))

    def command(self, settings: Mapping[str, str], *extra: str) -> list[str]:
        """The Java command that opens a py4j gateway; settings go to SparkSubmit, extra options to
        Java.
        """
        options = [
            f"-Xmx{self.memory}",
            "-XX:+UseParallelGC",
            "-XX:-UsePerfData",
            "-Dio.netty.tryReflectionSetAccessible=true",
        ]
        if self.java.major >= 9:
            options += MODULE_OPTIONS
        if self.archives:
            options.append(f"-XX:SharedArchiveFile={os.pathsep.join(map(str, self.archives))}")
        submit = [part for key, value in settings.items() for part in ("--conf", f"{key}={value}")]
        start = [str(self.java.executable), "-cp", self.class_path, *options, *extra]
        return [*start, "org.apache.spark.deploy.SparkSubmit", *submit, "pyspark-shell"]

    def settings(
        self, name: str, scratch: Path, conf: Mapping[str, object] | None = None
    ) -> dict[str, str]:
        """Spark settings of one session: our defaults, the user's conf, and last what only we may
        set.
        """
        defaults = {
            "spark.sql.shuffle.partitions": str(
                2 * self.cores
            ),  # Spark's 200 is for a cluster: 200 tiny tasks per shuffle
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            # the lake's days are UTC; the host's zone would shift them
            "spark.sql.session.timeZone": "UTC",
        }
        theirs = {key: str(value) for key, value in (conf or {}).items() if self.accepts(key)}
        ours = {
            "spark.master": f"local[{self.cores}]",
            "spark.app.name": name,
            "spark.ui.enabled": "false",  # 2 s of every start, and an open port
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": str(scratch / "spark"),
            "spark.sql.warehouse.dir": (scratch / "warehouse").as_uri(),
            **lake.settings(self.lake_root),
        }
        return {**defaults, **theirs, **ours}

    @staticmethod
    def accepts(key: str) -> bool:
        """Whether a user's setting reaches the engine; the others are remembered and shown, and
        have no effect.
        """
        return key in _YOURS or (key.startswith("spark.") and not key.startswith(_OURS))

    def environment(self) -> dict[str, str]:
        """Environment of the Java process."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("SPARK_", "PYSPARK_", "_JAVA"))
        }
        for key in (
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "CLASSPATH",
            "HADOOP_CONF_DIR",
            "PYTHONSTARTUP",
        ):
            kept.pop(key, None)
        ours = {
            "JAVA_HOME": str(self.java.home),
            "SPARK_HOME": str(self.spark.home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "TZ": "UTC",
        }
        return {**kept, **ours}
