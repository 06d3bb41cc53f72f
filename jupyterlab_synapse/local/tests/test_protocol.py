"""The REST interface in both dialects: shapes, states, refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .client import CREATE, POOL, Client, Spark
from .conftest import Server

PLAIN_KEYS = {"id", "appId", "appInfo", "state", "log"}
DETAILED_KEYS = PLAIN_KEYS | {
    *("livyInfo", "name", "workspaceName", "sparkPoolName", "computeName", "submitterName"),
    *("submitterId", "artifactId", "jobType", "result", "schedulerInfo", "pluginInfo"),
    *("errorInfo", "tags"),
}


def test_nothing_without_the_token(server: Server) -> None:
    for token in ("", "wrong", server.client.token[:-1]):
        stranger = Client(server.client.base_url, token)
        for path in ("/", f"{POOL}/sessions", "/sessions", "/subscriptions?api-version=2022-12-01"):
            assert stranger.get(path).status == 401, path
        assert stranger.post(f"{POOL}/sessions", CREATE).status == 401


def test_synapse_session_from_start_to_end(client: Client) -> None:
    body = {**CREATE, "name": "whole life", "conf": {"spark.x": "1"}, "tags": {"t": "1"}}
    created = client.post(f"{POOL}/sessions?detailed=true", body)
    assert created.status == 200
    first = created.body
    assert set(first) == DETAILED_KEYS
    assert (first["state"], first["result"]) == ("not_started", "Uncertain")
    assert first["schedulerInfo"]["currentState"] == "Queued"
    assert first["pluginInfo"]["currentState"] == "Preparation"
    assert first["appId"] is first["appInfo"] is first["log"] is None
    assert first["livyInfo"]["jobCreationRequest"] == body
    assert (first["workspaceName"], first["sparkPoolName"]) == ("contoso-synapse", "sparkpool01")
    session = Spark(client, POOL, first["id"])
    early = client.post(f"{session.path}/statements", {"code": "1"})
    assert early.status == 400 and set(early.body) == {"TraceId", "Message"}
    assert (
        "Livy state : " in early.body["Message"] and "not fully yet ready" in early.body["Message"]
    )

    session.wait_for("idle", seconds=180)
    idle = session.view()
    assert idle["appId"].startswith("local-") and idle["log"]
    assert idle["pluginInfo"]["currentState"] == "Monitoring"
    times = [
        idle["schedulerInfo"]["submittedAt"],
        idle["pluginInfo"]["resourceAcquisitionStartedAt"],
        idle["livyInfo"]["startingAt"],
        idle["livyInfo"]["idleAt"],
    ]
    assert None not in times and times == sorted(times)
    assert set(client.get(session.path).body) == PLAIN_KEYS
    keep = client.ask("PUT", f"{session.path}/reset-timeout")
    assert (keep.status, keep.body) == (200, None)

    ended = client.delete(session.path)
    assert (ended.status, ended.body) == (200, None)
    killed = session.view()
    assert (killed["state"], killed["result"]) == ("killed", "Cancelled")
    assert (
        killed["schedulerInfo"]["currentState"] == killed["pluginInfo"]["currentState"] == "Ended"
    )
    assert killed["schedulerInfo"]["cancellationRequestedAt"]
    assert client.post(f"{session.path}/statements", {"code": "1"}).status == 400


def test_statement_shape(spark: Spark) -> None:
    answer = spark.client.post(f"{spark.path}/statements", {"code": "40+2", "kind": "pyspark"})
    assert answer.status == 200
    assert set(answer.body) == {
        *("id", "code", "state", "output", "progress", "started", "completed")
    }
    assert answer.body["state"] in ("waiting", "running")
    done = spark.wait(answer.body["id"])
    assert set(done) == set(answer.body) and done["started"] <= done["completed"]
    listed = spark.client.get(f"{spark.path}/statements").body
    assert listed["total_statements"] == len(listed["statements"]) and done in listed["statements"]


def test_list_pages_and_pools(client: Client, spark: Spark) -> None:
    page = client.get(f"{POOL}/sessions?detailed=true&from=0&size=1").body
    assert (page["from"], page["total"], len(page["sessions"])) == (0, 1, 1)
    ids = [one["id"] for one in client.get(f"{POOL}/sessions").body["sessions"]]
    assert spark.id in ids and ids == sorted(ids)
    other = POOL.replace("sparkpool01", "bigpool")
    assert client.get(f"{other}/sessions").body["sessions"] == []
    assert client.get(f"{other}/sessions/{spark.id}").status == 404
    assert (
        client.get(f"{POOL.replace('sparkpool01', 'SPARKPOOL01')}/sessions/{spark.id}").status
        == 200
    )


def test_unknown_things(client: Client, spark: Spark) -> None:
    for method, path in (
        ("GET", f"{POOL}/sessions/999"),
        ("GET", f"{POOL}/sessions/abc"),
        ("DELETE", f"{POOL}/sessions/999"),
        ("GET", f"{POOL}/sessions/999/statements"),
        ("GET", f"{spark.path}/statements/999"),
        ("POST", f"{spark.path}/statements/999/cancel"),
        ("PUT", f"{POOL}/sessions/999/reset-timeout"),
        ("GET", f"{POOL.replace('sparkpool01', 'nopool')}/sessions"),
    ):
        answer = client.ask(method, path)
        assert answer.status == 404 and set(answer.body) == {"TraceId", "Message"}, (method, path)
    missing = client.get(f"{POOL.replace('sparkpool01', 'nopool')}/sessions").body["Message"]
    assert "nopool" in missing and "sparkpool01, bigpool" in missing
    assert client.get("/nowhere").status == 404


def test_workspace_of_the_forwarded_host(client: Client) -> None:
    for host, status in (
        ("contoso-synapse.dev.azuresynapse.net", 200),
        ("CONTOSO-synapse.dev.azuresynapse.net:443", 200),
        ("other.dev.azuresynapse.net", 404),
    ):
        asked = Client(client.base_url, client.token, {"X-Forwarded-Host": host})
        assert asked.get(f"{POOL}/sessions").status == status, host


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "name is required"),
        ({"name": 5}, "name must be a string, not a whole number"),
        ({"numExecutors": "two"}, "numExecutors must be a whole number, not a string"),
        ({"driverCores": True}, "driverCores must be a whole number, not a boolean"),
        ({"driverMemory": "lots"}, "a size such as 28g"),
        ({"executorCores": -1}, "must not be negative"),
        ({"conf": []}, "conf must be an object, not a list"),
        ({"conf": {"spark.a": {}}}, "spark.a"),
        ({"jars": "a.jar"}, "jars must be a list"),
        ({"jars": [1]}, "jars[] must be a string"),
        ({"kind": "cobol"}, "Invalid kind: cobol"),
        ({"idleTimeout": "soon"}, "Invalid time string: soon"),
        ({"idleTimeout": 0}, "more than 0"),
    ],
)
def test_bad_creates(client: Client, change: dict, words: str) -> None:
    answer = client.post(f"{POOL}/sessions", {**CREATE, **change})
    assert answer.status == 400
    assert set(answer.body) == {"TraceId", "Message"} and words in answer.body["Message"]


def test_bad_bodies(client: Client, spark: Spark) -> None:
    statements = f"{spark.path}/statements"
    for raw, words in ((b"", "not JSON"), (b"{", "not JSON"), (b"[1]", "must be a JSON object")):
        answer = client.ask("POST", statements, raw=raw)
        assert answer.status == 400 and words in answer.body["Message"]
    for body, words in (
        ({}, "code is required"),
        ({"code": 5}, "code must be a string"),
        ({"code": "1", "kind": 5}, "kind must be a string"),
        ({"code": "1", "kind": "nope"}, "Invalid kind: nope"),
    ):
        answer = client.post(statements, body)
        assert answer.status == 400 and words in answer.body["Message"]


@pytest.mark.parametrize("kind", ["spark", "scala", "sparkr", "csharp", "dotnetspark"])
def test_kinds_of_other_pools_are_refused(spark: Spark, kind: str) -> None:
    answer = spark.client.post(f"{spark.path}/statements", {"code": "1", "kind": kind})
    assert answer.status == 400
    assert f"runs the kinds pyspark and sql, not {kind}" in answer.body["Message"]


def test_body_limit(client: Client, spark: Spark) -> None:
    body = {"code": "'" + "x" * 102_400 + "'", "kind": "pyspark"}
    answer = client.post(f"{spark.path}/statements", body)
    assert answer.status == 413 and "102,400" in answer.body["Message"]
    body["code"] = "len('" + "x" * 102_000 + "')"
    assert spark.wait(client.post(f"{spark.path}/statements", body).body["id"])["output"][
        "data"
    ] == {"text/plain": "102000"}


def test_user_conf_tunes_sql_but_not_the_engine(client: Client) -> None:
    conf = {
        "spark.master": "yarn",
        "spark.driver.memory": "900g",
        "spark.driver.extraJavaOptions": "-XX:+NoSuchOption",
        "spark.driver.extraClassPath": "/nowhere",
        "spark.hadoop.fs.abfss.impl": "no.Such",
        "spark.ui.enabled": "true",
        "spark.sql.shuffle.partitions": 3,
        "spark.my.own": True,
    }
    session = Spark.start(client, conf=conf)
    code = (
        "c = sc.getConf()\n[spark.conf.get('spark.sql.shuffle.partitions'), c.get('spark.my.own'), "
        "c.get('spark.master'), c.get('spark.driver.memory'), sc.uiWebUrl]"
    )
    assert session.text(code) == "['3', 'True', 'local[2]', None, None]"
    assert session.view()["livyInfo"]["jobCreationRequest"]["conf"] == conf
    client.delete(session.path)


def test_plain_livy_dialect(client: Client) -> None:
    created = client.post(
        "/sessions", {"kind": "sql", "name": "plain", "heartbeatTimeoutInSecond": 0}
    )
    assert created.status == 201
    number = created.body["id"]
    assert created.headers["location"] == f"/sessions/{number}"
    assert set(created.body) == {
        *("id", "name", "appId", "owner", "proxyUser", "state", "kind", "appInfo", "log", "ttl"),
        *("idleTimeout", "driverMemory", "driverCores", "executorMemory", "executorCores", "conf"),
        *(
            "archives",
            "files",
            "heartbeatTimeoutInSecond",
            "jars",
            "numExecutors",
            "pyFiles",
            "queue",
        ),
    }
    early = client.post(f"/sessions/{number}/statements", {"code": "1"})
    assert early.status == 500
    assert early.body.startswith("java.lang.IllegalStateException: Session is in state ")
    # Seen from Synapse, what only plain Livy has is left out.
    seen = client.get(f"{POOL}/sessions?detailed=true").body["sessions"]
    asked = next(one["livyInfo"]["jobCreationRequest"] for one in seen if one["id"] == number)
    assert asked == {"name": "plain"}
    twin = client.post("/sessions", {"name": "plain"})
    assert twin.status == 400 and "Duplicate session name: Some(plain)" in twin.body["msg"]
    session = Spark(client, "", number)
    session.wait_for("idle", seconds=180)
    assert client.get("/sessions/plain/state").body == {"id": number, "state": "idle"}

    posted = client.post(f"/sessions/{number}/statements", {"code": "select 1 as a"})
    assert posted.status == 201
    assert posted.headers["location"] == f"/sessions/{number}/statements/0"
    assert session.wait(0)["output"]["data"]["application/json"]["data"] == [[1]]
    session.run("1")
    page = client.get(f"/sessions/{number}/statements?from=0&size=1&order=desc").body
    assert page["total_statements"] == 2 and [one["id"] for one in page["statements"]] == [1]
    assert client.get(f"/sessions/{number}/statements/9").body == "Statement not found"
    assert client.get(f"/sessions/{number}/statements/abc").status == 400
    log = client.get(f"/sessions/{number}/log?from=0&size=1").body
    assert (log["from"], log["log"]) == (0, ["stdout: "]) and log["total"] > 1
    assert client.post(f"/sessions/{number}/connect").body["id"] == number
    completion = client.post(
        f"/sessions/{number}/completion", {"code": "s", "kind": "sql", "cursor": 1}
    )
    assert completion.body == {"candidates": []}
    assert client.ask("PUT", f"/sessions/{number}/reset-timeout").status == 404

    refused = client.post("/sessions", {"artifactId": "x"})
    assert refused.status == 400 and refused.body.startswith('Unrecognized field "artifactId"')
    assert client.get("/sessions/999").body == {"msg": "Session '999' not found."}
    assert client.delete(f"/sessions/{number}").body == {"msg": "deleted"}
    assert client.get(f"/sessions/{number}").status == 404


def test_at_most_so_many_sessions_and_strict_answers(own_server: Callable[..., Server]) -> None:
    server = own_server("--max-sessions", "1", "--strict")
    session = Spark.start(server.client)
    refused = server.client.post(f"{POOL}/sessions", CREATE)
    assert refused.status == 400
    assert (
        "at most 1 sessions" in refused.body["Message"] and "Try ending" in refused.body["Message"]
    )
    number = session.post(
        "import time\nprint('x', flush=True)\ntime.sleep(.4)\nraise ValueError('v')"
    )
    while (now := session.statement(number))["state"] != "available":
        assert "partial" not in now and "tasks" not in now
    assert set(now["output"]) == {"status", "execution_count", "ename", "evalue", "traceback"}
    query = "select timestamp'2024-01-02 03:04:05.123' t"
    data = session.run(query, "sql")["data"]["application/json"]["data"]
    assert data == [["2024-01-02T03:04:05Z"]]
    server.client.delete(session.path)
    again = server.client.post(f"{POOL}/sessions", CREATE)
    assert (again.status, again.body["id"]) == (200, 2)
