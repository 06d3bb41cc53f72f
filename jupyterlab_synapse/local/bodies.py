"""Checks the JSON bodies that clients send and says readably what is wrong with them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

BODY_LIMIT = 102_400
"""Bytes; Synapse's limit for one request (100 kB)."""

KINDS = ("pyspark", "sql")
_OTHER_NAMES = {"python": "pyspark", "pyspark3": "pyspark", "shared": "pyspark"}
_ELSEWHERE = ("spark", "scala", "sparkr", "r", "csharp", "dotnetspark")
_DEFAULT_IDLE_SECONDS = 30 * 60.0
_IDLE_SETTINGS = ("spark.livy.session.idleTimeout", "livy.server.session.timeout")

_TEXT, _WHOLE, _LIST, _MAP = (str,), (int,), (list,), (dict,)
_FIELDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(
        (
            "name",
            "kind",
            "file",
            "className",
            "artifactId",
            "driverMemory",
            "executorMemory",
            "ttl",
            "queue",
        ),
        _TEXT,
    ),
    **dict.fromkeys(
        ("driverCores", "executorCores", "numExecutors", "heartbeatTimeoutInSecond"), _WHOLE
    ),
    **dict.fromkeys(("args", "jars", "pyFiles", "files", "archives"), _LIST),
    **dict.fromkeys(("conf", "tags"), _MAP),
    **{"proxyUser": _TEXT, "idleTimeout": (str, int)},
}
_SYNAPSE_ONLY = ("file", "className", "args", "artifactId", "tags")
# Livy's own, of which Synapse's specification knows nothing.
LIVY_ONLY = frozenset(
    ("kind", "queue", "ttl", "proxyUser", "idleTimeout", "heartbeatTimeoutInSecond")
)
_TYPE_NAMES = {str: "a string", int: "a whole number", list: "a list", dict: "an object"}


class BodyError(ValueError):
    """The body is refused; the message is for the client, `status` its HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class FormError(BodyError):
    """The body is not JSON of the expected form: fields, kinds and types."""


@dataclass(frozen=True)
class SessionRequest:
    """A checked create body. `options` is the body itself, without nulls."""

    name: str | None
    kind: str
    conf: dict[str, Any]
    idle_seconds: float
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StatementRequest:
    """A checked statement body; `kind` is one this pool runs."""

    code: str
    kind: str


def parse(body: bytes, limited: bool) -> dict[str, Any]:
    """The JSON object of a body; `limited`: Synapse's size limit holds. Raises BodyError."""
    if limited and len(body) > BODY_LIMIT:
        raise BodyError(
            f"The request body is too large: {len(body):,} bytes, and Synapse takes at most "
            f"{BODY_LIMIT:,}. "
            "Put the code into a file in the lake, or split it into several statements.",
            413,
        )
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FormError(f"The request body is not JSON: {error or 'it is empty'}") from None
    if not isinstance(value, dict):
        raise FormError(f"The request body must be a JSON object, not {_type_name(value)}")
    return {key: item for key, item in value.items() if item is not None}


def session_request(options: dict[str, Any], synapse: bool) -> SessionRequest:
    """Checks the body of POST /sessions. Raises BodyError."""
    for key, value in options.items():
        wanted = _FIELDS.get(key)
        if not synapse and (
            wanted is None or key in _SYNAPSE_ONLY
        ):  # Livy refuses fields it does not know (golden 102)
            known = ", ".join(sorted(set(_FIELDS) - set(_SYNAPSE_ONLY)))
            raise FormError(f'Unrecognized field "{key}": the fields of a session are {known}')
        if wanted:
            _check(key, value, wanted)
    name = options.get("name")
    if synapse and not name:
        raise BodyError("The field name is required: give the session a name")
    if isinstance(name, str) and name.isdigit():
        raise BodyError(
            f"Rejected, Reason: Invalid session name: {name} (only digits: it looks like an id)"
        )
    for key in ("args", "jars", "pyFiles", "files", "archives"):
        for item in options.get(key, []):
            _check(f"{key}[]", item, _TEXT)
    conf = options.get("conf", {})
    for key, value in conf.items():
        if not isinstance(value, (str, int, float, bool)):
            raise BodyError(
                f"conf: {key} must be a string, a number or a boolean, not {_type_name(value)}"
            )
    _check_sizes(options)
    kind = _session_kind(options.get("kind", "pyspark"))
    return SessionRequest(name, kind, conf, _idle_seconds(options, conf), options)


