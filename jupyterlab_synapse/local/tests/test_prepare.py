"""`prepare` from nothing, its second run, and a session on what it made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jupyterlab_synapse.local import archive
from jupyterlab_synapse.local.home import Home
from jupyterlab_synapse.local.prepare import engine

from .client import Spark
from .conftest import ROOT, Server


def test_prepare_once_then_start_with_the_archive(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    command = [
        sys.executable,
        "-m",
        "jupyterlab_synapse.local",
        "prepare",
        "--home",
        str(home.root),
    ]
    command += ["--rows-per-day", "20"]

    def prepare() -> list[str]:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return answer.stdout.splitlines()

    lines = prepare()
    assert lines[0].startswith("Preparing the local pool: Java ")
    assert "… 22 days of sample logs: 2021-11-02 (day 7 of 22)" in lines
    assert lines[-2:] == ["… start-up archive (20 s, once)", "The local pool is ready."]
    assert prepare() == [lines[0], "The local pool is ready."]
    assert home.root.stat().st_mode & 0o077 == 0

    made = engine(home)
    assert made.archives == archive.find(home.cache, made) != ()
    # Java says on standard output when it cannot use an archive; with "on" it would not start.
    check = [*made.command({}, "-Xshare:on")[:-2], "-version"]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    server = Server(home)
    try:
        session = Spark.start(server.client)
        code = (
            "flags = sc._jvm.java.lang.management.ManagementFactory.getRuntimeMXBean()\n"
            "[a for a in flags.getInputArguments() if 'SharedArchive' in a]"
        )
        assert "session.jsa" in session.text(code)
        assert "shared class" not in "\n".join(session.view()["log"])
    finally:
        server.stop()
