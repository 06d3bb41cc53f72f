"""The spans of time that an export's files are of. All moments: UTC, without a zone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

SLOT = datetime.timedelta(minutes=5)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
Moment = datetime.datetime


def floor(moment: Moment) -> Moment:
    """The beginning of the slot that a moment is in."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def days(start: Moment, end: Moment) -> Iterator[Moment]:
    """The ends of the days between two times; the last one is `end`."""
    day = Moment(start.year, start.month, start.day) + DAY
    while day < end:
        yield day
        day += DAY
    yield end


def spans(start: Moment, end: Moment) -> Iterator[tuple[Moment, Moment]]:
    """Whole hours, and slots at the edges."""
    while start < end:
        whole = start.minute == 0 and start + HOUR <= end
        after = start + (HOUR if whole else SLOT)
        yield start, after
        start = after
