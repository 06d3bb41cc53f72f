"""Operations of the data planes: Spark sessions, Synapse's roles, the lake, log queries."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from azure.monitor.query import LogsBatchQuery, LogsQueryClient, LogsQueryStatus
from azure.storage.filedatalake import DataLakeServiceClient
from azure.synapse.accesscontrol import AccessControlClient
from azure.synapse.spark import SparkClient
from azure.synapse.spark.models import SparkSessionOptions, SparkStatementOptions
from resources import GROUP_ID, LAKE, LOGS, OTHER_USER, POOL, SYNAPSE
from rig import Credential, Run

ENDPOINT = f"https://{SYNAPSE}.dev.azuresynapse.net"
DAY = (datetime(2021, 11, 16, tzinfo=timezone.utc), timedelta(days=1))
USE_COMPUTE = "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action"


def spark(run: Run, credential: Credential) -> None:
    """A session from its start to its end, and what it computes."""
    sessions = SparkClient(credential, ENDPOINT, POOL).spark_session
    options = SparkSessionOptions(
        name="client",
        driver_memory="28g",
        driver_cores=4,
        executor_memory="28g",
        executor_cores=4,
        executor_count=2,
    )
    made = run.step(
        "create_spark_session",
        lambda: sessions.create_spark_session(options, detailed=True),
        lambda one: one.state in ("not_started", "starting") and one.name == "client",
    )
    number = made.id if made else 0
    run.step(
        "get_spark_session, until idle",
        lambda: _until(lambda: sessions.get_spark_session(number, detailed=True), "idle"),
        lambda one: one.livy_info.idle_at and one.app_id,
    )
    run.step(
        "get_spark_sessions",
        lambda: sessions.get_spark_sessions(detailed=True),
        lambda found: number in [one.id for one in found.sessions],
    )
    code = SparkStatementOptions(code="spark.range(1000).count()", kind="pyspark")
    run.step(
        "create_spark_statement",
        lambda: sessions.create_spark_statement(number, code),
        lambda one: one.state in ("waiting", "running", "available"),
    )
    run.step(
        "get_spark_statement, until available",
        lambda: _until(lambda: sessions.get_spark_statement(number, 0), "available"),
        lambda one: one.output.status == "ok" and one.output.data["text/plain"] == "1000",
    )
    sleep = SparkStatementOptions(code="import time; time.sleep(600)", kind="pyspark")
    sessions.create_spark_statement(number, sleep)
    run.step(
        "cancel_spark_statement",
        lambda: sessions.cancel_spark_statement(number, 1),
        lambda answer: answer.message == "canceled",
    )
    run.step(
        "get_spark_statement, until cancelled",
        lambda: _until(lambda: sessions.get_spark_statement(number, 1), "cancelled"),
    )
    run.step(
        "get_spark_statements",
        lambda: sessions.get_spark_statements(number),
        lambda found: [one.id for one in found.statements] == [0, 1],
    )
    run.step("reset_spark_session_timeout", lambda: sessions.reset_spark_session_timeout(number))
    run.step("cancel_spark_session", lambda: sessions.cancel_spark_session(number))
    run.step(
        "get_spark_session, after its end",
        lambda: sessions.get_spark_session(number, detailed=True),
        lambda one: one.state == "killed",
    )
    run.refused(
        "get_spark_session, a missing one", lambda: sessions.get_spark_session(999), 404, None
    )


def synapse_roles(run: Run, credential: Credential) -> None:
    """Synapse's own roles."""
    client = AccessControlClient(credential, ENDPOINT)
    scope = f"workspaces/{SYNAPSE}"
    roles = run.step(
        "role_definitions.list_role_definitions",
        lambda: client.role_definitions.list_role_definitions(),
        lambda found: "Synapse Compute Operator" in [one.name for one in found],
    )
    ids = {one.name: one.id for one in roles or ()}
    operator = ids.get("Synapse Compute Operator", "")
    run.step(
        "role_definitions.get_role_definition_by_id",
        lambda: client.role_definitions.get_role_definition_by_id(operator),
        lambda one: one.name == "Synapse Compute Operator",
    )
    run.step(
        "role_definitions.list_scopes",
        lambda: client.role_definitions.list_scopes(),
        lambda found: any("bigDataPools" in one for one in found),
    )
    mine = run.step(
        "role_assignments.list_role_assignments",
        lambda: client.role_assignments.list_role_assignments(),
        lambda found: (
            ids["Synapse Administrator"] in [one.role_definition_id for one in found.value]
        ),
    )
    name = "99999999-0000-0000-0000-000000000002"
    run.step(
        "role_assignments.create_role_assignment",
        lambda: client.role_assignments.create_role_assignment(
            name, operator, OTHER_USER, scope, principal_type="User"
        ),
        lambda one: one.principal_id == OTHER_USER,
    )
    run.step(
        "role_assignments.get_role_assignment_by_id",
        lambda: client.role_assignments.get_role_assignment_by_id(name),
        lambda one: one.scope == scope,
    )
    admin = mine.value[0].principal_id if mine else ""
    for principal in (OTHER_USER, admin):
        run.step(
            "role_assignments.check_principal_access",
            lambda principal=principal: _decision(
                client, principal, f"{scope}/bigDataPools/{POOL}"
            ),
            lambda decision: decision == "Allowed",
        )
    run.step(
        "role_assignments.delete_role_assignment_by_id",
        lambda: client.role_assignments.delete_role_assignment_by_id(name),
    )
    run.step(
        "role_assignments.check_principal_access, afterwards",
        lambda: _decision(client, OTHER_USER, scope),
        lambda decision: decision == "NotAllowed",
    )


