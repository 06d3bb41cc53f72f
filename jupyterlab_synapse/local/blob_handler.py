"""The lake through Blob Storage's REST interface, as far as reading needs it.

Azure's client of the lake reads files, properties and the list of containers there. Served for
requests whose X-Forwarded-Host is `{account}.blob.core.windows.net`, in the form of the
specification (Microsoft.BlobStorage) and of recorded refusals: XML, and a code in a header.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

import tornado.web

from .handler import Handler
from .host_matches import host_of
from .lake_listing import MOST_LISTED, LakeError, LakeListing, parts_of

if TYPE_CHECKING:
    from .server import LocalPool

DOMAIN = ".blob.core.windows.net"
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_PIECE = 1024 * 1024
# The lake's codes, in this interface's words.
_CODES = {"FilesystemNotFound": "ContainerNotFound", "PathNotFound": "BlobNotFound"}


class BlobHandler(Handler):
    """Reads blobs, their properties, and lists containers."""

    def initialize(self, pool: LocalPool, lake: Path) -> None:  # type: ignore[override]
        self.local_pool, self._lake = pool, lake

    def prepare(self) -> None:
        """Refuses what Azure would: no token, no version, no right to read."""
        super().prepare()
        if self._finished:
            return
        version = self.request.headers.get("x-ms-version", "")
        if not version:
            raise LakeError(400, "MissingRequiredHeader", "The header x-ms-version is missing.")
        self.set_header("x-ms-version", version if version.isprintable() else "")
        container, _ = self._names()
        account = host_of(self.request).removesuffix(DOMAIN)
        refusal = self.local_pool.azure.lake_refusal(account, container)
        if refusal:
            raise LakeError(403, *refusal)

    async def get(self) -> None:
        """The containers, a container's properties, or what is in a blob."""
        lake = LakeListing(self._lake, host_of(self.request).removesuffix(DOMAIN))
        container, path = self._names()
        if not container and self._argument("comp") == "list":
            self._list(lake)
        elif container and not path and self._argument("restype") == "container":
            self._describe(lake, container, "")
            self.finish()
        elif container and path and self._argument("comp") is None:
            await self._blob(lake, container, path)
        else:
            raise LakeError(400, "UnsupportedQueryParameter", "The local lake is only read here.")

    head = get

    def _refuse(self) -> None:
        message = "The resource doesn't support this HTTP verb: the local lake is read."
        raise LakeError(405, "UnsupportedHttpVerb", message)

    put = post = patch = delete = _refuse

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """In the form of Azure."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        code, message = "InternalError", f"The local lake failed: {error}. See server.log."
        if isinstance(error, LakeError):
            code = _CODES.get(error.code, error.code)
            status_code, message = error.status, str(error)
        elif isinstance(error, tornado.web.HTTPError):
            code, message = "InvalidInput", error.log_message or self._reason
        self.set_status(status_code)
        self.set_header("x-ms-error-code", code)
        self._send_xml(f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>")

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Refusals are not failures of the server: no traceback for them."""
        if not isinstance(value, LakeError):
            super().log_exception(typ, value, tb)

    def _list(self, lake: LakeListing) -> None:
        asked = self._argument("maxresults") or ""
        most = min(int(asked), MOST_LISTED) if re.fullmatch(r"[1-9]\d{0,8}", asked) else MOST_LISTED
        page = lake.filesystems(self._argument("prefix") or "", most, self._argument("marker"))
        members = "".join(
            f"<Container><Name>{escape(one['name'])}</Name><Properties>"
            f"<Last-Modified>{one['lastModified']}</Last-Modified><Etag>{one['etag']}</Etag>"
            "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>"
            "</Properties></Container>"
            for one in page.entries
        )
        marker = f"<NextMarker>{escape(page.continuation or '')}</NextMarker>"
        place = f"https://{host_of(self.request)}/"
        self._send_xml(
            f'<EnumerationResults ServiceEndpoint="{place}"><Containers>{members}</Containers>'
            f"{marker}</EnumerationResults>"
        )

    def _describe(self, lake: LakeListing, container: str, path: str) -> Path:
        """Sets the headers of a container or a blob; its place on disk."""
        properties = lake.properties(container, path)
        kind = properties.pop("x-ms-resource-type", "")
        properties.pop("Content-Length", None)
        for name, value in properties.items():
            self.set_header(name, value)
        if path:
            self.set_header("x-ms-blob-type", "BlockBlob")
            self.set_header("Content-Type", "application/octet-stream")
            self.set_header("Accept-Ranges", "bytes")
        if kind == "directory":
            self.set_header("x-ms-meta-hdi_isfolder", "true")
        self.set_header("x-ms-lease-status", "unlocked")
        self.set_header("x-ms-lease-state", "available")
        return lake.container(container).joinpath(*parts_of(path))

    async def _blob(self, lake: LakeListing, container: str, path: str) -> None:
        place = self._describe(lake, container, path)
        is_file = place.is_file()
        size = place.stat().st_size if is_file else 0
        start, end = 0, size
        asked = self.request.headers.get("x-ms-range") or self.request.headers.get("Range", "")
        found = _RANGE.fullmatch(asked)
        if found and self.request.method == "GET":
            start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
            if start >= end:
                self.set_header("Content-Range", f"bytes */{size}")
                raise LakeError(416, "InvalidRange", "The range specified is invalid.")
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        self.set_header("Content-Length", str(end - start))
        if self.request.method == "GET" and is_file:
            with open(place, "rb") as file:  # noqa: ASYNC230 (a local file)
                file.seek(start)
                while start < end:
                    piece = await asyncio.to_thread(file.read, min(_PIECE, end - start))
                    if not piece:
                        break
                    self.write(piece)
                    start += len(piece)
                    await self.flush()
        self.finish()

    def _names(self) -> tuple[str, str]:
        container, _, path = self.request.path.lstrip("/").partition("/")
        return unquote(container), unquote(path)

    def _argument(self, name: str) -> str | None:
        return self.get_query_argument(name, None, strip=False)

    def _send_xml(self, text: str) -> None:
        self.set_header("Content-Type", "application/xml")
        self.finish(f'<?xml version="1.0" encoding="utf-8"?>{text}')