def statement_request(
    options: dict[str, Any], session_kind: str, synapse: bool
) -> StatementRequest:
    """Checks the body of POST .../statements. Raises BodyError."""
    unknown = [] if synapse else sorted(set(options) - {"code", "kind", "msg_type"})
    if unknown:  # as Livy (golden 115)
        raise FormError(
            f'Unrecognized field "{unknown[0]}": the fields of a statement are code and kind'
        )
    if "code" not in options:
        raise BodyError("The field code is required: the source of the statement")
    _check("code", options["code"], _TEXT)
    kind = options.get("kind", session_kind)
    _check("kind", kind, _TEXT)
    kind = _OTHER_NAMES.get(kind.lower(), kind.lower())
    if kind in KINDS:
        return StatementRequest(options["code"], kind)
    if kind in _ELSEWHERE:
        raise BodyError(
            f"The local pool runs the kinds {' and '.join(KINDS)}, not {kind}: "
            "send that code to a pool in Azure"
        )
    raise FormError(f"Invalid kind: {kind}. The local pool runs the kinds {' and '.join(KINDS)}")


def seconds(value: str | int) -> float:
    """A length of time: "30m", "1800s", "2h", or a number of minutes. Raises BodyError."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|sec|m|min|h|d)?\s*", str(value))
    if not found:
        raise BodyError(
            f"Rejected, Reason: Invalid time string: {value}. Write for example 30m, 1800s or 2h"
        )
    units = {"ms": 0.001, "s": 1, "sec": 1, None: 60, "m": 60, "min": 60, "h": 3600, "d": 86400}
    return float(found[1]) * units[found[2]]


def _idle_seconds(options: dict[str, Any], conf: dict[str, Any]) -> float:
    if "ttl" in options:
        seconds(options["ttl"])
    named = next((conf[key] for key in _IDLE_SETTINGS if key in conf), None)
    value = options.get("idleTimeout", named)
    result = _DEFAULT_IDLE_SECONDS if value is None else seconds(value)
    if result <= 0:
        raise BodyError(
            "idleTimeout must be more than 0: a session without a limit would never end by itself"
        )
    return result


def _session_kind(kind: str) -> str:
    kind = _OTHER_NAMES.get(kind.lower(), kind.lower())
    if kind not in KINDS and kind not in _ELSEWHERE:
        raise FormError(
            f"Invalid kind: {kind}. The local pool runs the kinds {' and '.join(KINDS)}"
        )
    return kind


def _check_sizes(options: dict[str, Any]) -> None:
    for key in ("driverMemory", "executorMemory"):
        if key in options and not re.fullmatch(r"\d+(\.\d+)?\s*[kmgtKMGT]?[bB]?", options[key]):
            raise BodyError(f"{key} must be a size such as 28g, not {options[key]!r}")
    for key in ("driverCores", "executorCores", "numExecutors"):
        if options.get(key, 1) < 0:
            raise BodyError(f"{key} must not be negative, but is {options[key]}")


def _check(key: str, value: Any, wanted: tuple[type, ...]) -> None:
    if not isinstance(value, wanted) or isinstance(value, bool):
        names = " or ".join(_TYPE_NAMES[kind] for kind in wanted)
        raise FormError(
            f"The field {key} must be {names}, not {_type_name(value)}: {json.dumps(value)[:80]}"
        )


def _type_name(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    return _TYPE_NAMES.get(type(value), "a number")
