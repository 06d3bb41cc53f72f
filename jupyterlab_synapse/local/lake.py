"""The local lake: builds the Hadoop file system that serves abfss://, abfs://, wasbs:// and wasb://
from a folder.

There is no Java compiler on a user's computer, but pyspark carries one: Janino, which Spark uses
for its generated code.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import zipfile
from pathlib import Path

from .jdk import Java
from .spark_install import SparkInstall

SCHEMES = ("abfss", "abfs", "wasbs", "wasb")
_SOURCES = Path(__file__).parent / "java"
_COMPILED = ("FolderLakeFileSystem", "FolderLake")
_PACKAGE = "jupyterlab_synapse.local"


class LakeBuildError(RuntimeError):
    """The lake's file system could not be compiled; the message holds the compiler's words."""


def settings(root: Path) -> dict[str, str]:
    """Spark settings that bind the lake's schemes to the folder `root`."""
    result = {"spark.hadoop.localpool.lake.root": str(root)}
    for scheme in SCHEMES:
        result[f"spark.hadoop.fs.{scheme}.impl"] = f"{_PACKAGE}.FolderLakeFileSystem"
        # FileContext, used by Structured Streaming's checkpoints, looks here.
        result[f"spark.hadoop.fs.AbstractFileSystem.{scheme}.impl"] = f"{_PACKAGE}.FolderLake"
    return result


def jar_path(cache: Path, spark: SparkInstall) -> Path:
    """Where the jar for this source and this Spark belongs; it may not exist yet."""
    digest = hashlib.sha256(spark.version.encode())
    for name in _COMPILED:
        digest.update((_SOURCES / f"{name}.java").read_bytes())
    return cache / f"folder-lake-{digest.hexdigest()[:12]}.jar"


def build(cache: Path, java: Java, spark: SparkInstall) -> Path:
    """Compiles the file system into a jar in `cache` unless it is there already (0.7 s).

    Raises LakeBuildError when the compiler fails.
    """
    jar = jar_path(cache, spark)
    if jar.exists():
        return jar
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        sources = [str(_SOURCES / f"{name}.java") for name in _COMPILED]
        # SimpleCompiler runs our BuildLake.java, which in turn calls the full compiler: it has no
        # command line of its own.
        compiler = (
            "org.codehaus.janino.SimpleCompiler",
            str(_SOURCES / "BuildLake.java"),
            f"{_PACKAGE}.BuildLake",
        )
        command = [str(java.executable), "-cp", spark.jars, *compiler, folder, *sources]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        classes = sorted(Path(folder).rglob("*.class"))
        if answer.returncode or len(classes) < len(_COMPILED):
            raise LakeBuildError(
                f"The local lake could not be built with {java.home}:\n"
                f"{(answer.stderr or answer.stdout)[-2000:]}"
            )
        draft = Path(folder) / "lake.jar"
        with zipfile.ZipFile(draft, "w") as archive:
            for path in classes:
                archive.write(path, path.relative_to(folder).as_posix())
        draft.replace(jar)
    return jar


def folder_of(root: Path, account: str, container: str) -> Path:
    """The folder of a container."""
    return root / account / container
