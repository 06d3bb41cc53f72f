"""One server, one lake and one Spark session for all tests that do not break theirs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jupyterlab_synapse.local import supervisor
from jupyterlab_synapse.local.home import Home, read_json
from jupyterlab_synapse.local.tests.client import Client, Spark

ROOT = Path(supervisor.__file__).resolve().parents[2]


class Server:
    """A server process that the test started, and a client for it."""

    def __init__(self, home: Home, *options: str) -> None:
        self.home = home
        command = [
            sys.executable,
            "-m",
            "jupyterlab_synapse.local",
            "serve",
            "--home",
            str(home.root),
        ]
        self.process = subprocess.Popen([*command, *options], cwd=ROOT)
        end = time.monotonic() + 180
        while not (known := read_json(home.server_file)) or known["pid"] != self.process.pid:
            assert self.process.poll() is None and time.monotonic() < end, (
                "the server did not start"
            )
            time.sleep(0.05)
        self.client = Client(f"http://127.0.0.1:{known['port']}", known["token"])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("local-pool"))


@pytest.fixture(scope="session")
def server(home: Home) -> Iterator[Server]:
    started = Server(home, "--cancel-grace", "1.5", "--cores", "2", "--max-sessions", "3")
    yield started
    started.stop()


@pytest.fixture(scope="session")
def client(server: Server) -> Client:
    return server.client


@pytest.fixture(scope="session")
def spark(client: Client) -> Iterator[Spark]:
    session = Spark.start(client)
    yield session
    client.delete(session.path)


@pytest.fixture
def own_server(tmp_path: Path, home: Home) -> Iterator[Callable[..., Server]]:
    """Starts further servers in homes of their own; what the shared home has built is linked in."""
    started: list[Server] = []

    def start(*options: str) -> Server:
        own = Home(tmp_path / f"home{len(started)}")
        own.create()
        for name in ("lake", "cache"):
            (own.root / name).rmdir()
            (own.root / name).symlink_to(home.root / name)
        started.append(Server(own, *options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()