def lake(run: Run, credential: Credential) -> None:
    """What the export rule brought, read with the lake's client."""
    service = DataLakeServiceClient(f"https://{LAKE}.dfs.core.windows.net", credential)
    container = service.get_file_system_client("am-signinlogs")
    run.step(
        "get_paths, until the export has come",
        lambda: _until_true(lambda: list(container.get_paths(recursive=True)), 1500),
        lambda found: any(one.name.endswith("/PT05M.json") for one in found),
    )
    folder = (
        f"WorkspaceResourceId={GROUP_ID}/providers/microsoft.operationalinsights/workspaces/{LOGS}"
    )
    folder = folder.lower().replace("workspaceresourceid", "WorkspaceResourceId")
    days = run.step(
        "get_paths of a folder",
        lambda: list(container.get_paths(folder, recursive=False)),
        lambda found: found and all(one.is_directory for one in found),
    )
    run.step("get_paths in pages", lambda: list(container.get_paths(max_results=50)), len)
    if days:
        run.step(
            "get_directory_properties",
            lambda: container.get_directory_client(days[0].name).get_directory_properties(),
            lambda one: one.last_modified,
        )
    file = run.step(
        "get_paths, the newest file",
        lambda: [one for one in container.get_paths() if one.name.endswith(".json")][-1],
        lambda one: one.content_length,
    )
    if file:
        client = container.get_file_client(file.name)
        run.step(
            "get_file_properties",
            client.get_file_properties,
            lambda one: one.size == file.content_length,
        )
        run.step(
            "download_file",
            lambda: client.download_file().readall(),
            lambda data: (
                len(data) == file.content_length
                and json.loads(data.splitlines()[0])["Type"] == "SigninLogs"
            ),
        )
        run.step(
            "download_file, a range",
            lambda: client.download_file(offset=1, length=10).readall(),
            lambda data: len(data) == 10,
        )
    run.step(
        "list_file_systems",
        lambda: [one.name for one in service.list_file_systems()],
        lambda found: {"am-signinlogs", "hunts"} <= set(found),
    )
    run.step("file_system.exists", container.exists, lambda there: there is True)
    run.refused(
        "get_paths of a missing container",
        lambda: list(service.get_file_system_client("nowhere").get_paths()),
        *(404, "FilesystemNotFound"),
    )


def queries(run: Run, credential: Credential, customer: str | None) -> None:
    """Log queries: by workspace, by resource, several at a time, too large, wrong."""
    client, workspace = LogsQueryClient(credential), customer or "unknown"
    count = run.step(
        "query_workspace, a count",
        lambda: client.query_workspace(workspace, "SigninLogs | count", timespan=DAY),
        lambda answer: (
            answer.status == LogsQueryStatus.SUCCESS and answer.tables[0].rows[0][0] > 100
        ),
    )
    text = "SigninLogs | where ResultType == '50126' | project TimeGenerated, Status"
    run.step(
        "query_workspace, rows",
        lambda: client.query_workspace(workspace, text, timespan=DAY),
        lambda answer: (
            isinstance(answer.tables[0].rows[0][0], datetime)
            and answer.tables[0].columns == ["TimeGenerated", "Status"]
        ),
    )
    requests = [
        LogsBatchQuery(workspace, query, timespan=DAY)
        for query in ("SigninLogs | count", "SigninLogs | wrong")
    ]
    run.step(
        "query_batch",
        lambda: client.query_batch(requests),
        lambda answers: (
            answers[0].tables[0].rows[0][0] == count.tables[0].rows[0][0]
            and answers[1].status == LogsQueryStatus.FAILURE
        ),
    )
    resource = f"{GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/{LOGS}"
    run.step(
        "query_resource",
        lambda: client.query_resource(resource, "SigninLogs | count", timespan=DAY),
        lambda answer: answer.tables[0].rows[0][0] == count.tables[0].rows[0][0],
    )
    run.refused(
        "query_workspace, a wrong query",
        lambda: client.query_workspace(workspace, "SigninLogs | wrong", timespan=DAY),
        *(400, "BadArgumentError"),
    )
    run.refused(
        "query_workspace, a missing one",
        lambda: client.query_workspace(OTHER_USER, "SigninLogs | count", timespan=DAY),
        *(404, "PathNotFoundError"),
    )


def _decision(client: AccessControlClient, principal: str, scope: str) -> str:
    """Whether a principal may use Spark pools. From the answer itself: the client looks for
    `accessDecisions`, where Microsoft's specification has `AccessDecisions`.
    """
    answer = client.role_assignments.check_principal_access(
        {"principal_id": principal},
        [{"id": USE_COMPUTE, "is_data_action": True}],
        scope,
        cls=lambda response, _value, _headers: json.loads(response.http_response.text()),
    )
    return answer["AccessDecisions"][0]["accessDecision"]


def _until(look: Any, state: str) -> Any:
    end = time.monotonic() + 90
    while (found := look()).state != state:
        if time.monotonic() > end:
            raise TimeoutError(f"still {found.state}, not {state}")
        time.sleep(0.1)
    return found


def _until_true(look: Any, least: int) -> Any:
    end = time.monotonic() + 60
    while len(found := look()) < least:
        if time.monotonic() > end:
            raise TimeoutError(f"{len(found)} of {least}")
        time.sleep(0.3)
    return found
