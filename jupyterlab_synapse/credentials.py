"""Signing in to Azure: the one identity of this server, in server sign-in mode.

Tokens stay in this module and in `tokens`: nothing here returns one to a
handler that answers the page, logs one, or puts one into an error.
azure.identity is imported on first use only, because it takes most of a second.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from .clouds import Cloud
from .errors import ProxyError
from .principal import Principal, account_of, principal_of
from .tokens import Tokens, in_thread, words_of

SILENT_SECONDS = 30.0
"""How long to look for a sign-in that needs no user."""
DEVICE_SECONDS = 900
"""How long a device code is valid (Microsoft Entra's own limit)."""
LOST_SECONDS = 10.0
"""How long a refused renewal stands before it is tried again."""

_AGAIN = " Sign in again in the Synapse panel."

Prompt = Callable[[str, str, float], None]
"""Shows `(verification_uri, user_code, expires_at)`, the last in seconds since the epoch."""
State = Literal["signedOut", "pending", "signedIn", "failed"]
OfTenant = Callable[[str], tuple[Callable[[], Any], Callable[[Prompt], Any]]]
"""`silent` and `device` of `SignIn` for a tenant that a user has chosen."""


@dataclass(frozen=True)
class DeviceCode:
    """What the user types, where, and until when (seconds since the epoch)."""

    uri: str
    code: str
    expires_at: float


class SignIn:
    """The one Azure identity of this server.

    `silent()` makes a credential that needs no user; `device(prompt)` one whose
    `authenticate(scopes=…)` shows a code. Both run in a thread of their own. An
    identity stays in use until another one has signed in or `end` is called, so
    that what runs for hours is not cut off by someone who thinks about a code.
    A tenant that was chosen is kept, for later sign-ins too, until `end`.
    """

    def __init__(
        self,
        cloud: Cloud,
        log: logging.Logger | logging.LoggerAdapter[Any],
        silent: Callable[[], Any],
        device: Callable[[Prompt], Any],
        of_tenant: OfTenant | None = None,
    ) -> None:
        self._cloud = cloud
        self._log = log
        self._silent = silent
        self._device = device
        self._of_tenant = of_tenant
        self._wanted = ""
        self._attempt = 0
        self._task: asyncio.Task[None] | None = None
        self._code: DeviceCode | None = None
        self._failure = ""
        self._forget()

    @property
    def signed_in(self) -> bool:
        """Whether there is an identity that works; a look at memory, never a request."""
        return self._tokens is not None and not self._lost

    @property
    def _is_settled(self) -> bool:
        return self._tokens is not None and not self._is_pending

    @property
    def _is_pending(self) -> bool:
        return self._task is not None

    def describe(self) -> dict[str, Any]:
        """`ISignInState` of src/tokens.ts; `expiresAt` is in milliseconds since the epoch."""
        code = self._code
        return {
            "state": self._state(),
            "account": self._account,
            "principal": self.principal and self.principal.describe(),
            "tenant": (self._tenant if self._is_settled else self._wanted) or None,
            "userCode": code and code.code,
            "verificationUri": code and code.uri,
            "expiresAt": code and round(code.expires_at * 1000),
            "message": self._message(),
        }

    def begin(self, *, ask: bool = False, tenant: str = "") -> None:
        """Start signing in; does nothing while one is under way for the same tenant.

        `ask` goes straight to a device code: *sign in as someone else*. `tenant` is
        checked (`chosen_tenant`); empty: the one of before, at first the account's own.
        """
        if self._is_pending:
            if tenant in ("", self._wanted):
                return
            self.cancel()
        self._wanted = tenant or self._wanted
        self._failure = ""
        self._task = asyncio.create_task(self._sign_in(self._attempt, ask))

    def cancel(self) -> None:
        """Give up signing in; who was signed in before still is."""
        self._attempt += 1  # what its thread answers is dropped
        if self._task is not None:
            self._task.cancel()
        self._task = self._code = None
        self._failure = ""
        self._wanted = self._tenant

    def end(self) -> None:
        """Sign out: drop credential and tokens, also those that are on their way."""
        self._forget()
        self.cancel()

    async def token(self, scope: str) -> str:
        """A token for this scope that works for a while yet; raises `ProxyError`."""
        return await self._obtain(scope, lambda tokens: tokens.get(scope))

    async def another_token(self, scope: str, refused: str, claims: str | None) -> str:
        """In place of a token that Azure refused with 401; raises `ProxyError`.

        Many may ask at once: there is one renewal. `claims` is Azure's challenge.
        """
        return await self._obtain(scope, lambda tokens: tokens.replace(scope, refused, claims))

    async def _obtain(self, scope: str, ask: Callable[[Tokens], Awaitable[str]]) -> str:
        tokens = self._tokens
        if tokens is None:
            raise ProxyError(
                "NotSignedIn",
                "This server is not signed in to Azure. Choose Sign in in the Synapse panel.",
            )
        lost = self._lost.get(scope)
        if lost is not None and time.monotonic() - lost[0] < LOST_SECONDS:
            raise ProxyError("NotSignedIn", lost[1])
        is_known = tokens.has(scope)
        try:
            token = await ask(tokens)
        except Exception as error:
            refusal = self._refused(scope, error)
            # A scope that never worked is a matter of consent; one that did tells
            # that the sign-in is over: expired, revoked, a changed password.
            if is_known and refusal.code == "NotSignedIn" and tokens is self._tokens:
                self._lost[scope] = (time.monotonic(), refusal.message)
            raise refusal from None
        if tokens is not self._tokens:
            raise ProxyError("NotSignedIn", "Signed out in the meantime. Sign in again.")
        self._lost.pop(scope, None)
        return token

    def _state(self) -> State:
        if self._is_pending:
            return "pending"
        if self.signed_in:
            return "signedIn"
        return "failed" if self._failure or self._lost else "signedOut"

    def _message(self) -> str:
        if self._code is not None:
            return f"Open {self._code.uri} and enter the code {self._code.code}."
        if self._is_pending:
            return "Looking for a sign-in that this server already has…"
        if self._failure:
            return self._failure
        # The panel has a button for it.
        return next((text.removesuffix(_AGAIN) for _, text in self._lost.values()), "")

    def _forget(self) -> None:
        self._account: str | None = None
        self.principal: Principal | None = None
        self._tenant = ""
        self._tokens: Tokens | None = None
        self._lost: dict[str, tuple[float, str]] = {}

    async def _sign_in(self, attempt: int, ask: bool) -> None:
        scope = self._cloud.synapse_scope
        loop = asyncio.get_running_loop()
        silent, device = self._silent, self._device
        if self._wanted and self._of_tenant:
            silent, device = self._of_tenant(self._wanted)

        def silently() -> tuple[Any, Any]:
            credential = silent()
            return credential, credential.get_token(scope)

        def prompt(uri: str, code: str, expires_at: float) -> None:
            shown = DeviceCode(uri, code, expires_at)
            loop.call_soon_threadsafe(self._show_code, attempt, shown)

        def by_device() -> tuple[Any, Any, str | None]:
            credential = device(prompt)
            record = credential.authenticate(scopes=[scope])
            try:  # from the credential's memory: the record does not say whose it is
                token = credential.get_token(scope)
            except Exception:
                token = None
            return credential, token, record.username or None

        if not ask:
            try:
                credential, token = await asyncio.wait_for(in_thread(silently), SILENT_SECONDS)
                tokens = Tokens(credential, self._log, silent)
                tokens.put(scope, token)
                self._succeed(tokens, account_of(token.token), principal_of(token.token))
                return
            except Exception as error:  # each credential has its own reasons; the user is asked
                self._log.debug("No silent Azure sign-in: %s", words_of(error))
        try:
            credential, token, account = await in_thread(by_device)
            tokens = Tokens(credential, self._log)
            if token is not None:
                tokens.put(scope, token)
            self._succeed(tokens, account, token and principal_of(token.token))
        except Exception as error:
            self._task = self._code = None
            self._failure = self._unreachable(error) if _is_network(error) else _why(error)

    def _show_code(self, attempt: int, code: DeviceCode) -> None:
        if attempt == self._attempt:
            self._code = code

    def _succeed(
        self, tokens: Tokens, account: str | None, principal: Principal | None = None
    ) -> None:
        self._forget()
        self._task = self._code = None
        self._tokens, self._account = tokens, account
        self.principal, self._tenant = principal, self._wanted

    def _unreachable(self, error: Exception) -> str:
        text = words_of(error)
        advice = (
            "Set SSL_CERT_FILE to a file with the certificates of your network."
            if "CERTIFICATE_VERIFY_FAILED" in str(error)
            else "Check the network and the proxy settings."
        )
        return f"The login server {self._cloud.login} did not answer: {text} {advice}"

    def _refused(self, scope: str, error: Exception) -> ProxyError:
        if isinstance(error, asyncio.TimeoutError) or _is_network(error):
            return ProxyError("UpstreamUnreachable", self._unreachable(error), sent="no")
        return ProxyError(
            "NotSignedIn",
            f"Azure gave no token for {scope.removesuffix('/.default')}: {words_of(error)}{_AGAIN}",
        )


def _why(error: Exception) -> str:
    """Why nobody has signed in, and what to do."""
    text = words_of(error)
    if re.search(r"Timed out waiting|expired_token|code_expired|AADSTS700(?:19|20)", text):
        return "The code expired before it was entered. Sign in again for a new one."
    if re.search(r"authorization_declined|access_denied|AADSTS65004", text):
        return "The sign-in was declined on the sign-in page. Sign in again if that was a mistake."
    return (
        f"Signing in to Azure failed: {text} Try again; if the account is a "
        "guest, set c.SynapseConfig.azure_tenant_id."
    )


def _is_network(error: BaseException | None) -> bool:
    """Whether azure.core had no answer; azure.identity wraps that in a refusal of its own."""
    while error is not None:
        if type(error).__name__ in ("ServiceRequestError", "ServiceResponseError"):
            return True
        error = error.__cause__ or error.__context__
    return False
