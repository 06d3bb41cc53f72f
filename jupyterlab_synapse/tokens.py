"""The tokens of one Azure credential: one per scope, renewed before they end.

A statement can run for hours and a token lives for about one. So a token is
renewed ahead, while requests go on with the old one, and once more when Azure
refuses it although its time is not over (revoked, changed policy).
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from .errors import masked

AHEAD_SECONDS = 300.0
"""A token with less than this left is renewed while it is still used."""
USABLE_SECONDS = 30.0
"""A token with less than this left is not sent: it could end on its way."""
WAIT_SECONDS = 30.0
"""How long one renewal may take."""
PAUSE_SECONDS = 30.0
"""Between two renewals ahead: some credentials give the same token to its end."""

T = TypeVar("T")


class Tokens:
    """Tokens by scope. Whatever the credential raises comes out as it is.

    `again` makes the credential anew, one that has nothing in its memory; None
    for a credential that would have to ask its user.
    """

    def __init__(
        self,
        credential: Any,
        log: logging.Logger | logging.LoggerAdapter[Any],
        again: Callable[[], Any] | None = None,
    ) -> None:
        self._credential = credential
        self._log = log
        self._again = again
        self._held: dict[str, Any] = {}
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._not_before: dict[str, float] = {}

    def has(self, scope: str) -> bool:
        """Whether there was a token of this scope before."""
        return scope in self._held

    def put(self, scope: str, token: Any) -> None:
        """Keep a token that signing in has given."""
        self._held[scope] = token

    async def get(self, scope: str) -> str:
        """A token that works for a while yet. All that ask meanwhile share one renewal."""
        held = self._held.get(scope)
        left = 0.0 if held is None else held.expires_on - time.time()
        if held is None or left < USABLE_SECONDS:
            running = self._running.get(scope) or self._start(scope)
            return (await asyncio.shield(running)).token
        if (
            left < AHEAD_SECONDS
            and scope not in self._running
            and time.monotonic() >= self._not_before.get(scope, 0.0)
        ):
            self._not_before[scope] = time.monotonic() + PAUSE_SECONDS
            self._start(scope).add_done_callback(self._tell)
        return held.token

    async def replace(self, scope: str, refused: str, claims: str | None) -> str:
        """Another token than this one, which Azure refused although its time is not over.

        `claims` is what Azure's challenge asks for. Gives the refused token
        again when the credential has no other.
        """
        held = self._held.get(scope)
        if held is not None and held.token != refused:
            return held.token  # another request was refused before and has renewed it
        while (running := self._running.get(scope)) is not None:
            fresh = await asyncio.shield(running)
            if fresh.token != refused:
                return fresh.token
        return (await asyncio.shield(self._start(scope, claims, anew=True))).token

    def _start(
        self, scope: str, claims: str | None = None, *, anew: bool = False
    ) -> asyncio.Task[Any]:
        task = asyncio.create_task(self._renew(scope, claims, anew))
        # Whoever waits gets the error; without this line it is logged if nobody does.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._running[scope] = task
        return task

    async def _renew(self, scope: str, claims: str | None, anew: bool) -> Any:
        try:
            work = in_thread(lambda: self._ask(scope, claims, anew))
            credential, token = await asyncio.wait_for(work, WAIT_SECONDS)
            self._credential = credential
            self._held[scope] = token
            return token
        finally:
            del self._running[scope]

    def _ask(self, scope: str, claims: str | None, anew: bool) -> tuple[Any, Any]:
        """Runs in a thread: azure.identity blocks."""
        credential = self._credential
        if claims is not None:
            # With claims azure.identity looks past the token that it has in memory.
            return credential, credential.get_token(scope, claims=claims)
        if anew and self._again is not None:
            credential = self._again()
        elif anew:
            # The one way past the memory of a credential that a user has signed in:
            # ask for a token that was issued from now on.
            return credential, credential.get_token(scope, claims=issued_from(time.time()))
        return credential, credential.get_token(scope)

    def _tell(self, done: asyncio.Task[Any]) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None:
            self._log.warning("Renewing an Azure token ahead failed: %s", words_of(error))


def issued_from(when: float) -> str:
    """Claims that only a token issued from then on has, as Azure itself writes them."""
    return json.dumps({"access_token": {"nbf": {"essential": True, "value": str(int(when))}}})


async def in_thread(work: Callable[[], T]) -> T:
    """Run something that blocks; unlike `to_thread`, it never delays the server's exit."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if not future.done():
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (work(), None)
        except Exception as error:
            outcome = (None, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="jupyterlab-synapse-azure", daemon=True).start()
    return await future


def words_of(error: BaseException) -> str:
    """The first line of an error, short and without anything secret."""
    lines = str(error).strip().splitlines()
    return masked(lines[0][:300] if lines else type(error).__name__)
