"""The handlers of Livy's REST interface; its two dialects are explained in livy_handler.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import bodies
from .livy_handler import MOST_LISTED, PREFIX, LivyError, LivyHandler

if TYPE_CHECKING:
    from .server import LocalPool


class SessionsHandler(LivyHandler):
    """/sessions"""

    def get(self) -> None:
        """A page of sessions, by id."""
        start, size = self.page()
        found = self.local_pool.sessions.readable(self.place)
        shown = found[start : start + min(size, MOST_LISTED)]
        # Synapse's total is the number of sessions in the answer (recorded), Livy's that of all
        total = len(shown) if self.synapse else len(found)
        self.send(
            200,
            {"from": start, "total": total, "sessions": [self.view(session) for session in shown]},
        )

    def post(self) -> None:
        """Starts a session."""
        request = bodies.session_request(self.body(), self.synapse)
        session = self.local_pool.sessions.create(request, self.place)
        self.created(session.id, self.view(session))


class SessionHandler(LivyHandler):
    """/sessions/{id}"""

    def get(self, session: str) -> None:
        """One session."""
        self.send(200, self.view(self.session(session)))

    async def delete(self, session: str) -> None:
        """Ends it; when this answers, its processes are gone."""
        await self.local_pool.sessions.delete(self.session(session))
        if self.synapse:
            self.send_empty()
        else:
            self.send(200, {"msg": "deleted"})


class SessionPartHandler(LivyHandler):
    """/sessions/{id}/{state,log,connect,completion,reset-timeout}: all but the last are Apache
    Livy's.
    """

    def get(self, session: str, part: str) -> None:
        """State or log."""
        found = self.session(session)
        if part == "state":
            return self.send(200, {"id": found.id, "state": self.state(found)})
        if part != "log":
            raise LivyError(405, f"{part} does not answer GET")
        lines = found.log()
        size = int(self.get_query_argument("size", "100"))
        start = int(self.get_query_argument("from", "-1"))
        start = max(0, len(lines) - size) if start < 0 else start
        self.send(
            200,
            {
                "id": found.id,
                "from": start,
                "total": len(lines),
                "log": lines[start : start + size],
            },
        )

    def post(self, session: str, part: str) -> None:
        """connect marks use; completion knows nothing, as a real Livy for Python."""
        found = self.session(session)
        if part == "connect":
            found.touch()
            return self.send(200, self.view(found))
        if part != "completion":
            raise LivyError(405, f"{part} does not answer POST")
        self.send(200, {"candidates": []})

    def put(self, session: str, part: str) -> None:
        """reset-timeout: the idle limit counts anew."""
        found = self.session(session)
        if part != "reset-timeout" or not self.synapse:
            raise LivyError(404, f"{part} is not a part of a session that answers PUT")
        self.require_running(found)
        found.touch()
        self.send_empty()


class StatementsHandler(LivyHandler):
    """/sessions/{id}/statements"""

    def get(self, session: str) -> None:
        """All statements, or for plain Livy a page of them."""
        found = self.session(session)
        self.require_outputs(found)
        listed = found.queue.statements
        if not self.synapse:
            start, size = self.page()
            if self.get_query_argument("order", "asc").lower() == "desc":
                listed.reverse()
            shown = (
                listed[start : start + size] if self.get_query_arguments("size") else listed[start:]
            )
        else:
            shown = listed
        strict = self.local_pool.strict
        self.send(
            200,
            {"total_statements": len(listed), "statements": [one.view(strict) for one in shown]},
        )

    def post(self, session: str) -> None:
        """Queues a statement."""
        found = self.session(session)
        request = bodies.statement_request(self.body(), found.request.kind, self.synapse)
        self.require_running(found)
        statement = found.submit(request)
        self.created(statement.id, statement.view(True))


class StatementHandler(LivyHandler):
    """/sessions/{id}/statements/{n}"""

    def get(self, session: str, statement: str) -> None:
        """One statement; never waits."""
        found = self.session(session)
        self.require_outputs(found)
        self.send(200, self.statement(found, statement).view(self.local_pool.strict))


class CancelHandler(LivyHandler):
    """/sessions/{id}/statements/{n}/cancel"""

    def post(self, session: str, statement: str) -> None:
        """Asks the statement to stop; its state tells when it has."""
        found = self.session(session)
        self.require_running(found)
        try:
            found.cancel(self.statement(found, statement))
        except LivyError as error:
            if self.synapse or error.status != 404:
                raise  # a real Livy says "canceled" to any number (golden 271)
        self.send(200, {"msg": "canceled"})


def routes(pool: LocalPool) -> list[tuple[str, type[LivyHandler], dict[str, Any]]]:
    """Tornado's routes for both dialects."""
    one = PREFIX + r"/sessions/(?P<session>[^/]+)"
    parts = r"/(?P<part>state|log|connect|completion|reset-timeout)"
    statement = r"/statements/(?P<statement>[^/]+)"
    table: list[tuple[str, type[LivyHandler]]] = [
        (PREFIX + r"/sessions/?", SessionsHandler),
        (one, SessionHandler),
        (one + parts, SessionPartHandler),
        (one + r"/statements/?", StatementsHandler),
        (one + statement, StatementHandler),
        (one + statement + r"/cancel", CancelHandler),
    ]
    return [(path, handler, {"pool": pool}) for path, handler in table]
