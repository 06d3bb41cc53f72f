"""Azure tokens of this server: signing in, and one fresh token per scope.

Tokens stay in this module: nothing here returns one to a handler that answers
the page, logs one, or puts one into an error. azure.identity is imported on
first use only, because it takes most of a second.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from .clouds import Cloud
from .errors import ProxyError, masked

SILENT_SECONDS = 30.0
"""How long to look for a sign-in that needs no user."""
DEVICE_SECONDS = 900
"""How long a device code is valid (Microsoft Entra's own limit)."""
REFRESH_SECONDS = 300.0
"""A token is renewed when it has less than this left."""

Prompt = Callable[[str, str], None]
State = Literal["signedOut", "pending", "signedIn", "failed"]
T = TypeVar("T")


class SignIn:
    """The one Azure identity of this server.

    `silent()` makes a credential that needs no user; `device(prompt)` one whose
    `authenticate(scopes=…)` shows a code through `prompt(verification_uri,
    user_code)`. Both run in a thread of their own.
    """

    def __init__(
        self,
        cloud: Cloud,
        log: logging.Logger | logging.LoggerAdapter[Any],
        silent: Callable[[], Any],
        device: Callable[[Prompt], Any],
    ) -> None:
        self._cloud = cloud
        self._log = log
        self._silent = silent
        self._device = device
        self._attempt = 0
        self._task: asyncio.Task[None] | None = None
        self._forget()

    @property
    def signed_in(self) -> bool:
        """Whether there is a credential; a look at memory, never a request."""
        return self._state == "signedIn"

    def describe(self) -> dict[str, str | None]:
        """`{state, account, userCode, verificationUri, message}` for the page."""
        return {
            "state": self._state,
            "account": self._account,
            "userCode": self._user_code,
            "verificationUri": self._verification_uri,
            "message": self._message,
        }

    def begin(self, *, ask: bool = False) -> None:
        """Start signing in; does nothing while one is under way.

        `ask` goes straight to a device code: *sign in as someone else*.
        """
        if self._state == "pending":
            return
        self.end()
        self._state = "pending"
        self._message = "Looking for a sign-in that this server already has…"
        self._task = asyncio.create_task(self._sign_in(self._attempt, ask))

    def end(self) -> None:
        """Sign out, or give up signing in; answers of running threads are dropped."""
        self._attempt += 1
        if self._task is not None:
            self._task.cancel()
        self._forget()

    async def token(self, scope: str) -> str:
        """A token for this scope with some minutes left; raises `NotSignedIn`.

        One renewal at a time per scope. When renewing fails, a token that still
        works is used to its end.
        """
        attempt, credential = self._attempt, self._credential
        if credential is None:
            raise ProxyError(
                "NotSignedIn",
                "This server is not signed in to Azure. Choose Sign in in the Synapse panel.",
            )
        async with self._locks.setdefault(scope, asyncio.Lock()):
            cached = self._tokens.get(scope)
            if cached is None or cached.expires_on - time.time() < REFRESH_SECONDS:
                try:
                    fresh = await asyncio.wait_for(
                        in_thread(lambda: credential.get_token(scope)), SILENT_SECONDS
                    )
                except Exception as error:
                    if cached is None or cached.expires_on - time.time() < 30:
                        raise self._refused(scope, error) from None
                    self._log.warning("Renewing an Azure token failed: %s", _words(error))
                    return cached.token
                if attempt != self._attempt:
                    raise ProxyError("NotSignedIn", "Signed out in the meantime. Sign in again.")
                self._tokens[scope] = cached = fresh
            return cached.token

    def _forget(self) -> None:
        self._state: State = "signedOut"
        self._account: str | None = None
        self._user_code: str | None = None
        self._verification_uri: str | None = None
        self._message = ""
        self._credential: Any = None
        self._tokens: dict[str, Any] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def _sign_in(self, attempt: int, ask: bool) -> None:
        scope = self._cloud.synapse_scope
        loop = asyncio.get_running_loop()

        def silently() -> tuple[Any, Any]:
            credential = self._silent()
            return credential, credential.get_token(scope)

        def prompt(uri: str, code: str) -> None:
            loop.call_soon_threadsafe(self._show_code, attempt, uri, code)

        def by_device() -> tuple[Any, str | None]:
            credential = self._device(prompt)
            record = credential.authenticate(scopes=[scope])
            return credential, record.username or None

        if not ask:
            try:
                credential, token = await asyncio.wait_for(in_thread(silently), SILENT_SECONDS)
                self._tokens[scope] = token
                self._succeed(credential, account_of(token.token))
                return
            except Exception as error:  # each credential has its own reasons; the user is asked
                self._log.debug("No silent Azure sign-in: %s", _words(error))
        try:
            self._succeed(*await in_thread(by_device))
        except Exception as error:
            self._forget()
            self._state = "failed"
            self._message = (
                f"Signing in to Azure failed: {_words(error)} Try again; if the account is a "
                "guest, set c.SynapseConfig.azure_tenant_id."
            )

    def _show_code(self, attempt: int, uri: str, code: str) -> None:
        if attempt == self._attempt:
            self._verification_uri, self._user_code = uri, code
            self._message = f"Open {uri} and enter the code {code}."

    def _succeed(self, credential: Any, account: str | None) -> None:
        self._state, self._credential, self._account = "signedIn", credential, account
        self._user_code = self._verification_uri = None
        self._message = ""

    def _refused(self, scope: str, error: Exception) -> ProxyError:
        if type(error).__name__ == "ServiceRequestError" or isinstance(error, asyncio.TimeoutError):
            return ProxyError(
                "UpstreamUnreachable",
                f"The login server {self._cloud.login} did not answer: {_words(error)} "
                "Check the network and the proxy settings.",
                sent="no",
            )
        return ProxyError(
            "NotSignedIn",
            f"Azure gave no token for {scope.removesuffix('/.default')}: {_words(error)} "
            "Sign in again in the Synapse panel.",
        )


def account_of(token: str) -> str | None:
    """Who a token is for, from its claims; None if it does not tell.

    The claims are for the user's eyes only: they are not verified here.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        name = claims.get("upn") or claims.get("preferred_username") or claims.get("unique_name")
        application = claims.get("appid")
    except (IndexError, ValueError, binascii.Error, AttributeError):
        return None
    return name or (f"application {application}" if application else None)


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


def _words(error: BaseException) -> str:
    """The first line of an error, short and without anything secret."""
    lines = str(error).strip().splitlines()
    return masked(lines[0][:300] if lines else type(error).__name__)
