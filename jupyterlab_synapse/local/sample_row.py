"""What the made-up tables share: rows, times, a day's own chance."""

from __future__ import annotations

import datetime
import hashlib
import random
import zlib
from functools import lru_cache
from typing import Any

Row = dict[str, Any]
TENANT = "00000000-0000-0000-0000-000000000000"


def time_generated(moment: datetime.datetime) -> str:
    """A moment (UTC) as Azure writes it: seven digits of a second."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"


def chance_of(table: str, day: datetime.date) -> random.Random:
    """The same numbers for the same table and day, always."""
    return random.Random(zlib.crc32(table.encode()) * 1_000_000 + day.toordinal())


@lru_cache(maxsize=4096)
def made_up_id(*parts: object) -> str:
    """An id in the form of a GUID that depends on nothing but its parts."""
    digits = hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def office_second(chance: random.Random) -> float:
    """A second of the day (UTC), most often in office hours around 13:00."""
    hour = chance.gauss(13, 3) if chance.random() < 0.85 else chance.random() * 24
    return min(23.999, max(0.0, hour)) * 3600
