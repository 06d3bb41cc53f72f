"""Sizes of Spark sessions, as the configuration writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Sizes = Mapping[str, "str | int"]
"""The five sizes by the names that Livy has for them."""


def _preset(cores: int, gigabytes: int) -> Sizes:
    memory = f"{gigabytes}g"
    return {
        "driverMemory": memory,
        "driverCores": cores,
        "executorMemory": memory,
        "executorCores": cores,
        "numExecutors": 2,
    }


# Driver and executors fill a node of the pool, as azure-cli's --executor-size has it.
PRESETS: Mapping[str, Sizes] = {
    "small": _preset(4, 28),
    "medium": _preset(8, 56),
    "large": _preset(16, 112),
}
"""By the names of Azure's node sizes."""

_KEYS = {
    "driver_memory": "driverMemory",
    "driver_cores": "driverCores",
    "executor_memory": "executorMemory",
    "executor_cores": "executorCores",
    "num_executors": "numExecutors",
}
_MEMORY = re.compile(r"[1-9]\d{0,5}[kmgt]b?", re.IGNORECASE)
_MOST = 10_000


def parse_sizes(value: Any) -> dict[str, str | int] | str:
    """A preset's name or a dictionary with any of the five sizes; else what is wrong with it."""
    if isinstance(value, str):
        found = PRESETS.get(value.lower())
        return dict(found) if found else f"it must be one of {', '.join(PRESETS)}, or a dictionary"
    if not isinstance(value, Mapping):
        return f"it must be one of {', '.join(PRESETS)}, or a dictionary"
    sizes: dict[str, str | int] = {}
    for key, one in value.items():
        if key not in _KEYS:
            return f"{key!r} is not a size; known: {', '.join(_KEYS)}"
        if key.endswith("_memory"):
            if not isinstance(one, str) or _MEMORY.fullmatch(one) is None:
                return f"{key!r} must be memory as Spark writes it, such as '4g' or '512m'"
        elif type(one) is not int or not 0 < one <= _MOST:
            return f"{key!r} must be a whole number from 1 to {_MOST}"
        sizes[_KEYS[key]] = one
    return sizes
