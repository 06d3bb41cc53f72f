"""What the run of Microsoft's clients stands on: the local Azure over HTTPS, and a count.

Certificates are checked as ever: the clients trust the authority of this run's server and nothing
else. Host names stay Azure's; only their addresses lead to the loopback, and every other host is
refused, so that nothing can reach Azure itself.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from azure.core.credentials import AccessToken

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
DOMAINS = (
    *("management.azure.com", "api.loganalytics.io"),
    *(".dev.azuresynapse.net", ".dfs.core.windows.net", ".blob.core.windows.net"),
)
Value = TypeVar("Value")


class Server:
    """The local pool's server in a folder of its own, as an empty company."""

    def __init__(self, home: Path, python: str) -> None:
        self._home = home
        command = [
            python,
            "-m",
            "jupyterlab_synapse.local",
            "serve",
            "--https",
            "--home",
            str(home),
        ]
        environment = {
            **os.environ,
            "JUPYTERLAB_SYNAPSE_LOCAL_TENANT": "empty",
            "JUPYTERLAB_SYNAPSE_LOCAL_PERSONA": "owner",
        }
        self._process = subprocess.Popen(
            [*command, "--cores", "2"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + START_SECONDS
        while not (home / "server.json").exists():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError("The local pool did not start.")
            time.sleep(0.05)
        known = json.loads((home / "server.json").read_text("utf-8"))
        self.token, self.port = known["token"], known["https"]["port"]
        self.authority = known["https"]["ca"]
        self._base = f"http://127.0.0.1:{known['port']}"

    def configure(self, **settings: object) -> None:
        """Changes how the local Azure behaves: see its control endpoint."""
        request = urllib.request.Request(
            f"{self._base}/local-azure",
            json.dumps(settings).encode(),
            {"Authorization": f"Bearer {self.token}"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()

    def stop(self) -> None:
        """Ends it and its sessions."""
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Credential:
    """Gives the server's token for every audience, as Entra ID gives one."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        """The token, for an hour."""
        return AccessToken(self._token, int(time.time()) + 3600)


def lead_to(port: int) -> None:
    """From now on the names of Azure's hosts have the address of this port, and no other name has
    one.
    """
    resolve = socket.getaddrinfo

    def found(host: Any, _port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in ("127.0.0.1", "localhost"):
            return resolve(host, _port, *rest, **more)
        if name not in DOMAINS and not any(name.endswith(one) for one in DOMAINS if one[0] == "."):
            raise socket.gaierror(f"{name} is not a host of the local Azure")
        return resolve("127.0.0.1", port, *rest, **more)

    socket.getaddrinfo = found


class Run:
    """Counts operations. A failure is told at once and does not end the run."""

    def __init__(self) -> None:
        self.passed, self.failed = 0, 0

    def step(
        self,
        name: str,
        action: Callable[[], Value],
        expect: Callable[[Value], object] = lambda _: True,
    ) -> Value | None:
        """Performs one operation and judges what came back; None when it failed."""
        began = time.monotonic()
        try:
            value = action()
            if not expect(value):
                raise AssertionError(f"not what was expected: {value!r:.500}")
        except Exception as error:
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            text = str(error).replace("\n", " ")[:600]
            self._say(f"FAILED {name}: {type(error).__name__}: {text} ({where.name})")
            return None
        self.passed += 1
        self._say(f"ok     {name} ({time.monotonic() - began:.2f} s)")
        return value

    def refused(
        self, name: str, action: Callable[[], object], status: int, code: str | None
    ) -> None:
        """An operation that must fail with this status and error code."""

        def attempt() -> tuple[int, str | None]:
            try:
                action()
            except Exception as error:
                response = getattr(error, "status_code", None)
                inner = getattr(error, "error", None)
                found = getattr(inner, "code", None) or getattr(error, "error_code", None)
                if response is None:
                    raise
                return response, getattr(found, "value", found)
            raise AssertionError("it was not refused")

        self.step(name, attempt, lambda found: found == (status, code))

    @staticmethod
    def _say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
