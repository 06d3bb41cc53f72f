"""Paths of Azure Resource Manager, taken apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ArmPath:
    """`[/subscriptions/S[/resourceGroups/G]][/providers/NAMESPACE/TYPE/NAME/TYPE/NAME…]`, as the
    request spells it. `scope` is what stands before the last `/providers/`.
    """

    text: str
    parts: tuple[str, ...]
    scope: str = ""
    namespace: str = ""
    types: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> ArmPath:
        """Takes a path apart."""
        parts = tuple(part for part in text.split("/") if part)
        lower = [part.lower() for part in parts]
        path = "/" + "/".join(parts)
        if "providers" not in lower:
            return cls(path, parts)
        at = len(lower) - 1 - lower[::-1].index("providers")
        scope = "".join(f"/{part}" for part in parts[:at])
        namespace = parts[at + 1] if len(parts) > at + 1 else ""
        return cls(path, parts, scope, namespace, parts[at + 2 :: 2], parts[at + 3 :: 2])

    @property
    def lower(self) -> tuple[str, ...]:
        """The parts, in lower case."""
        return tuple(part.lower() for part in self.parts)

    @property
    def key(self) -> str:
        """By which documents are found."""
        return self.text.lower()

    @property
    def subscription(self) -> str | None:
        """The subscription's id, None when the path has none."""
        return self.parts[1] if len(self.parts) > 1 and self.lower[0] == "subscriptions" else None

    @property
    def group(self) -> str | None:
        """The resource group's name, None when the path has none."""
        if self.subscription is None or self.lower[2:3] != ("resourcegroups",):
            return None
        return next(iter(self.parts[3:4]), None)

    @property
    def group_key(self) -> str:
        """By which the resource group is found."""
        return "/" + "/".join(self.lower[:4])

    @property
    def kind(self) -> str:
        """The type, e.g. `Microsoft.Synapse/workspaces/bigDataPools`."""
        return "/".join([self.namespace, *self.types])

    @property
    def is_collection(self) -> bool:
        """Whether it names all of a type, not one."""
        return len(self.names) < len(self.types)

    @property
    def parent(self) -> str:
        """Key of the resource that has this one; empty for one of a resource group."""
        count = len(self.types) - 1
        if count < 1:
            return ""
        pairs = zip(self.types[:count], self.names[:count], strict=False)
        tail = "".join(f"/{kind}/{name}" for kind, name in pairs)
        return f"{self.scope}/providers/{self.namespace}{tail}".lower()


def is_within(key: str, scope: str) -> bool:
    """Whether a lower-cased id is the scope or below it."""
    scope = scope.rstrip("/")
    return key == scope or key.startswith(f"{scope}/")
