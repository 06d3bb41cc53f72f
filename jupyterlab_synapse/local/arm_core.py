"""What all parts of the local Azure share: its documents, its clock, its lake and its users."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .arm_answer import no_resource
from .arm_names import Document
from .arm_path import is_within
from .arm_state import AzureState

if TYPE_CHECKING:
    from .arm_types import ResourceType


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(timezone.utc)


def iso(moment: datetime) -> str:
    """As most of Azure writes a moment."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def rfc1123(moment: datetime) -> str:
    """As Log Analytics writes a moment."""
    return format_datetime(moment.astimezone(timezone.utc), usegmt=True)


class AzureCore:
    """The documents, and what is done with them when others change."""

    def __init__(
        self,
        state: AzureState,
        types: Mapping[str, ResourceType],
        lake: Path | None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.state, self.types, self.lake, self.now = state, types, lake, now
        self.is_dirty = False

    def changed(self) -> None:
        """Says that the state is to be saved."""
        self.is_dirty = True

    def find(self, identity: str) -> Document | None:
        """A resource by its id, case ignored."""
        return self.state.resources.get(identity.rstrip("/").lower())

    def need(self, identity: str) -> Document:
        """A resource by its id. Raises ArmError 404."""
        from .arm_path import ArmPath

        found = self.find(identity)
        if found is None:
            path = ArmPath.of(identity)
            raise no_resource(path.kind, path.names, path.group)
        return found

    def type_of(self, document: Document) -> ResourceType | None:
        """The entry of a document's type."""
        return self.types.get(str(document["type"]).lower())

    def of_type(self, kind: str, scope: str = "") -> list[Document]:
        """All resources of a type in a scope."""
        return [
            document
            for key, document in self.state.resources.items()
            if str(document["type"]).lower() == kind.lower()
            and (not scope or is_within(key, scope.lower()))
        ]

    def children(self, collection: str) -> list[Document]:
        """The members of `…/TYPE`, a lower-cased key."""
        start = f"{collection}/"
        return [
            document
            for key, document in self.state.resources.items()
            if key.startswith(start) and "/" not in key[len(start) :]
        ]

    def put(self, document: Document) -> None:
        """Takes a document in, or a new text of it."""
        self.state.resources[str(document["id"]).lower()] = document
        self.changed()

    def remove(self, identity: str) -> None:
        """Takes a resource out, with all below it and the roles there."""
        for key in [key for key in self.state.resources if is_within(key, identity.lower())][::-1]:
            document = self.state.resources.pop(key, None)
            kind = self.type_of(document) if document else None
            if document and kind and kind.deleted:
                kind.deleted(self, document)
        self.forget_roles(identity)
        self.changed()

    def clear(self, kept: Collection[str]) -> None:
        """Ends all resources, with their data. Those that are, or are in, one of `kept` (keys) keep
        theirs: the sample is of use for the next company, too.
        """
        for key, document in reversed(list(self.state.resources.items())):
            kind = self.type_of(document)
            if kind and kind.deleted and "/".join(key.split("/")[:9]) not in kept:
                kind.deleted(self, document)

    def forget_roles(self, scope: str) -> None:
        """Takes the role assignments in a scope out."""
        assignments = self.state.assignments
        for key in [key for key in assignments if is_within(key, scope.lower())]:
            del assignments[key]

    def folder(self, account: str) -> Path | None:
        """The folder of a storage account in the lake."""
        return None if self.lake is None else self.lake / account.lower()


def new_guid() -> str:
    """A fresh id."""
    return str(uuid.uuid4())


def stable_guid(*parts: str) -> str:
    """The same id for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts).lower()))
