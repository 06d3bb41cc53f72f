"""Starting, adopting and ending the server; what is said when something is lacking."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_synapse.local import jdk, spark_install, supervisor
from jupyterlab_synapse.local.home import Home, read_json, write_json

from .client import Client
from .conftest import ROOT, Server


@pytest.fixture
def own_home(tmp_path: Path, home: Home, server: Server) -> Iterator[Home]:
    own = Home(tmp_path / "own")
    own.create()
    for name in ("lake", "cache"):
        (own.root / name).rmdir()
        (own.root / name).symlink_to(home.root / name)
    yield own
    supervisor.stop(own.root)


def start(home: Home, lines: list[str] | None = None) -> supervisor.Endpoint:
    on_progress = lines.append if lines is not None else None
    return asyncio.run(supervisor.ensure_running(home.root, on_progress))


def test_start_adopt_restart_stop(own_home: Home) -> None:
    lines: list[str] = []
    first = start(own_home, lines)
    assert any("listens" in line for line in lines)
    known = read_json(own_home.server_file)
    assert known and set(known) == {"port", "token", "pid", "version"} and known["pid"] == first.pid
    assert Client(first.base_url, first.token).get("/").status == 200
    assert os.getsid(first.pid) == first.pid  # detached: it outlives the one who started it
    assert start(own_home) == first
    os.kill(first.pid, signal.SIGKILL)
    second = start(own_home)
    assert second.pid != first.pid
    assert supervisor.stop(own_home.root) is True
    assert supervisor.stop(own_home.root) is False
    assert asyncio.run(supervisor.find(own_home)) is None


def test_two_at_once_get_one_server(own_home: Home) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path\n"
        "from jupyterlab_synapse.local import supervisor\n"
        "sys.stdout.write(repr(asyncio.run(supervisor.ensure_running(Path(sys.argv[1])))))"
    )
    command = [sys.executable, "-c", code, str(own_home.root)]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    answers = {process.communicate(timeout=60)[0] for process in both}
    assert len(answers) == 1 and b"Endpoint(" in answers.pop()


def test_a_stale_file_is_not_believed(own_home: Home) -> None:
    write_json(own_home.server_file, {"port": 1, "token": "x", "pid": os.getpid(), "version": "0"})
    assert asyncio.run(supervisor.find(own_home)) is None
    own_home.server_file.write_text("{")
    assert asyncio.run(supervisor.find(own_home)) is None


def test_importing_it_is_cheap_and_needs_no_spark() -> None:
    code = (
        "import sys\nsys.modules.update({name: None for name in ('pyspark', 'tornado')})\n"
        "before = set(sys.modules)\nimport jupyterlab_synapse.local.supervisor\n"
        "import jupyterlab_synapse.local.jdk, jupyterlab_synapse.local.spark_install\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "sys.stdout.write(' '.join(sorted(new - set(sys.stdlib_module_names))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "jupyterlab_synapse"


def fake_java(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").write_text("#!/bin/sh\n")
    (folder / "bin" / "java").chmod(0o755)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return folder


@pytest.mark.parametrize(
    ("version", "major", "usable"),
    [
        *[("17.0.9", 17, True), ("11.0.2", 11, True), ("1.8.0_402", 8, True)],
        *[("21.0.1", 21, False), ("25", 25, False), ("1.7.0_80", 7, False)],
    ],
)
def test_java_versions(tmp_path: Path, version: str, major: int, usable: bool) -> None:
    found = jdk.version_of(fake_java(tmp_path / "java", version))
    assert found == version
    java = jdk.Java(tmp_path, version, "test")
    assert (java.major, java.usable) == (major, usable)


def test_java_is_chosen_in_order_and_refused_with_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = fake_java(tmp_path / "new", "21.0.1"), fake_java(tmp_path / "old", "11.0.2")
    monkeypatch.setenv("JAVA_HOME", str(new))
    monkeypatch.setenv("PATH", str(old / "bin"))
    chosen = jdk.find()
    assert chosen and (chosen.home, chosen.source) == (old, "PATH")
    monkeypatch.setenv("PATH", str(new / "bin"))
    monkeypatch.setattr(jdk.importlib.util, "find_spec", lambda _name: None)
    assert jdk.find() is None
    reason = jdk.missing()
    assert reason and "Java 21.0.1 (JAVA_HOME)" in reason and "Java 17" in reason
    monkeypatch.setattr(spark_install, "missing", lambda: None)
    assert supervisor.missing() == reason


def test_a_missing_pyspark_is_named_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def absent(_name: str) -> str:
        raise spark_install.importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(spark_install.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(spark_install.importlib.metadata, "version", absent)
    reason = supervisor.missing()
    assert reason and 'pip install "jupyterlab-synapse[local]"' in reason
    with pytest.raises(supervisor.StartError, match="pyspark is not installed"):
        asyncio.run(supervisor.ensure_running(tmp_path / "none"))
    monkeypatch.setattr(spark_install.importlib.metadata, "version", lambda _name: "4.0.0")
    wrong = supervisor.missing()
    assert wrong and "found 4.0.0" in wrong
