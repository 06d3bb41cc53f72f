"""When a statement is read again: the numbers of src/core/polling.ts, and back-off."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from jupyterlab_synapse.pace import Patience, retry_after, statement_delay


@pytest.mark.parametrize(
    ("age", "read", "delay"),
    [
        (0, 0, 0.005),
        (0.009, 1, 0.005),
        (0.1, 0, 0.015),
        (0.2, 0, 0.02),
        (1, 0, 0.03),
        (1, 0.005, 0.03),
        (1, 0.02, 0.08),
        (5, 0.02, 0.08),
        (5, 0.5, 0.1),
        (9.9, 0.5, 0.1),
        (10, 0, 0.167),
        (30, 0.5, 0.5),
        (60, 0.5, 1),
        (120, 0.5, 2),
        (86400, 0.5, 2),
    ],
)
def test_statement_delay(age, read, delay):
    assert statement_delay(age, read) == pytest.approx(delay)


@pytest.mark.parametrize("random", [0.0, 0.5, 0.999])
def test_back_off(random):
    patience = Patience(random=lambda: random)
    factor = 0.75 + random / 2
    waits = [patience.wait(failures, 0, None) for failures in range(1, 9)]
    assert waits == pytest.approx([factor * s for s in (1, 2, 4, 8, 16, 30, 30, 30)])
    assert patience.wait(10**9, 3599, None) == pytest.approx(30 * factor)
    assert patience.wait(10**9, 3601, None) == pytest.approx(120 * factor)


def test_jitter_by_default():
    assert len({Patience().wait(1, 0, None) for _ in range(10)}) > 1


@pytest.mark.parametrize(
    ("failures", "asked", "least", "most"),
    [(1, 20, 20, 22), (1, 0, 0.75, 1.25), (6, 5, 22.5, 37.5), (1, 86400, 600, 660)],
)
def test_what_a_server_asks_for(failures, asked, least, most):
    assert least <= Patience().wait(failures, 0, asked) <= most


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"x-ms-retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"retry-after": "Wed, 99 Oct 2015 07:28:00 GMT"}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers) == seconds


def test_retry_after_a_date():
    headers = {"retry-after": formatdate(time.time() + 30, usegmt=True)}
    assert retry_after(headers) == pytest.approx(30, abs=2)
