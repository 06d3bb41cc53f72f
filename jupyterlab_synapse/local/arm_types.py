"""How the types of Azure resources are described: one entry in a table for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .arm_names import Document

if TYPE_CHECKING:
    from .arm_core import AzureCore

LOCATION_STATUS = "{subscription}/providers/{namespace}/locations/{location}/operationStatuses/{id}"
LOCATION_RESULT = "{subscription}/providers/{namespace}/locations/{location}/operationResults/{id}"


@dataclass(frozen=True)
class Write:
    """A PUT or PATCH. `id` and `name` are as Azure will spell them, `before` is the document that
    is there already, `principal` the object id of who asks.
    """

    core: AzureCore
    id: str
    name: str
    body: Document
    before: Document | None
    query: Document
    principal: str

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.core.now()


Make = Callable[[Write], Document]
Hook = Callable[["AzureCore", Document], None]


@dataclass(frozen=True)
class Flow:
    """How a change is answered. `state`: the provisioningState while it goes on, None for one that
    is done at once; `status` and `result`: templates of the URLs to poll, empty for none; `end`:
    what the result URL answers in the end.
    """

    code: int = 200
    state: str | None = None
    status: str = ""
    result: str = ""
    has_body: bool = True
    end: int = 200
    retry_after: int | None = None


@dataclass(frozen=True)
class ResourceType:
    """A type of resources. `make` builds the document of a PUT and refuses what Azure refuses,
    `patch` that of a PATCH; None: not answered. `created` and `deleted` are called when the change
    is done. `since`: the first api-version.
    """

    name: str
    rule: tuple[str, str] = (r"[\w.()-]{1,90}", "")
    """Pattern of names and the rule in words."""
    make: Make | None = None
    patch: Make | None = None
    create: Flow = Flow(201)
    update: Flow = Flow(200)
    delete: Flow | None = Flow(200, has_body=False)
    created: Hook | None = None
    deleted: Hook | None = None
    check_delete: Callable[[AzureCore, Document, Document], None] | None = None
    """Refuses a DELETE by its document and query."""
    is_missing_fine: bool = True
    """Whether DELETE of what is not there is 204 (404 when not)."""
    since: str = ""
    closed: str = ""
    """Why a PUT is refused, for a type that is only read."""
    lists: Callable[[AzureCore, str], list[Document]] | None = None
    """Gives a list of its own making: of a parent's key."""
    stateless: bool = False
    """Whether its documents have no provisioningState."""


def patch_tags(write: Write) -> Document:
    """A PATCH that changes tags only."""
    from . import arm_check

    assert write.before is not None
    return {**write.before, "tags": arm_check.tags(write.body, write.before)}
