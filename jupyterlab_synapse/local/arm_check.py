"""Checks of what is sent to the local Azure: the cheap part of what Azure checks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .arm_answer import conflict, invalid
from .arm_names import Document

LOCATIONS = {
    "eastus": ("East US", "US", "37.3719", "-79.8164", "Virginia"),
    "eastus2": ("East US 2", "US", "36.6681", "-78.3889", "Virginia"),
    "centralus": ("Central US", "US", "41.5908", "-93.6208", "Iowa"),
    "westus2": ("West US 2", "US", "47.233", "-119.852", "Washington"),
    "northeurope": ("North Europe", "Europe", "53.3478", "-6.2597", "Ireland"),
    "westeurope": ("West Europe", "Europe", "52.3667", "4.9", "Netherlands"),
    "uksouth": ("UK South", "UK", "50.941", "-0.799", "London"),
    "germanywestcentral": ("Germany West Central", "Europe", "50.110924", "8.682127", "Frankfurt"),
    "switzerlandnorth": ("Switzerland North", "Europe", "47.451542", "8.564572", "Zurich"),
    "australiaeast": ("Australia East", "Asia Pacific", "-33.86", "151.2094", "New South Wales"),
}
"""Regions by name: display name, group, latitude, longitude, place."""


def properties(body: Document) -> Document:
    """The body's properties; empty when there are none."""
    return part(body, "properties")


def part(body: Document, name: str) -> Document:
    """An object of the body; empty when it is absent."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid("InvalidRequestContent", f"The property '{name}' must be an object.")
    return value


def text(body: Document, name: str, required: bool = False) -> str | None:
    """A text of the body."""
    value = body.get(name)
    if value is None or value == "":
        if required:
            raise missing(name)
        return None
    if not isinstance(value, str):
        raise invalid("InvalidRequestContent", f"The property '{name}' must be a string.")
    return value


def needed(body: Document, name: str) -> str:
    """A text that must be there."""
    value = text(body, name, True)
    assert value is not None
    return value


def flag(body: Document, name: str, default: bool) -> bool:
    """A boolean of the body."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise invalid("InvalidRequestContent", f"The property '{name}' must be true or false.")
    return value


def whole(body: Document, name: str, default: int | None = None) -> int | None:
    """A whole number of the body."""
    value = body.get(name, default)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise invalid("InvalidRequestContent", f"The property '{name}' must be a whole number.")
    return value


def one_of(body: Document, name: str, values: Iterable[str], default: str | None) -> str | None:
    """One of some texts, case ignored; given back as Azure spells it."""
    value = text(body, name)
    if value is None:
        return default
    known = list(values)
    found = next((one for one in known if one.lower() == value.lower()), None)
    if found is None:
        raise invalid(
            "InvalidParameterValue",
            f"The value '{value}' of '{name}' is not one of {', '.join(known)}.",
        )
    return found


def location(body: Document, before: Document | None) -> str:
    """The region: one that is known, and the one where it is."""
    given = needed(body, "location") if before is None else text(body, "location")
    if given is None:
        assert before is not None
        return str(before["location"])
    name = re.sub(r"\s", "", given).lower()
    if name not in LOCATIONS:
        raise invalid(
            "LocationNotAvailableForResourceType",
            f"The provided location '{given}' is not available. "
            f"List of available regions is '{','.join(LOCATIONS)}'.",
        )
    if before is not None and before["location"] != name:
        raise location_conflict(str(before["name"]), str(before["location"]), name)
    return name


def location_conflict(name: str, there: str, given: str) -> Exception:
    """409 of a resource that is elsewhere already."""
    return conflict(
        f"The resource '{name}' already exists in location '{there}'. A resource with the same "
        f"name cannot be created in location '{given}'. Please select a new resource name.",
        "InvalidResourceLocation",
    )


def tags(body: Document, before: Document | None) -> Document:
    """The tags: those that are sent, else those that were."""
    given = body.get("tags")
    if given is None:
        return dict((before or {}).get("tags") or {})
    if not isinstance(given, dict) or any(not isinstance(one, str) for one in given.values()):
        raise invalid("InvalidRequestContent", "The property 'tags' must map names to texts.")
    return given


def name(value: str, pattern: str, rule: str, code: str = "InvalidResourceName") -> None:
    """Refuses a name that breaks its rule."""
    if re.fullmatch(pattern, value) is None:
        raise invalid(code, f"The name '{value}' is not valid. {rule}")


def missing(name: str) -> Exception:
    """400 of a property that is required."""
    if name == "location":
        message = "The location property is required for this definition."
        return invalid("LocationRequired", message)
    return invalid("InvalidRequestContent", f"The required property '{name}' is missing.")


def identity(body: Document, before: Document | None, types: Iterable[str]) -> Document | None:
    """The managed identity's type as sent; None when none is."""
    given = body.get("identity")
    if given is None:
        return (before or {}).get("identity")
    if not isinstance(given, dict):
        raise invalid("InvalidRequestContent", "The property 'identity' must be an object.")
    kind: Any = one_of(given, "type", types, None)
    if kind is None:
        raise missing("identity.type")
    return {**((before or {}).get("identity") or {}), "type": kind}
