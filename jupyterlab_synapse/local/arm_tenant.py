"""Which company the local Azure plays: one workspace, a large one to test lists with, or none yet.

The large one is Contoso's own workspace, on which sessions run, and 49 subscriptions more. Some are
closed to the user, one is throttled, some are slow, and lists come in pages, as large tenants do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import arm_documents, arm_spark
from .arm_names import LOCATION, Document


@dataclass(frozen=True)
class Manner:
    """How a subscription answers below itself.

    `is_closed`: 403. `retry_after`: every other request of a path is 429 with this many seconds.
    `delay`: seconds until each answer.
    """

    is_closed: bool = False
    retry_after: int | None = None
    delay: float = 0.0


COMMON = Manner()


@dataclass(frozen=True)
class Tenant:
    """A company: its documents, parents before children, and its manners by subscription id."""

    name: str
    tenant: Document
    subscriptions: tuple[Document, ...]
    groups: tuple[Document, ...]
    resources: tuple[Document, ...]
    manners: Mapping[str, Manner] = field(default_factory=dict)
    page_size: int | None = None
    unregistered: tuple[str, ...] = ()
    """Resource providers that its subscriptions have yet to register."""


def small() -> Tenant:
    """One subscription with what the sample hunts need."""
    return Tenant(
        "small",
        arm_documents.tenant(),
        (arm_documents.subscription(),),
        (arm_documents.resource_group(),),
        tuple(arm_documents.resources()),
    )


_SUBSCRIPTIONS = 50
_POOLS = 500
_CLOSED = {7: Manner(is_closed=True), 23: Manner(is_closed=True), 41: Manner(is_closed=True)}
_OTHERS = {11: Manner(retry_after=1), 17: Manner(delay=0.6), 31: Manner(delay=0.6)}
_NODES = (("Small", 10), ("Medium", 20), ("Large", 50))


def large() -> Tenant:
    """50 subscriptions with 500 pools that can be seen, in pages of 20."""
    base = small()
    subscriptions = list(base.subscriptions)
    groups = list(base.groups)
    resources = list(base.resources)
    manners: dict[str, Manner] = {}
    left = _POOLS - 2
    for number in range(1, _SUBSCRIPTIONS):
        identity = f"00000000-0000-0000-0000-{number:012d}"
        subscriptions.append(arm_documents.subscription(identity, f"Contoso {number:02d}"))
        groups.append(arm_documents.resource_group(identity, f"rg-{number:02d}"))
        manner = {**_CLOSED, **_OTHERS}.get(number)
        if manner:
            manners[identity] = manner
        if manner and manner.is_closed:
            continue
        count = min(11, left)
        left -= count
        resources.extend(_department(str(groups[-1]["id"]), number, count))
    return Tenant(
        "large",
        base.tenant,
        tuple(subscriptions),
        tuple(groups),
        tuple(resources),
        manners,
        20,
    )


def empty() -> Tenant:
    """One subscription in which nothing has been made, as a newcomer has it."""
    return Tenant(
        "empty",
        arm_documents.tenant(),
        (arm_documents.subscription(),),
        (),
        (),
        unregistered=(
            "Microsoft.Insights",
            "Microsoft.KeyVault",
            "Microsoft.MachineLearningServices",
            "Microsoft.SecurityInsights",
            "Microsoft.Synapse",
        ),
    )


def _department(group: str, number: int, count: int) -> list[Document]:
    """An Azure ML workspace with attached pools, two that are only linked, and a Synapse workspace
    that Azure ML does not know.
    """
    name = f"{number:02d}"
    hunt = arm_spark.Workspace(group, f"synapse-{name}")
    own = arm_spark.Workspace(group, f"research-{name}")
    ml = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/hunt-{name}"
    found = [
        arm_spark.synapse_workspace(hunt),
        arm_spark.synapse_workspace(own),
        arm_spark.ml_workspace(ml),
        arm_spark.linked_service(ml, f"linked-{name}", hunt),
    ]
    for index in range(count):
        size, most = _NODES[index % 3]
        pool = f"pool{name}{chr(ord('a') + index)}"
        place = own if index >= 8 else hunt
        found.append(arm_spark.pool(place, pool, size, 3, most))
        if index < 6:
            found.append(arm_spark.spark_compute(ml, f"spark-{pool}", place, pool, size, 3, most))
    return [{**document, "location": LOCATION} for document in found]


TENANTS: Mapping[str, Callable[[], Tenant]] = {
    "small": small,
    "large": large,
    "empty": empty,
}
