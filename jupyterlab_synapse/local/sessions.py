"""All sessions of a server: their ids, how many may live, and how long ended ones can still be
read.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from .bodies import BodyError, SessionRequest
from .jvm import Engine
from .session import Place, Session

_ENDED_KEPT, _ENDED_SECONDS = 50, 60 * 60.0
_DELETED_SECONDS = 10 * 60.0


class Sessions:
    """Ids count up from 0 for the whole server, refused creates included (as on Livy)."""

    def __init__(self, engine: Engine, folder: Path, most: int, grace: float) -> None:
        self._engine, self._folder, self._most, self._grace = engine, folder, most, grace
        self._all: dict[int, Session] = {}
        self._deleted: set[int] = set()
        self._next = 0

    def clear_leftovers(self) -> None:
        """Removes scratch folders of a server that was killed; only one server runs per home."""
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            shutil.rmtree(folder, ignore_errors=True)

    def create(self, request: SessionRequest, place: Place) -> Session:
        """Starts a session. Raises BodyError when the name is taken or the pool is full."""
        number = self._next
        self._next += 1
        live = [session for session in self._all.values() if session.live]
        if not place.synapse and request.name:
            twin = next(
                (
                    session
                    for session in self.readable(place)
                    if session.request.name == request.name
                ),
                None,
            )
            if twin:
                raise BodyError(
                    "Rejected, Reason: Duplicate session name: "
                    f"Some({request.name}) for session {number}"
                )
        if len(live) >= self._most:
            names = ", ".join(
                f"{session.id} ({session.request.name or 'no name'}, {session.state})"
                for session in live
            )
            raise BodyError(
                f"The local pool runs at most {self._most} sessions at a time on this computer, "
                f"and {len(live)} are running: {names}. Try ending one of them, or start the "
                "pool with a larger --max-sessions."
            )
        session = Session(number, request, place, self._engine, self._folder, self._grace)
        self._all[number] = session
        return session

    def readable(self, place: Place) -> list[Session]:
        """Sessions of a pool, or for plain Livy all of them, by id. Deleted ones stay a while for
        Synapse, as recorded.
        """
        self._forget()
        if not place.synapse:
            return [session for session in self._all.values() if session.id not in self._deleted]
        return [session for session in self._all.values() if _same_pool(session.place, place)]

    def find(self, key: str, place: Place) -> Session | None:
        """The session of this id; plain Livy also takes a name."""
        for session in self.readable(place):
            if str(session.id) == key or (not place.synapse and session.request.name == key):
                return session
        return None

    async def delete(self, session: Session) -> None:
        """Ends a session and marks it as deleted."""
        self._deleted.add(session.id)
        await session.close()

    async def close_all(self) -> None:
        """Ends every live session."""
        await asyncio.gather(
            *(session.close() for session in self._all.values()), return_exceptions=True
        )

    def count(self, wanted: Callable[[Session], bool]) -> int:
        """How many sessions have a property."""
        return sum(1 for session in self._all.values() if wanted(session))

    def _forget(self) -> None:
        ended = [session for session in self._all.values() if session.ended_at is not None]
        for index, session in enumerate(ended):
            age = time.time() - (session.ended_at or 0)
            limit = _DELETED_SECONDS if session.id in self._deleted else _ENDED_SECONDS
            if age > limit or index < len(ended) - _ENDED_KEPT:
                del self._all[session.id]
                self._deleted.discard(session.id)


def _same_pool(one: Place, other: Place) -> bool:
    return (one.workspace, one.pool) == (other.workspace, other.pool)
