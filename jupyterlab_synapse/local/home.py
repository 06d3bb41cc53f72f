"""The folder of the local pool: where the server, its lake and its caches live."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME_VARIABLE = "JUPYTERLAB_SYNAPSE_LOCAL_HOME"


@dataclass(frozen=True)
class Home:
    """Paths below the local pool's folder; nothing is created until `create`."""

    root: Path

    @classmethod
    def default(cls) -> Home:
        """The folder named by JUPYTERLAB_SYNAPSE_LOCAL_HOME, else one in Jupyter's data folder."""
        named = os.environ.get(HOME_VARIABLE)
        if named:
            return cls(Path(named).expanduser().absolute())
        from jupyter_core.paths import jupyter_data_dir  # here: costs 30 ms and often is not needed

        return cls(Path(jupyter_data_dir()) / "jupyterlab-synapse" / "local")

    @classmethod
    def at(cls, root: Path | str | None) -> Home:
        """The given folder, or the default one for None."""
        return cls.default() if root is None else cls(Path(root).expanduser().absolute())

    @property
    def server_file(self) -> Path:
        """Where a listening server says how to reach it: {"port", "token", "pid", "version"}."""
        return self.root / "server.json"

    @property
    def lock_file(self) -> Path:
        """Held while a supervisor decides whether to start a server."""
        return self.root / "server.lock"

    @property
    def server_log(self) -> Path:
        """Standard output and error of a detached server."""
        return self.root / "server.log"

    @property
    def lake(self) -> Path:
        """account/container/path: what abfss:// and wasbs:// paths read and write."""
        return self.root / "lake"

    @property
    def cache(self) -> Path:
        """What `prepare` builds once: the lake's file system and the start-up archive."""
        return self.root / "cache"

    @property
    def azure(self) -> Path:
        """What the local Azure remembers, a file for each tenant."""
        return self.root / "azure"

    @property
    def sessions(self) -> Path:
        """One scratch folder per live session."""
        return self.root / "sessions"

    def create(self) -> None:
        """Makes the folder, readable by this user only: it holds the server's token."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.lake, self.cache, self.sessions):
            folder.mkdir(exist_ok=True, mode=0o700)


def read_json(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file, None when the file is absent or damaged."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Writes a private file in one step: a reader sees the old text or the new, never half."""
    # A name of its own: two threads may write the same file.
    descriptor, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
