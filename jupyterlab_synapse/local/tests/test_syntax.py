"""What is Python, what is one of Livy's magics, and what is refused with a reason."""

from __future__ import annotations

import ast

import pytest

from jupyterlab_synapse.local.interpreter.syntax import Code, Magic, UnknownMagic, parse


@pytest.mark.parametrize(
    "code",
    ["1 + 1", "", "# nothing", "x = '''\n%foo bar\n'''", "x = (7\n% 4)", "s = '!ls'", "'what?'"],
)
def test_plain_python_passes_whole(code: str) -> None:
    (step,) = parse(code)
    assert isinstance(step, Code)
    assert ast.dump(step.tree) == ast.dump(ast.parse(code))


def test_magics_split_the_code_and_keep_line_numbers() -> None:
    first, table, second = parse("x = [1]\n%table x\ny = 2")
    assert table == Magic("table", "x")
    assert isinstance(first, Code) and isinstance(second, Code)
    assert first.tree.body[0].lineno == 1
    assert second.tree.body[0].lineno == 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("!ls", "!command"),
        ("x = !ls -l", "!command"),
        ("%%time\nf()", "%%time"),
        ("%%sql\nselect 1", "kind sql"),
        ("x = %time f()", "%magic"),
        ("for i in (1,):\n    %time i", "%magic"),
        ("?print", "help"),
        ("print?", "help"),
        ("import asyncio\nawait asyncio.sleep(0)", "await"),
        ("async with x: pass", "await"),
        ("async for i in x: pass", "await"),
        ("rows = [await f() for f in g]", "await"),
    ],
)
def test_what_only_ipython_runs_is_a_syntax_error_with_the_reason(code: str, words: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        parse(code)
    assert "works only in a local IPython; a Synapse pool refuses it" in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.filename == "<stdin>"


@pytest.mark.parametrize("code", ["for i in", "x = = 1", "return 1", "a b", "f(", "%json x\nfor"])
def test_plain_errors_get_no_such_reason(code: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        parse(code)
    assert "IPython" not in str(caught.value)


@pytest.mark.parametrize("code", ["%foo x", "x = 1\n%matplotlib inline", "%time f()"])
def test_unknown_line_magics_are_named_as_livy_does(code: str) -> None:
    with pytest.raises(UnknownMagic, match=r"unknown magic command '(foo|matplotlib|time)'"):
        parse(code)


def test_nothing_runs_before_a_later_error_is_found() -> None:
    with pytest.raises(SyntaxError) as caught:
        parse("x = 1\n%json x\nfor i in")
    assert caught.value.lineno == 3
