"""What the handlers of Livy's REST interface share: its two dialects.

Azure Synapse's is served below /livyApi/..., Apache Livy's at /sessions.
Differences (facts: recorded traffic of both): Synapse answers 200 to POST and nothing to DELETE and
reset-timeout, wraps errors as {"TraceId", "Message"} and still shows a deleted session as killed;
Livy answers 201 with Location, {"msg"} and 404. Lists are ordered by id, oldest first.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import tornado.web

from . import arm_gates, bodies, views
from .arm_gates import SynapseWorkspace
from .arm_names import DEFAULT_POOL, SYNAPSE
from .handler import Handler
from .session import Place, Session
from .statement import Statement

if TYPE_CHECKING:
    from .server import LocalPool

PREFIX = r"(?:/livyApi/versions/(?P<version>[^/]+)/sparkPools/(?P<pool>[^/]+))?"
MOST_LISTED = 20


class LivyError(Exception):
    """A refusal: its HTTP status and message; `plain_body` replaces Livy's {"msg"} where a real
    Livy sends something else.
    """

    def __init__(self, status: int, message: str, plain_body: Any = None) -> None:
        super().__init__(message)
        self.status, self.plain_body = status, plain_body


class LivyHandler(Handler):
    """What all of them share: the pool asked for, and the dialect."""

    place: Place

    def initialize(self, pool: LocalPool) -> None:
        self.local_pool = pool

    def prepare(self) -> None:
        """Finds the pool of the path and the workspace of X-Forwarded-Host."""
        super().prepare()
        if self._finished:
            return
        name, host = (
            self.path_kwargs.pop("pool", None),
            self.request.headers.get("X-Forwarded-Host"),
        )
        self.path_kwargs.pop("version", None)
        self.place = Place("", "", name is not None)
        workspace = self.local_pool.azure.workspace(host if self.place.synapse else None)
        if not self.place.synapse and (workspace is None or not workspace.pools):
            workspace = SynapseWorkspace(SYNAPSE, (DEFAULT_POOL,))  # plain Livy needs no Azure
        if workspace is None:
            raise LivyError(404, f"The local Azure has no Synapse workspace at {host}.")
        if self.synapse and workspace.is_closed:
            raise LivyError(403, ": ".join(arm_gates.CLOSED))
        found = workspace.pool(name) if name else workspace.pools[0]
        if found is None:
            pools = ", ".join(workspace.pools)
            raise LivyError(
                404,
                f"Spark pool {name} was not found in workspace {workspace.name}. "
                f"Its pools are: {pools}.",
            )
        self.place = Place(workspace.name, found, name is not None)
        refusal = self.synapse and self.local_pool.azure.livy_refusal(workspace.name, found)
        if refusal:
            raise LivyError(403, refusal)

    @property
    def synapse(self) -> bool:
        """Whether the request came in Synapse's dialect."""
        return self.place.synapse

    def view(self, session: Session) -> dict[str, Any]:
        """The session in the dialect and detail that was asked for."""
        if not self.synapse:
            return views.livy(session)
        return views.synapse(
            session, self.get_query_argument("detailed", "false").lower() == "true"
        )

    def session(self, key: str) -> Session:
        """The session of the path. Raises LivyError."""
        found = self.local_pool.sessions.find(key, self.place)
        if found is None:
            raise LivyError(404, f"Session '{key}' not found.")
        return found

    def statement(self, session: Session, key: str) -> Statement:
        """The statement of the path. Raises LivyError."""
        if not key.isdigit():
            raise LivyError(400, f'For input string: "{key}"')
        found = session.queue.find(int(key))
        if found is None:
            raise LivyError(
                404,
                f"Statement {key} of session {session.id} was not found.",
                "Statement not found",
            )
        return found

    def state(self, session: Session) -> str:
        """Its state in the dialect's words."""
        return session.state if self.synapse else views.livy_state(session)

    def require_outputs(self, session: Session) -> None:
        """Refuses to read the statements of an ended session where a real Livy has lost them with
        its driver (golden 421): in strict mode. Raises LivyError.
        """
        if self.local_pool.strict and not self.synapse and not session.live:
            raise LivyError(400, "requirement failed: Session isn't active.")

    def require_running(self, session: Session) -> None:
        """Refuses a session that is not idle or busy, in the dialect's words. Raises LivyError."""
        if session.state in ("idle", "busy"):
            return
        stages = views.synapse(session, True)
        raise LivyError(
            400 if self.synapse else 500,
            f"Session {session.id} of workspace {self.place.workspace} on pool {self.place.pool} "
            "is not running. It is either completed or not fully yet ready. "
            f"Scheduler state : {stages['schedulerInfo']['currentState']}. "
            f"Plugin state : {stages['pluginInfo']['currentState']}. Livy state : {session.state}.",
            f"java.lang.IllegalStateException: Session is in state {views.livy_state(session)}",
        )

    def created(self, identity: int, body: dict[str, Any]) -> None:
        """The answer to a POST that made something."""
        if self.synapse:
            self.send(200, body)
        else:
            self.set_header("Location", f"{self.request.path.rstrip('/')}/{identity}")
            self.send(201, body)

    def body(self) -> dict[str, Any]:
        """The JSON body. Raises BodyError."""
        return bodies.parse(self.request.body, self.synapse)

    def page(self) -> tuple[int, int]:
        """`from` and `size`, both bounded. Raises LivyError."""
        try:
            return max(0, int(self.get_query_argument("from", "0"))), max(
                0, int(self.get_query_argument("size", str(MOST_LISTED)))
            )
        except ValueError:
            raise LivyError(400, "from and size must be whole numbers") from None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every refusal in the dialect's envelope."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        plain: Any = None
        if isinstance(error, LivyError):
            status_code, message, plain = error.status, str(error), error.plain_body
        elif isinstance(error, bodies.BodyError):
            status_code, message = error.status, str(error)
            # What Livy's reader of JSON refuses, it answers with the bare text (golden 102).
            plain = message if isinstance(error, bodies.FormError) else None
        elif isinstance(error, tornado.web.HTTPError):
            message = error.log_message or self._reason
        else:
            message = f"The local pool failed with {type(error).__name__}: {error}. See server.log."
        if getattr(self, "place", None) and self.synapse:
            request_id = self.request.headers.get("x-ms-client-request-id", uuid.uuid4())
            self.send(
                status_code,
                {
                    "TraceId": f"{uuid.uuid4()} | client-request-id : {request_id}",
                    "Message": message,
                },
            )
        else:
            self.send(status_code, {"msg": message} if plain is None else plain)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Refusals are not failures of the server: no traceback for them."""
        if not isinstance(value, (LivyError, bodies.BodyError)):
            super().log_exception(typ, value, tb)
