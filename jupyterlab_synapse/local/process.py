"""The server's end of an interpreter process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from .interpreter.channel import LENGTH, encode

_PACKAGE = Path(__file__).parent / "interpreter"
_NAME = "jupyterlab_synapse_interpreter"
_LAST_FRAMES_SECONDS = 0.3

# Loads the folder `interpreter` as a package of its own name: nothing of the Jupyter side is
# imported (its import time), and its module names cannot shadow the user's, as they would from
# sys.path.
BOOT = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location({_NAME!r}, {str(_PACKAGE / "__init__.py")!r})
package = importlib.util.module_from_spec(spec)
sys.modules[{_NAME!r}] = package
spec.loader.exec_module(package)
"""


def boot_environment() -> dict[str, str]:
    """Environment of an interpreter: the server's, without what would lead it to another Spark."""
    dropped = (
        "SPARK_HOME",
        "SPARK_CONF_DIR",
        "PYSPARK_SUBMIT_ARGS",
        "PYSPARK_GATEWAY_PORT",
        "PYTHONSTARTUP",
    )
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONIOENCODING": "utf-8", "TZ": "UTC"}


@contextlib.contextmanager
def closing(descriptor: int) -> Iterator[None]:
    """Closes a file descriptor at the end."""
    try:
        yield
    finally:
        os.close(descriptor)


class Interpreter:
    """One interpreter process in a process group of its own, with frames as in
    interpreter/channel.py.
    """

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        lifeline: int,
    ) -> None:
        self._process, self._reader, self._writer = process, reader, writer
        self._lifeline = lifeline
        self._watch = asyncio.ensure_future(self._end_of_process())

    @classmethod
    async def start(cls, scratch: Path, output: IO[bytes], errors: IO[bytes]) -> Interpreter:
        """Starts the process with `scratch` as its working folder and two log files, opened for
        reading and appending.

        What lands in `output` (fd 1) during a statement becomes part of its text, `errors` (fd 2)
        is log only.
        """
        ours, theirs = socket.socketpair()
        their_lifeline, lifeline = os.pipe()
        with theirs, closing(their_lifeline):
            call = f"main({theirs.fileno()}, {their_lifeline})"
            code = f"{BOOT}\nfrom {_NAME}.main import main\n{call}"
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                code,
                stdin=asyncio.subprocess.DEVNULL,  # input() then raises EOFError, as on Livy
                stdout=output,
                stderr=errors,
                cwd=scratch,
                env=boot_environment(),
                pass_fds=(theirs.fileno(), their_lifeline),
                start_new_session=True,
            )
        reader, writer = await asyncio.open_connection(sock=ours)
        return cls(process, reader, writer, lifeline)

    def send(self, frame: dict[str, Any]) -> None:
        """Sends a frame; into the void when the process has gone, which `receive` then tells."""
        self._writer.write(encode(frame))

    async def receive(self) -> dict[str, Any] | None:
        """The next frame, None when the process has gone."""
        try:
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            return json.loads(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    def interrupt(self) -> None:
        """SIGINT to the whole group, so that a child in os.system gets it too; Java ignores it."""
        self._signal(signal.SIGINT)

    async def kill(self) -> None:
        """Ends the process, its Java and its children now."""
        self._signal(signal.SIGKILL)
        self._writer.close()
        await self._process.wait()
        self._close_lifeline()

    async def _end_of_process(self) -> None:
        """Ends `receive` also when a child that the user's code forked keeps the socket open."""
        await self._process.wait()
        await asyncio.sleep(_LAST_FRAMES_SECONDS)
        self._writer.transport.abort()

    def _close_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
