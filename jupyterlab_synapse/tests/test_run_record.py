"""Documents of Livy: what is read of them, and how fast."""

from __future__ import annotations

import json
import time

import pytest

from jupyterlab_synapse.run_record import document_of

LARGE = "x" * 1_100_000


def read(document):
    found = document_of(document if isinstance(document, bytes) else json.dumps(document).encode())
    return found and (found.id, found.state, found.name)


@pytest.mark.parametrize("output", [None, "é", LARGE])
@pytest.mark.parametrize(
    ("document", "known"),
    [
        ({"id": 7, "state": "available"}, (7, "available", None)),
        ({"id": 7, "code": 'a\\"\n{[,: é', "state": "running"}, (7, "running", None)),
        (
            {"id": 3, "name": "mine", "appInfo": {"a": [1, {}]}, "state": "idle"},
            (3, "idle", "mine"),
        ),
        ({"state": "x", "id": 2**60}, (None, "x", None)),
        ({"state": 1, "id": "7", "name": None}, (None, None, None)),
        ({"state": "x", "id": True}, (None, "x", None)),
    ],
)
def test_members(document, known, output):
    assert read({**document, "output": output, "progress": 1.0}) == known
    assert read({"output": output, **document}) == known


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b"<html>",
        b"\xff",
        b'{"id": NaN}',
        b'{"id": 1, "state": "x"',
        b'{"id": 1, "state": "x", "output": "' + LARGE.encode(),
        b"[" * 2_000_000,
        b'{"id": Infinity, "state": "x", "output": "' + LARGE.encode() + b'"}',
        b'{"a" "b" "state": "' + LARGE.encode() + b'"}',
        b'"' + LARGE.encode() + b'"',
    ],
    ids=lambda body: str(body[:20]) + str(len(body)),
)
def test_no_document(body):
    assert document_of(body) is None


def test_text_is_untouched():
    body = b'{ "id" : 7 , "state":"available", "output": {"x": 1.10, "y": "\\ud800"},"z":[] }\n'
    assert document_of(body).text == body.decode()
    large = body.replace(b"1.10", b'"' + LARGE.encode() + b'"')
    assert document_of(large).text == large.decode()
    assert document_of(large).is_final


def test_large_tables_do_not_stop_the_server():
    rows = json.dumps([[i, "abc", 1.5] for i in range(300_000)])
    body = f'{{"id": 7, "state": "available", "output": {rows}}}'.encode()
    begin = time.process_time()
    assert document_of(body).state == "available"
    found = time.process_time() - begin
    begin = time.process_time()
    json.loads(body)
    assert found < (time.process_time() - begin) / 5
