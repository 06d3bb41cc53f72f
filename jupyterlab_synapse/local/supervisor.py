"""Starts the local pool's server when it is needed and finds it again. Imports only the standard
library at first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .home import Home, read_json

_START_SECONDS = 120.0
_ASK_SECONDS = 5.0
_STOP_SECONDS = 15.0
_POLL_SECONDS = 0.05
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Endpoint:
    """A running server: base URL without a final slash, the bearer token, its process id."""

    base_url: str
    token: str
    pid: int


class StartError(RuntimeError):
    """The server did not start; the message says why and what next."""


def missing() -> str | None:
    """One sentence on what the local pool lacks on this computer and how to get it; None when it
    can start.
    """
    if sys.platform == "win32":
        return (
            "The local pool needs Linux, macOS or WSL: "
            "Spark on Windows itself cannot write files without extra tools."
        )
    from . import jdk, spark_install

    return spark_install.missing() or jdk.missing()


async def ensure_running(
    home: Path | None = None, on_progress: Progress | None = None, timeout: float = _START_SECONDS
) -> Endpoint:
    """The running server of this home, started when there is none; safe when several processes call
    it at once.

    `on_progress` gets a line for each step of the start. The server is a process of its own:
    sessions survive a restart of Jupyter. Raises StartError.
    """
    place = Home.at(home)
    running = await find(place)
    if running:
        return running
    reason = missing()
    if reason:
        raise StartError(reason)
    try:
        loop = asyncio.get_running_loop()

        def report(line: str) -> None:
            if on_progress:
                loop.call_soon_threadsafe(on_progress, line)

        return await asyncio.to_thread(_start, place, report, timeout)
    except (TimeoutError, OSError) as error:
        raise StartError(f"The local pool did not start in {place.root}: {error}") from error


async def find(home: Home) -> Endpoint | None:
    """The live server of a home: its process exists and it answers with the token; else None."""
    return await asyncio.to_thread(_find, home)


def is_running(home: Path | None = None) -> bool:
    """Whether the process of a home's server exists, by the file that it left; asks it nothing."""
    known = read_json(Home.at(home).server_file)
    try:
        return known is not None and _alive(int(known["pid"]))
    except (KeyError, TypeError, ValueError):
        return False


def stop(home: Path | None = None) -> bool:
    """Ends the server of a home and all its sessions; False when none was running."""
    place = Home.at(home)
    running = _find(place)
    if running is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while _alive(running.pid) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    return True


def _find(home: Home) -> Endpoint | None:
    known = read_json(home.server_file)
    if not known:
        return None
    try:
        endpoint = Endpoint(
            f"http://127.0.0.1:{int(known['port'])}", str(known["token"]), int(known["pid"])
        )
    except (KeyError, TypeError, ValueError):
        return None
    return endpoint if _alive(endpoint.pid) and _answers(endpoint) else None


def _start(home: Home, on_progress: Progress, timeout: float) -> Endpoint:
    from .locking import locked

    home.create()
    with locked(home.lock_file, timeout, "starting the local pool"):
        running = _find(home)  # another process may have started it while this one waited
        if running:
            return running
        log_start = home.server_log.stat().st_size if home.server_log.exists() else 0
        with open(home.server_log, "ab") as log:
            command = [
                sys.executable,
                "-m",
                "jupyterlab_synapse.local",
                "serve",
                "--home",
                str(home.root),
            ]
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=home.root,
                env={**os.environ, "PYTHONPATH": _import_path()},
            )
        return _wait(home, process, log_start, on_progress, timeout)


def _wait(
    home: Home,
    process: subprocess.Popen[bytes],
    log_start: int,
    on_progress: Progress,
    timeout: float,
) -> Endpoint:
    deadline, shown = time.monotonic() + timeout, 0
    while True:
        with open(home.server_log, "rb") as log:
            log.seek(log_start)
            lines = log.read().decode("utf-8", "replace").splitlines()
        for line in lines[shown:]:
            on_progress(line)
        shown = len(lines)
        known = read_json(home.server_file)
        if known and known.get("pid") == process.pid:
            running = _find(home)
            if running:
                return running
        if process.poll() is not None:
            raise StartError(
                lines[-1] if lines else f"The local pool ended at once; see {home.server_log}"
            )
        if time.monotonic() > deadline:
            process.terminate()
            raise StartError(
                f"The local pool did not start within {timeout:.0f} s; see {home.server_log}"
            )
        time.sleep(_POLL_SECONDS)


def _import_path() -> str:
    """So that the server finds this package also when it is only on the caller's path."""
    here = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    return os.pathsep.join([here, before] if before else [here])


def _alive(pid: int) -> bool:
    try:
        finished, _ = os.waitpid(
            pid, os.WNOHANG
        )  # a child of ours that has ended is a zombie until someone asks
        if finished:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # another user's process has the number now
    return True


def _answers(endpoint: Endpoint) -> bool:
    request = urllib.request.Request(
        f"{endpoint.base_url}/", headers={"Authorization": f"Bearer {endpoint.token}"}
    )
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # never through a proxy: the token is in it
    try:
        with direct.open(request, timeout=_ASK_SECONDS) as answer:
            return "local pool" in json.load(answer)["service"]
    except (OSError, ValueError, KeyError):
        return False
