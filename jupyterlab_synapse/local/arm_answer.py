"""What the local Azure answers: a status, a document and headers; refusals are exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .arm_names import Document


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, JSON body (None: empty) and headers of its own."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds until it is given."""


class ArmError(Exception):
    """A refusal, in the envelope of Azure Resource Manager."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Sequence[Document] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code = status, code
        self.details, self.headers = list(details), dict(headers or {})

    def body(self) -> Document:
        """{"error": {"code", "message", "details"?}}"""
        error: Document = {"code": self.code, "message": str(self)}
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def answer(self) -> Answer:
        """As it is sent."""
        return Answer(self.status, self.body(), self.headers)


_GATEWAY = {"x-ms-failure-cause": "gateway"}
_MORE = "For more details please go to https://aka.ms/ARMResourceNotFoundFix"


def not_found(code: str, message: str) -> ArmError:
    """404, as the gateway in front of the resource providers says it."""
    return ArmError(404, code, message, headers=_GATEWAY)


def no_resource(kind: str, names: Sequence[str], group: str | None) -> ArmError:
    """404 of a resource, in recorded words."""
    namespace, _, types = kind.partition("/")
    pairs = "/".join(f"{one}/{name}" for one, name in zip(types.split("/"), names, strict=False))
    where = f"under resource group '{group}' " if group else ""
    return not_found(
        "ResourceNotFound", f"The Resource '{namespace}/{pairs}' {where}was not found. {_MORE}"
    )


def no_type(namespace: str, types: Sequence[str]) -> ArmError:
    """404 of a type that the local Azure does not have."""
    return not_found(
        "InvalidResourceType",
        f"The resource type '{'/'.join(types)}' could not be found in the namespace "
        f"'{namespace}' of the local Azure.",
    )


def invalid(code: str, message: str, *details: Document) -> ArmError:
    """400: the request is wrong."""
    return ArmError(400, code, message, details=details)


def conflict(message: str, code: str = "Conflict") -> ArmError:
    """409: not in this state."""
    return ArmError(409, code, message)
