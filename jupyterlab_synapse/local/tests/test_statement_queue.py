"""What the queue of a session keeps of statements that have ended."""

from __future__ import annotations

from typing import Any

from jupyterlab_synapse.local.bodies import StatementRequest
from jupyterlab_synapse.local.statement_queue import StatementQueue


class Worker:
    """Takes all, and ends nothing by itself."""

    def send(self, frame: dict[str, Any]) -> None:
        pass

    def interrupt(self) -> None:
        pass


def queue_of(kept_bytes: int) -> StatementQueue:
    queue = StatementQueue(1, kept_bytes)
    queue.worker = Worker()
    return queue


def submit(queue: StatementQueue) -> int:
    return queue.submit(StatementRequest("1", "pyspark")).id


def end(queue: StatementQueue, number: int, characters: int) -> None:
    output = {"status": "ok", "data": {"text/plain": "x" * characters}}
    queue.on_frame({"type": "result", "id": number, "output": output})


def kept(queue: StatementQueue) -> list[int]:
    return [statement.id for statement in queue.statements]


def test_the_oldest_go_when_outputs_are_too_much_together() -> None:
    queue = queue_of(1000)
    for number in range(5):
        assert submit(queue) == number
        end(queue, number, 300)
    assert kept(queue) == [2, 3, 4]
    assert queue.find(1) is None


def test_one_that_is_too_large_alone_stays_until_the_next() -> None:
    queue = queue_of(1000)
    end(queue, submit(queue), 5000)
    assert kept(queue) == [0]
    end(queue, submit(queue), 10)
    assert kept(queue) == [1]


def test_what_waits_or_runs_stays() -> None:
    queue = queue_of(1000)
    end(queue, submit(queue), 5000)
    running, waiting = submit(queue), submit(queue)
    end(queue, running, 5000)
    assert kept(queue) == [running, waiting]
    end(queue, waiting, 0)
    assert kept(queue) == [waiting]


def test_an_error_counts_with_its_traceback() -> None:
    queue = queue_of(1000)
    number = submit(queue)
    error = {"status": "error", "evalue": "x", "traceback": ["y" * 900, "z" * 900]}
    queue.on_frame({"type": "result", "id": number, "output": error})
    end(queue, submit(queue), 10)
    assert kept(queue) == [1]
