"""A run, and a ledger to put it in."""

from __future__ import annotations

import logging

from jupyterlab_synapse.ledger import Ledger
from jupyterlab_synapse.run_record import Run
from jupyterlab_synapse.upstream import UpstreamAnswer

RUN = Run(
    id="run-1",
    notebook="a.ipynb",
    cell_id="c1",
    session_name="mine",
    after=-1,
    connection="onprem",
    host="w.example",
    path="/livyApi/versions/1/sparkPools/p/sessions/3/statements",
    session_id=3,
    code="1+1",
    created_at=1,
)
ANSWER = UpstreamAnswer(201, {"content-type": "application/json"}, b'{"id": 7}')
LOG = logging.getLogger("ledger-test")


async def sent(ledger, run=RUN, statement_id=7):
    assert await ledger.call(Ledger.begin, run, False) == "send"
    await ledger.call(Ledger.finish, run.id, "sent", ANSWER, statement_id=statement_id)
