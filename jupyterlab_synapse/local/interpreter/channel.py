"""Frames between the server and an interpreter: four bytes of length, big-endian, then one JSON
object in UTF-8.

To the interpreter: start {java_command, java_environment, connection_file, strict,
cores, logs {endpoint, token}}, run {id, kind, code}.
From it: java {}, ready {app_id, spark}, failed {message}, started {id}, stream {id, name, text},
tasks {id, jobs, done, total, active, failed}, result {id, output}, java_died {}.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from typing import Any

LENGTH = struct.Struct(">I")


def encode(frame: dict[str, Any]) -> bytes:
    """The bytes of one frame. NaN and infinities are refused (ValueError): they are not JSON."""
    body = json.dumps(frame, allow_nan=False, separators=(",", ":")).encode()
    return LENGTH.pack(len(body)) + body


class Channel:
    """The interpreter's end; blocking, sends are safe from any thread."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")
        self._connection = connection
        self._sending = threading.Lock()

    def receive(self) -> dict[str, Any] | None:
        """The next frame, None once the server has gone."""
        head = self._file.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack(head)
        body = self._file.read(length)
        return json.loads(body) if len(body) == length else None

    def send(self, frame: dict[str, Any]) -> None:
        """Sends one frame whole."""
        data = encode(frame)
        with self._sending:
            self._connection.sendall(data)
