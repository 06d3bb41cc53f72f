"""`GET` and `PUT /local-azure`: which company the local Azure plays, and how it behaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .arm_access import PERSONAS, Access, described
from .arm_answer import ArmError, invalid
from .arm_names import Document
from .arm_state import AzureState, Settings

_KEYS = (
    "tenant",
    "persona",
    "without",
    "operationSeconds",
    "assignmentSeconds",
    "throttle",
    "reset",
)


def shown(state: AzureState, access: Access, notice: str | None) -> Document:
    """The settings in force."""
    settings = state.settings
    return {
        "tenant": state.tenant,
        "persona": settings.persona,
        "without": settings.without,
        "operationSeconds": settings.operation_seconds,
        "assignmentSeconds": settings.assignment_seconds,
        "throttle": settings.throttle,
        **described(access),
        "notice": notice,
    }


def check(body: Document, tenants: Mapping[str, Any]) -> None:
    """Refuses what is not understood. Raises ArmError."""
    unknown = sorted(set(body) - set(_KEYS))
    if unknown:
        raise _wrong(unknown[0], f"one of {', '.join(_KEYS)}")
    for name, known in (("tenant", tenants), ("persona", PERSONAS)):
        if name in body and not (isinstance(body[name], str) and body[name] in known):
            raise _wrong(name, " or ".join(known))
    without = body.get("without", [])
    if not isinstance(without, list) or not all(isinstance(one, str) for one in without):
        raise _wrong("without", "a list of role names")
    for name in ("operationSeconds", "assignmentSeconds"):
        if name in body and not (_is_number(body[name]) and 0 <= body[name] <= 3600):
            raise _wrong(name, "a number of seconds from 0 to 3600")
    throttle = body.get("throttle")
    if throttle is not None and not (
        isinstance(throttle, dict)
        and set(throttle) == {"retryAfter", "times"}
        and all(_is_number(one) and one >= 0 for one in throttle.values())
    ):
        raise _wrong("throttle", "{retryAfter: seconds, times: requests} or null")


def apply(settings: Settings, body: Document) -> None:
    """Takes the checked settings over."""
    names = {
        "persona": "persona",
        "without": "without",
        "operationSeconds": "operation_seconds",
        "assignmentSeconds": "assignment_seconds",
        "throttle": "throttle",
    }
    for key, name in names.items():
        if key in body:
            setattr(settings, name, body[key])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _wrong(name: str, wanted: str) -> ArmError:
    return invalid("InvalidSetting", f"The setting '{name}' is not right: write {wanted}.")
