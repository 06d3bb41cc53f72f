"""Records what is asked and answered here, for tests that hold it to Azure's specifications.

Off unless JUPYTERLAB_SYNAPSE_LOCAL_TRAFFIC names a folder. Each server appends to a file of its own
there, one JSON object a line: {"method", "url", "requestHeaders", "requestBody", "status",
"headers", "body"}. `url` is that of Azure which the request was for; names of headers are in lower
case, bodies are text. No token is recorded: headers are those of a short list, and this server's
own token is blotted out wherever it stands.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

FOLDER = "JUPYTERLAB_SYNAPSE_LOCAL_TRAFFIC"
_ASKED = ("content-type", "if-match", "if-none-match", "x-ms-version")
_ANSWERED = (
    "azure-asyncoperation",
    "content-type",
    "location",
    "retry-after",
    "x-ms-continuation",
    "x-ms-error-code",
    "x-ms-version",
)


def recorders(token: str) -> list[Callable[[HTTPServerRequest], OutputTransform]]:
    """The transforms of an application: one that records, or none. `token` is never written."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return []
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    # Line by line: whoever reads it does so while the server may still run.
    file = open(place / f"{os.getpid()}.jsonl", "a", encoding="utf-8", buffering=1)  # noqa: SIM115
    return [lambda request: _Recorder(request, file, token)]


class _Recorder(OutputTransform):
    """Sees one answer on its way, and changes nothing."""

    def __init__(self, request: HTTPServerRequest, file: TextIO, token: str) -> None:
        self._request, self._file, self._token = request, file, token
        self._status, self._headers = 0, HTTPHeaders()
        self._body: list[bytes] = []

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        self._status, self._headers = status_code, headers
        return status_code, headers, self.transform_chunk(chunk, finishing)

    def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:
        self._body.append(chunk)
        if finishing:
            self._write()
        return chunk

    def _write(self) -> None:
        request = self._request
        host = request.headers.get("X-Forwarded-Host") or request.host
        exchange = {
            "method": request.method,
            "url": f"https://{host}{request.uri}",
            "requestHeaders": _chosen(request.headers, _ASKED),
            "requestBody": request.body.decode("utf-8", "replace"),
            "status": self._status,
            "headers": _chosen(self._headers, _ANSWERED),
            "body": b"".join(self._body).decode("utf-8", "replace"),
        }
        text = json.dumps(exchange, separators=(",", ":"))
        self._file.write(f"{text.replace(self._token, 'TOKEN')}\n")


def _chosen(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: headers[name] for name in names if name in headers}
