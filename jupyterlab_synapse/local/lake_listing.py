"""The lake's folders as Azure Data Lake Storage Gen2 lists them (no HTTP in here).

Order, as of a hierarchical account: depth first, each folder before what is in it. A page ends with
a token that names its last path, so that the next one needs no memory here and a file that appears
in between shifts nothing. Symbolic links are never followed, and not listed: a lake cannot lead out
of its folder.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Any

MOST_LISTED = 5000
"""Azure's page, and its default."""

_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")
_FILESYSTEM = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}")
_MOST_PARTS = 63  # Azure's depth of folders
_LONGEST_TOKEN = 8192
_EPOCH_TICKS = 116_444_736_000_000_000  # 1970 in units of 100 ns since 1601, as FILETIME counts


class LakeError(Exception):
    """A refusal: its HTTP status and Azure's code for it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Page:
    """Entries of one answer, and the token of the next; None for the last."""

    entries: list[dict[str, Any]]
    continuation: str | None


class LakeListing:
    """One storage account: `{lake}/{account}`. Raises LakeError when there is none."""

    def __init__(self, lake: Path, account: str) -> None:
        self.root = lake / account
        if _ACCOUNT.fullmatch(account) is None or not _is_folder(self.root):
            message = f"The local Azure has no storage account {account}."
            raise LakeError(404, "ResourceNotFound", message)

    def filesystems(self, prefix: str, most: int, continuation: str | None) -> Page:
        """The containers, by name."""
        after = _read_token(continuation)
        names = sorted(
            entry.name
            for entry in os.scandir(self.root)
            if entry.is_dir(follow_symlinks=False)
            and _FILESYSTEM.fullmatch(entry.name)
            and entry.name.startswith(prefix)
            and [entry.name] > after
        )
        page = [
            {"name": name, **_stamps(os.lstat(self.root / name), "etag")} for name in names[:most]
        ]
        return Page(page, _token(names[most - 1]) if len(names) > most else None)

    def paths(
        self,
        filesystem: str,
        directory: str,
        recursive: bool,
        most: int,
        continuation: str | None,
    ) -> Page:
        """The paths in a container, or in a folder of it. Raises LakeError."""
        parts = parts_of(directory)
        folder = self.folder(filesystem, parts)
        after = _read_token(continuation)
        if after[: len(parts)] != parts[: len(after)]:
            raise LakeError(
                400, "InvalidQueryParameterValue", "The continuation is of other paths."
            )
        walk = _walk(folder, parts, after[len(parts) :], recursive)
        found = list(islice(walk, most + 1))
        page = [_path_entry(name, stat) for name, stat in found[:most]]
        return Page(page, _token(page[-1]["name"]) if len(found) > most else None)

    def folder(self, filesystem: str, parts: list[str]) -> Path:
        """The folder of a container's path. Raises LakeError."""
        container = self.container(filesystem)
        folder = container.joinpath(*parts)
        if not _stays_inside(container, parts) or not _is_folder(folder):
            raise LakeError(404, "PathNotFound", "The specified path does not exist.")
        return folder

    def container(self, filesystem: str) -> Path:
        """The folder of a container. Raises LakeError."""
        if _FILESYSTEM.fullmatch(filesystem) is None:
            message = "The specified resource name contains invalid characters."
            raise LakeError(400, "InvalidResourceName", message)
        container = self.root / filesystem
        if not _is_folder(container):
            raise LakeError(404, "FilesystemNotFound", "The specified filesystem does not exist.")
        return container

    def properties(self, filesystem: str, path: str) -> dict[str, str]:
        """The headers that describe a container, or a path in it. Raises LakeError."""
        container, parts = self.container(filesystem), parts_of(path)
        found = container.joinpath(*parts)
        if not _stays_inside(container, parts) or found.is_symlink() or not found.exists():
            raise LakeError(404, "PathNotFound", "The specified path does not exist.")
        stat = os.lstat(found)
        stamps = _stamps(stat, "etag")
        headers = {"ETag": f'"{stamps["etag"]}"', "Last-Modified": stamps["lastModified"]}
        if not parts:
            return {**headers, "x-ms-namespace-enabled": "true"}
        kind = "directory" if found.is_dir() else "file"
        size = 0 if kind == "directory" else stat.st_size
        return {**headers, "x-ms-resource-type": kind, "Content-Length": str(size)}


def _walk(
    folder: Path, parts: list[str], after: list[str], recursive: bool
) -> Iterator[tuple[str, os.stat_result]]:
    """What is behind `after`, given as parts below `folder`; an empty one is before all."""
    first = after[0] if after else ""
    with os.scandir(folder) as entries:
        members = sorted(
            (entry for entry in entries if not entry.is_symlink() and entry.name >= first),
            key=lambda entry: entry.name,
        )
    for entry in members:
        here = [*parts, entry.name]
        passed = bool(after) and entry.name == first
        try:
            if not passed:
                yield "/".join(here), entry.stat(follow_symlinks=False)
            if recursive and entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, here, after[1:] if passed else [], True)
        except FileNotFoundError:
            continue  # Spark writes and removes while we look


def _path_entry(name: str, stat: os.stat_result) -> dict[str, Any]:
    """One path as it was seen on the wire: all values are texts, and `isDirectory` is left out for
    files.
    """
    folder = (stat.st_mode & 0o170000) == 0o040000
    entry: dict[str, Any] = {
        "contentLength": "0" if folder else str(stat.st_size),
        "creationTime": str(_EPOCH_TICKS + stat.st_mtime_ns // 100),
        **_stamps(stat, "etag"),
        "expiryTime": "0",
        "group": "$superuser",
        "name": name,
        "owner": "$superuser",
        "permissions": "rwxr-x---" if folder else "rw-r-----",
    }
    if folder:
        entry["isDirectory"] = "true"
    return entry


def _stamps(stat: os.stat_result, etag: str) -> dict[str, str]:
    moment = datetime.fromtimestamp(stat.st_mtime, timezone.utc)
    return {
        etag: f"0x{stat.st_mtime_ns // 100:X}",
        "lastModified": format_datetime(moment, usegmt=True),
    }


def parts_of(path: str) -> list[str]:
    """The names of a path below the container. Raises LakeError for one that could lead out."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    if len(parts) > _MOST_PARTS or any(
        part in ("", ".", "..") or "\\" in part or not part.isprintable() or len(part) > 255
        for part in parts
    ):
        message = "The requested URI does not represent any resource on the server."
        raise LakeError(400, "InvalidUri", message)
    return parts


def _stays_inside(container: Path, parts: list[str]) -> bool:
    """Whether no part of the path is a symbolic link."""
    here = container
    for part in parts:
        here = here / part
        if here.is_symlink():
            return False
    return True


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _token(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode("utf-8", "surrogateescape")).decode()


def _read_token(token: str | None) -> list[str]:
    """The parts of the path that ended a page; none for the first page. Raises LakeError."""
    if not token:
        return []
    try:
        if len(token) > _LONGEST_TOKEN:
            raise ValueError
        name = base64.b64decode(token, altchars=b"-_", validate=True).decode()
        return parts_of(name)
    except (binascii.Error, ValueError, LakeError):
        message = "The continuation token is not one of this service."
        raise LakeError(400, "InvalidQueryParameterValue", message) from None
