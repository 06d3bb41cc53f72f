"""Where pyspark is installed, found without importing it (that takes half a second)."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = "3.5"
INSTALL = 'pip install "jupyterlab-synapse[local]"'


@dataclass(frozen=True)
class SparkInstall:
    """The installed pyspark: its folder (SPARK_HOME) and its version, e.g. "3.5.9"."""

    home: Path
    version: str

    @property
    def jars(self) -> str:
        """Java class path entry for all of Spark's jars."""
        return str(self.home / "jars" / "*")


def find() -> SparkInstall | None:
    """The installed pyspark of a supported version, None if there is none."""
    package = importlib.util.find_spec("pyspark")
    if package is None or package.origin is None:
        return None
    try:
        version = importlib.metadata.version("pyspark")
    except importlib.metadata.PackageNotFoundError:
        return None
    home = Path(package.origin).parent
    if not version.startswith(SUPPORTED + ".") or not (home / "jars").is_dir():
        return None
    return SparkInstall(home, version)


def missing() -> str | None:
    """One sentence for a user without a usable pyspark, None when there is one."""
    if find() is not None:
        return None
    try:
        version = importlib.metadata.version("pyspark")
    except importlib.metadata.PackageNotFoundError:
        return f"The local pool needs Spark, and pyspark is not installed: run {INSTALL}"
    return (
        f"The local pool needs pyspark {SUPPORTED} with its jars (as on Synapse) and found "
        f"{version}: run {INSTALL}"
    )
