"""The Java process of a session and the SparkSession on it."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LONGEST_START_SECONDS = 180.0


class DriverError(RuntimeError):
    """Java did not open its gateway; the session's log says why."""


class Driver:
    """Starts Java at once; `connect` later waits for it, so that Python can import pyspark
    meanwhile.

    Java reads its standard input and ends when that closes: it cannot outlive this process.
    """

    def __init__(
        self, command: list[str], environment: dict[str, str], connection_file: str
    ) -> None:
        self._connection_file = Path(connection_file)
        # pinned threads: a job group set on one Python thread must not leak to another
        pins = {"PYSPARK_PIN_THREAD": "true", "_PYSPARK_DRIVER_CONN_INFO_PATH": connection_file}
        python = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
        # An ignored signal stays ignored across exec: an interrupt of a statement must not end
        # Java.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, env={**environment, **pins, **python}
            )
        finally:
            signal.signal(signal.SIGINT, before)

    def connect(self) -> SparkSession:
        """Waits for Java's gateway and makes the SparkSession. Raises DriverError when Java ends or
        never answers.
        """
        os.environ.pop(
            "SPARK_HOME", None
        )  # another Spark's home would win over the installed pyspark
        os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
        from pyspark.sql import SparkSession

        deadline = time.monotonic() + _LONGEST_START_SECONDS
        while not self._connection_file.exists():
            if self.process.poll() is not None:
                raise DriverError(
                    f"Java ended with exit code {self.process.returncode} before Spark was up"
                )
            if time.monotonic() > deadline:
                raise DriverError(f"Java did not answer within {_LONGEST_START_SECONDS:.0f} s")
            time.sleep(0.01)
        content = self._connection_file.read_bytes()
        port, length = struct.unpack(">ii", content[:8])
        os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
        os.environ["PYSPARK_GATEWAY_SECRET"] = content[8 : 8 + length].decode()
        try:
            builder: Any = SparkSession.builder  # a class property, which type checkers misread
            return builder.getOrCreate()
        finally:
            for name in ("PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"):
                os.environ.pop(name, None)
            self._connection_file.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets Java end by itself."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=120)
