"""What the local Azure remembers, on disk: documents, roles of its users, what is under way."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .arm_names import Document
from .home import read_json, write_json

FORMAT = 1
OPERATION_SECONDS = 2.0
"""How long a long-running operation takes unless the control endpoint says otherwise."""


@dataclass
class Settings:
    """What `PUT /local-azure` changes. `throttle`: {"retryAfter": seconds, "times": requests left};
    `assignment_seconds`: until a new role assignment takes effect.
    """

    persona: str = "owner"
    without: list[str] = field(default_factory=list)
    operation_seconds: float = OPERATION_SECONDS
    assignment_seconds: float = 0.0
    throttle: Document | None = None


@dataclass
class AzureState:
    """Documents by lower-cased id, parents before children. `unregistered`: resource providers that
    subscriptions (`id/namespace`, lower case) have yet to register. `assignments`: role assignments
    of Azure, `synapse_assignments`: those of Synapse's own roles, by their lower-cased ids.
    `soft_deleted`: until when names are kept (seconds since the epoch), see arm_soft_delete.py.
    """

    tenant: str
    settings: Settings = field(default_factory=Settings)
    subscriptions: dict[str, Document] = field(default_factory=dict)
    groups: dict[str, Document] = field(default_factory=dict)
    resources: dict[str, Document] = field(default_factory=dict)
    operations: dict[str, Document] = field(default_factory=dict)
    unregistered: list[str] = field(default_factory=list)
    assignments: dict[str, Document] = field(default_factory=dict)
    synapse_assignments: dict[str, Document] = field(default_factory=dict)
    soft_deleted: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> Document:
        """For the file."""
        return {"format": FORMAT, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, value: Document) -> AzureState:
        """Raises ValueError for what is not of this form."""
        known = {one.name: one for one in dataclasses.fields(cls)}
        if value.get("format") != FORMAT or not isinstance(value.get("tenant"), str):
            raise ValueError("it is of another version")
        given: dict[str, Any] = {key: value[key] for key in known if key in value}
        given.setdefault("soft_deleted", {})  # younger than the form
        if set(given) != set(known):
            raise ValueError(f"it lacks {', '.join(sorted(set(known) - set(given)))}")
        for key, one in given.items():
            wanted = {"tenant": str, "unregistered": list}.get(key, dict)
            if not isinstance(one, wanted):
                raise ValueError(f"{key} is not what it should be")
        names = {one.name for one in dataclasses.fields(Settings)}
        given["settings"] = Settings(
            **{key: one for key, one in given["settings"].items() if key in names}
        )
        return cls(**given)


class StateFile:
    """The file of a tenant's state, `{home}/azure/{tenant}.json`; in memory only without a folder.

    `notice` says what happened to a damaged file, or why nothing can be saved now.
    """

    def __init__(self, folder: Path | None, tenant: str) -> None:
        self._path = None if folder is None else folder / f"{tenant}.json"
        self._damage: str | None = None
        self._failure: str | None = None

    @property
    def notice(self) -> str | None:
        """For the user; None: nothing is wrong."""
        return self._failure or self._damage

    def load(self) -> AzureState | None:
        """What was saved; None when there is nothing, or nothing that can be read, which is then
        kept beside it.
        """
        if self._path is None or not self._path.exists():
            return None
        value = read_json(self._path)
        try:
            if value is None:
                raise ValueError("it is not JSON")
            return AzureState.from_json(value)
        except (TypeError, ValueError) as error:
            kept = self._aside()
            self._damage = (
                f"The state of the local Azure in {self._path} cannot be used: {error}. "
                f"It starts anew, as the sample company; the old file is kept as {kept.name}."
            )
            sys.stderr.write(f"{self._damage}\n")
            return None

    def save(self, state: AzureState) -> bool:
        """Writes it in one step; False when that fails, so that what runs can still be read."""
        if self._path is None:
            return True
        before, self._failure = self._failure, None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_json(self._path, state.to_json())
        except OSError as error:
            self._failure = (
                f"The state of the local Azure cannot be saved to {self._path}: "
                f"{error.strerror or error}. What was changed is lost when its server ends. Make "
                "room there; each request tries again."
            )
            if self._failure != before:  # once, not for each request
                sys.stderr.write(f"{self._failure}\n")
        return self._failure is None

    def _aside(self) -> Path:
        assert self._path is not None
        number = 1
        while (kept := self._path.with_suffix(f".damaged-{number}.json")).exists():
            number += 1
        self._path.replace(kept)
        return kept


def copy(document: Document) -> Document:
    """A document of its own."""
    return json.loads(json.dumps(document))
