"""The lake's REST interface as far as listing needs it: Azure Data Lake Storage Gen2, `dfs`.

Served for requests whose X-Forwarded-Host is `{account}.dfs.core.windows.net`, at the paths of the
specification (Azure.Storage.Files.DataLake 2025-01-05), in the form of recorded traffic.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import tornado.web

from .handler import Handler
from .host_matches import host_of
from .lake_listing import MOST_LISTED, LakeError, LakeListing, Page

if TYPE_CHECKING:
    from .server import LocalPool

DOMAIN = ".dfs.core.windows.net"
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")


class LakeHandler(Handler):
    """Lists containers and paths. Read-only: data are written by Spark."""

    def initialize(self, pool: LocalPool, lake: Path) -> None:  # type: ignore[override]
        self.local_pool, self._lake = pool, lake

    def prepare(self) -> None:
        """Refuses what Azure would: no token, no version."""
        super().prepare()
        version = self.request.headers.get("x-ms-version", "")
        if self._finished:
            return
        if not version:
            message = "An HTTP header that's mandatory for this request is not specified."
            raise LakeError(400, "MissingRequiredHeader", f"{message} It is x-ms-version.")
        if _VERSION.fullmatch(version) is None:
            message = "The value for one of the HTTP headers is not in the correct format."
            raise LakeError(400, "InvalidHeaderValue", f"{message} It is x-ms-version.")
        self.set_header("x-ms-version", version)

    async def get(self) -> None:
        """Containers of the account, or paths of a container."""
        lake, filesystem, path = self._place()
        resource, most = self._argument("resource"), self._most()
        continuation = self._argument("continuation")
        page: Page
        if resource == "account" and not filesystem:
            prefix = self._argument("prefix") or ""
            # Folders of many files take their time, and sessions are served beside it.
            page = await asyncio.to_thread(lake.filesystems, prefix, most, continuation)
            self._send_page("filesystems", page)
            return
        if resource != "filesystem" or not filesystem or path:
            raise _wrong("resource", resource)
        recursive = self._argument("recursive")
        if recursive not in ("true", "false"):
            raise _wrong("recursive", recursive)
        page = await asyncio.to_thread(
            lake.paths,
            filesystem,
            self._argument("directory") or "",
            recursive == "true",
            most,
            continuation,
        )
        self._send_page("paths", page)

    def head(self) -> None:
        """Properties of a container or a path."""
        lake, filesystem, path = self._place()
        for name, value in lake.properties(filesystem, path).items():
            self.set_header(name, value)
        self.finish()

    def _refuse(self) -> None:
        method = self.request.method
        message = f"The resource doesn't support the HTTP verb {method}: the local lake is read."
        raise LakeError(405, "UnsupportedHttpVerb", message)

    put = post = patch = delete = _refuse

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """In the form of Azure: a code in the header and the body."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        code, message = "InternalError", f"The local lake failed: {error}. See server.log."
        if isinstance(error, LakeError):
            status_code, code, message = error.status, error.code, str(error)
        elif isinstance(error, tornado.web.HTTPError):
            code, message = "InvalidInput", error.log_message or self._reason
        request_id = self._headers.get("x-ms-request-id")
        self.set_header("x-ms-error-code", code)
        self.send(
            status_code,
            {"error": {"code": code, "message": f"{message}\nRequestId:{request_id}"}},
        )

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Refusals are not failures of the server: no traceback for them."""
        if not isinstance(value, LakeError):
            super().log_exception(typ, value, tb)

    def _place(self) -> tuple[LakeListing, str, str]:
        """Account, container and path of the request. Raises LakeError."""
        account = host_of(self.request).removesuffix(DOMAIN)
        lake = LakeListing(self._lake, account)
        filesystem, _, path = self.request.path.lstrip("/").partition("/")
        refusal = self.local_pool.azure.lake_refusal(account, unquote(filesystem))
        if refusal:
            raise LakeError(403, *refusal)
        return lake, unquote(filesystem), unquote(path)

    def _argument(self, name: str) -> str | None:
        return self.get_query_argument(name, None, strip=False)

    def _most(self) -> int:
        """`maxResults`, which Azure caps. Raises LakeError."""
        given = self._argument("maxResults")
        if given is None:
            return MOST_LISTED
        if not given.isascii() or not given.isdigit() or int(given[:9]) < 1:
            raise _wrong("maxResults", given)
        return min(int(given[:9]), MOST_LISTED)

    def _send_page(self, name: str, page: Page) -> None:
        if page.continuation:
            self.set_header("x-ms-continuation", page.continuation)
        self.send(200, {name: page.entries})


def _wrong(name: str, value: str | None) -> LakeError:
    code = "MissingRequiredQueryParameter" if value is None else "InvalidQueryParameterValue"
    return LakeError(400, code, f"The query parameter {name} is missing or has no known value.")
