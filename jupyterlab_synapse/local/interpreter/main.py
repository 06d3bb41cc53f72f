"""The life of an interpreter process: start Java, make Spark, run statements in order, end with the
server.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import threading
from typing import Any

from .channel import Channel
from .driver import Driver, DriverError
from .interrupts import Interrupts

_LOST_JAVA = ("ConnectionRefusedError", "ConnectionResetError", "Py4JNetworkError")
_JAVA_END_SECONDS = 1.0


def main(descriptor: int, lifeline: int) -> None:
    """Serves the server at the other end of an inherited socket until it goes away; `lifeline` is
    the reading end of a pipe that the server holds open while it lives.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until the first statement; inherited by all
    _end_with_server(lifeline)
    channel = Channel(socket.socket(fileno=descriptor))
    start = channel.receive()
    if start is None:
        return
    driver = Driver(start["java_command"], start["java_environment"], start["connection_file"])
    channel.send({"type": "java"})
    statements: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_read, args=(channel, statements), daemon=True, name="reader").start()
    try:
        spark = driver.connect()
    except Exception as error:
        detail = (
            str(error) if isinstance(error, DriverError) else f"{type(error).__name__}: {error}"
        )
        channel.send({"type": "failed", "message": detail})
        _end()
        return
    threading.Thread(
        target=_watch_java, args=(driver, channel), daemon=True, name="java-watch"
    ).start()
    _serve(channel, statements, start, spark, driver)


def _serve(
    channel: Channel,
    statements: queue.Queue[dict[str, Any]],
    start: dict[str, Any],
    spark: Any,
    driver: Driver,
) -> None:
    from . import java_calls, notebook_utils
    from .figures import BACKEND
    from .progress import Progress
    from .runner import Runner
    from .streams import Capture

    current = {"id": -1}
    capture = Capture(
        lambda name, text: channel.send(
            {"type": "stream", "id": current["id"], "name": name, "text": text}
        )
    )
    progress = Progress(
        start["cores"],
        lambda counts: channel.send({"type": "tasks", "id": current["id"], **counts}),
    )
    os.environ["MPLBACKEND"] = BACKEND
    notebook_utils.install(start["logs"]["endpoint"], start["logs"]["token"])
    interrupts = Interrupts()
    runner = Runner(spark, capture, interrupts, start["strict"])
    context = spark.sparkContext
    java_calls.watch(context._gateway._gateway_client, interrupts)
    channel.send({"type": "ready", "app_id": context.applicationId, "spark": context.version})
    while True:
        frame = statements.get()
        number = current["id"] = frame["id"]
        progress.begin(str(number))
        channel.send({"type": "started", "id": number})
        try:
            output = runner.run(number, frame["kind"], frame["code"])
        except KeyboardInterrupt as late:  # a second interrupt, while the first was being reported
            output = runner.failed(number, late)
        progress.end()
        if output.get("ename") in _LOST_JAVA:
            _wait_for_end(driver)
        try:
            channel.send({"type": "result", "id": number, "output": output})
        except (
            ValueError
        ) as error:  # not JSON: should not happen, but a session must not hang on it
            text = {
                "status": "error",
                "execution_count": number,
                "ename": "ValueError",
                "evalue": str(error),
                "traceback": [],
            }
            channel.send({"type": "result", "id": number, "output": text})


def _read(channel: Channel, statements: queue.Queue[dict[str, Any]]) -> None:
    while True:
        frame = channel.receive()
        if frame is None:
            _end()
        else:
            statements.put(frame)


def _watch_java(driver: Driver, channel: Channel) -> None:
    code = driver.process.wait()
    channel.send({"type": "java_died", "code": code})
    _end()


def _wait_for_end(driver: Driver) -> None:
    """Does not return when Java has ended: that is then told instead of the connection it broke."""
    try:
        driver.process.wait(_JAVA_END_SECONDS)
    except subprocess.TimeoutExpired:
        return
    threading.Event().wait()  # until `_watch_java` ends this process


def _end() -> None:
    """Ends this process, Java and whatever the user's code has started: they share our process
    group.
    """
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _end_with_server(lifeline: int) -> None:
    """Starts a small process that kills our whole group when the server's end of a pipe closes.

    A thread of ours could not: C code may hold Python's lock for ever (a bad regular expression).
    And a signal at the parent's death would reach us only, not what the user's code has started.
    """
    guard = "read -r _; kill -KILL 0"
    subprocess.Popen(["/bin/sh", "-c", guard], stdin=lifeline, stdout=subprocess.DEVNULL)
    os.close(lifeline)
