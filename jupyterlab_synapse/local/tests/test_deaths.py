"""Sessions that end: by their code, by time, by DELETE, and with the server. Nothing may stay."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .client import CREATE, POOL, Client, Spark
from .conftest import Server

PIDS = (
    "import os\nworker = sc.parallelize([0], 1).map(lambda x: os.getpid()).first()\n"
    "java = sc._jvm.java.lang.ProcessHandle.current().pid()\n(os.getpid(), java, worker)"
)


def pids_of(session: Spark) -> list[int]:
    """Python, Java and one Python worker of a session."""
    return [int(part) for part in session.text(PIDS).strip("()").split(",")]


def gone(pids: list[int], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while left := [pid for pid in pids if running(pid)]:
        if time.monotonic() > end:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            return False
        time.sleep(0.05)
    return True


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def session(client: Client) -> Spark:
    return Spark.start(client)


def test_os_exit_ends_the_session_with_the_reason(session: Spark, tmp_path: Path) -> None:
    pids = pids_of(session)
    go = tmp_path / "go"
    number = session.post(
        f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(.05)\n"
        "print('last words', flush=True)\nos._exit(1)"
    )
    behind = session.post("1")
    go.touch()
    statement = session.wait(number)
    output = statement["output"]
    assert (statement["state"], output["status"], output["ename"]) == (
        "available",
        "error",
        "Error",
    )
    assert output["evalue"].startswith("Interpreter died: ")
    assert session.wait(behind)["output"]["evalue"].startswith("Interpreter died: ")
    session.wait_for("dead")
    view = session.view()
    assert view["result"] == "Failed" and view["pluginInfo"]["currentState"] == "Ended"
    (error,) = view["errorInfo"]
    assert error["errorCode"] == "LIVY_JOB_STATE_DEAD" and "ended by itself" in error["message"]
    # Not what Spark warns of at every start.
    assert "log level" not in error["message"] and " WARN " not in error["message"]
    assert gone(pids)
    refused = session.client.post(f"{session.path}/statements", {"code": "1"})
    assert refused.status == 400 and "Livy state : dead" in refused.body["Message"]


def test_java_that_dies_ends_the_session(session: Spark) -> None:
    pids = pids_of(session)
    os.kill(pids[1], signal.SIGKILL)
    session.wait_for("dead")
    assert "Java process ended" in session.view()["errorInfo"][0]["message"]
    assert gone(pids)


def test_delete_leaves_nothing(session: Spark, server: Server, tmp_path: Path) -> None:
    pids = pids_of(session)
    folders = {path.name for path in server.home.sessions.iterdir()}
    assert any(name.startswith(f"{session.id}-") for name in folders)
    told = tmp_path / "child"
    busy = (
        "import subprocess, time\nchild = subprocess.Popen(['sleep', '777'])\n"
        f"print(child.pid, file=open({str(told)!r}, 'w'), flush=True)\ntime.sleep(600)"
    )
    number = session.post(busy)
    end = time.monotonic() + 60
    while not (told.exists() and told.read_text().endswith("\n")):
        assert time.monotonic() < end
        time.sleep(0.05)
    pids.append(int(told.read_text()))
    # The client waits for a minute; the statement takes ten.
    assert session.client.delete(session.path).status == 200
    assert session.state() == "killed"
    assert session.statement(number)["output"]["evalue"].endswith("the session was deleted")
    assert gone(pids)
    left = {path.name for path in server.home.sessions.iterdir()}
    assert not any(name.startswith(f"{session.id}-") for name in left)


def test_delete_while_it_starts(client: Client) -> None:
    created = client.post(f"{POOL}/sessions", CREATE)
    session = Spark(client, POOL, created.body["id"])
    assert client.delete(session.path).status == 200
    assert session.state() == "killed"


def test_idle_limit(client: Client) -> None:
    session = Spark.start(client, conf={"spark.livy.session.idleTimeout": "6s"})
    pids = pids_of(session)
    for _ in range(4):  # reset-timeout keeps it alive, reading does not
        time.sleep(1.6)
        assert session.client.ask("PUT", f"{session.path}/reset-timeout").status == 200
    number = session.post("import time; time.sleep(7); 'a statement longer than the limit'")
    statement = session.wait(number)
    assert statement["output"]["status"] == "ok"
    session.wait_for("dead")
    assert time.time() * 1000 - statement["completed"] > 5900
    view = session.view()
    assert view["appInfo"]["isSessionTimedOut"] == "true"
    assert "idle limit" in view["errorInfo"][0]["message"]
    assert gone(pids)


def test_a_forked_child_does_not_hide_the_death(session: Spark) -> None:
    code = "import os, time\nchild = os.fork()\nif child == 0: time.sleep(60)\nos._exit(1)"
    number = session.post(code)
    assert session.wait(number)["output"]["evalue"].startswith("Interpreter died: ")
    session.wait_for("dead")


@pytest.mark.parametrize(
    "last",
    [
        pytest.param("spark.range(0, 10**13).selectExpr('sum(id)').collect()", id="spark-job"),
        # holds Python's lock: no thread of the interpreter can run
        pytest.param("import re\nre.match('(a+)+b', 'a' * 60)", id="python-lock"),
    ],
)
def test_a_killed_server_takes_everything_with_it(
    own_server: Callable[..., Server], last: str
) -> None:
    server = own_server()
    session = Spark.start(server.client)
    pids = pids_of(session)
    child = "import subprocess\nsubprocess.Popen(['sleep', '77']).pid"
    pids.append(int(session.text(child)))
    session.post(last)
    time.sleep(0.5)
    server.process.kill()
    server.process.wait()
    assert gone(pids)


def test_sigterm_ends_sessions_and_forgets_the_token(own_server: Callable[..., Server]) -> None:
    server = own_server()
    assert server.home.server_file.stat().st_mode & 0o777 == 0o600
    pids = pids_of(Spark.start(server.client))
    server.stop()
    assert server.process.returncode == 0
    assert gone(pids) and not server.home.server_file.exists()
    assert list(server.home.sessions.iterdir()) == []


def test_it_ends_by_itself_when_nobody_needs_it(own_server: Callable[..., Server]) -> None:
    server = own_server("--exit-when-idle", "3")
    assert server.process.wait(timeout=60) == 0


def test_a_session_that_cannot_start_says_why(client: Client) -> None:
    created = client.post(
        f"{POOL}/sessions",
        {
            **CREATE,
            "conf": {"spark.sql.extensions": "no.Such", "spark.serializer": "no.such.Serializer"},
        },
    )
    session = Spark(client, POOL, created.body["id"])
    session.wait_for("error")
    (error,) = session.view()["errorInfo"]
    assert "no.such.Serializer" in error["message"]
