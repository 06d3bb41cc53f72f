"""Synapse's own roles: recorded definitions, and what an assignment of them looks like."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path

from .arm_names import Document

ADMINISTRATOR = "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78"
COMPUTE_OPERATOR = "e3844cc7-4670-42cb-9349-9bdac1ee7881"
USER = "2a385764-43e8-416c-9825-7b18d05a2c4b"

USE_COMPUTE = "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action"

_FILE = Path(__file__).parent / "data" / "synapse_roles.json"
_SPARK_ADMINISTRATOR = "Apache Spark Administrator"


@cache
def definitions() -> list[Document]:
    """All built-in roles, as recorded."""
    return json.loads(_FILE.read_text("utf-8"))


@cache
def _by_id() -> dict[str, Document]:
    return {one["id"]: one for one in definitions()}


def definition(identity: str) -> Document | None:
    """A role by its id."""
    return _by_id().get(identity.lower())


def names_of(role: Document) -> set[str]:
    """What it is called: on the wire, and in Microsoft's documentation."""
    name = str(role["name"])
    return {name, f"Synapse {name}"} if name == _SPARK_ADMINISTRATOR else {name}


def data_actions(identity: str) -> set[str]:
    """What a role allows, in lower case."""
    role = definition(identity)
    parts = role["permissions"] if role else []
    return {action.lower() for part in parts for action in part["dataActions"]}


def assign(
    assignments: MutableMapping[str, Document],
    identity: str,
    workspace: str,
    principal: str,
    role: str,
    kind: str = "User",
    scope: str | None = None,
) -> Document:
    """Adds an assignment to a workspace's."""
    document = {
        "id": identity,
        "roleDefinitionId": role,
        "principalId": principal,
        "scope": scope or f"workspaces/{workspace}",
        "principalType": kind,
    }
    assignments[key_of(workspace, identity)] = document
    return document


def key_of(workspace: str, identity: str) -> str:
    """By which an assignment is found."""
    return f"{workspace}/{identity}".lower()
