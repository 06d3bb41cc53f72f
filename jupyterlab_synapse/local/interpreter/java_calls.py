"""What a statement's calls of Java do when the statement is cancelled."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .interrupts import Interrupts

_BROKEN_OFF = "KeyboardInterrupt while sending command."  # py4j.java_gateway


def watch(client: Any, interrupts: Interrupts) -> None:
    """Ties the calls of a py4j client (pinned threads: py4j.clientserver) to the interrupts.

    The main thread's calls are told before they are made, and when they fail. A call that an
    interrupt breaks off goes on in Java; until Java has answered it, the interrupts know it as
    abandoned.
    """
    from py4j import clientserver, protocol

    send: Callable[..., Any] = client.send_command

    def send_command(command: str, *arguments: Any, **options: Any) -> Any:
        # py4j frees Java's objects from finalizers, which swallow what is raised in them
        frees = command.startswith(protocol.MEMORY_COMMAND_NAME)
        if frees or threading.current_thread() is not threading.main_thread():
            return send(command, *arguments, **options)
        interrupts.before_call()
        answer = send(command, *arguments, **options)
        if isinstance(answer, str) and protocol.is_error(answer)[0]:
            interrupts.call_failed()
        return answer

    connections: Any = clientserver.ClientServerConnection
    send_over: Callable[[Any, str], str] = connections.send_command

    def send_over_connection(connection: Any, command: str) -> str:
        try:
            return send_over(connection, command)
        except KeyboardInterrupt:
            # taken already when Java had called back into Python, and that call was broken off
            if connection.socket is not None:
                interrupts.abandon(_answered(connection))
            raise

    # py4j's word on it, with a traceback of its own, would be in the cell's output
    logging.getLogger().addFilter(lambda record: record.getMessage() != _BROKEN_OFF)
    client.send_command = send_command
    connections.send_command = send_over_connection


def _answered(connection: Any) -> Callable[[], None]:
    """Takes the socket away from a py4j connection; the result waits for Java's answer on it.

    py4j would close it, and nothing would tell when Java is done. A connection without a socket is
    one that py4j replaces.
    """
    sock, stream = connection.socket, connection.stream
    connection.socket = connection.stream = None

    def wait() -> None:
        # OSError: Java is gone; ValueError: the stream was closed
        with contextlib.suppress(OSError, ValueError), sock, stream:
            # so that Java sees an end, also of a command that was not sent whole
            sock.shutdown(socket.SHUT_WR)
            stream.readline()

    return wait
