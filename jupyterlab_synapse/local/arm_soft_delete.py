"""Names that Azure keeps for some time after what had them is deleted.

Nothing can be recovered here: a kept name is refused until its time is over or the local Azure is
reset.
"""

from __future__ import annotations

from datetime import timedelta

from .arm_core import AzureCore

_PURGED = 0.0


def keep(core: AzureCore, key: str, days: int) -> None:
    """Keeps the name of what is being deleted, unless it is purged."""
    kept = core.state.soft_deleted
    now = core.now()
    is_purged = kept.get(key) == _PURGED
    for old in [one for one, until in kept.items() if until <= now.timestamp()]:
        del kept[old]
    if not is_purged:
        kept[key] = (now + timedelta(days=days)).timestamp()
    core.changed()


def purge(core: AzureCore, key: str) -> None:
    """The deletion that begins now frees the name at once."""
    core.state.soft_deleted[key] = _PURGED
    core.changed()


def is_kept(core: AzureCore, key: str) -> bool:
    """Whether a name is not free yet."""
    return core.state.soft_deleted.get(key, _PURGED) > core.now().timestamp()
