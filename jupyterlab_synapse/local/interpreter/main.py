"""The life of an interpreter process: start Java, make Spark, run statements in order, end with the
server.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import sys
import threading
from typing import Any

from .channel import Channel
from .driver import Driver, DriverError
from .interrupts import Interrupts


def main(descriptor: int) -> None:
    """Serves the server at the other end of an inherited socket until it goes away."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until the first statement
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
    _serve(channel, statements, start, spark)


def _serve(
    channel: Channel, statements: queue.Queue[dict[str, Any]], start: dict[str, Any], spark: Any
) -> None:
    from .figures import BACKEND
    from .progress import Progress
    from .runner import Runner
    from .streams import Capture, Stream

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
    sys.stdout, sys.stderr = Stream(capture, "stdout"), Stream(capture, "stderr")
    sys.displayhook = sys.__displayhook__
    os.environ["MPLBACKEND"] = BACKEND
    runner = Runner(spark, capture, Interrupts(), start["strict"])
    context = spark.sparkContext
    channel.send({"type": "ready", "app_id": context.applicationId, "spark": context.version})
    while True:
        frame = statements.get()
        number = current["id"] = frame["id"]
        progress.begin(str(number))
        channel.send({"type": "started", "id": number})
        output = runner.run(number, frame["kind"], frame["code"])
        progress.end()
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


def _end() -> None:
    """Ends this process, Java and whatever the user's code has started: they share our process
    group.
    """
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _die_with_parent() -> None:
    """On Linux the kernel ends us with the server, even when C code holds Python's lock and no
    thread of ours can run.
    """
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
