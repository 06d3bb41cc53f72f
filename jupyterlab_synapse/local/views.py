"""The JSON forms of a session: Synapse's plain and detailed ones, and Apache Livy's."""

from __future__ import annotations

import datetime
from typing import Any

from .bodies import LIVY_ONLY
from .session import Session

SUBMITTER, SUBMITTER_ID = "you@contoso.example", "00000000-0000-0000-0000-000000000008"
_STATES = (
    "notStarted",
    "starting",
    "idle",
    "dead",
    "shuttingDown",
    "killed",
    "recovering",
    "busy",
    "error",
)
_PLUGIN = ("preparation", "resourceAcquisition", "submission", "monitoring", "cleanup")
_RESULTS = {"killed": "Cancelled", "dead": "Failed", "error": "Failed", "success": "Succeeded"}
_LOG_SHOWN = 10


def livy_state(session: Session) -> str:
    """Apache Livy's sessions are "starting" from the first answer on (golden 110)."""
    return "starting" if session.state == "not_started" else session.state


def livy(session: Session) -> dict[str, Any]:
    """Apache Livy's form (golden 110)."""
    options = session.request.options
    defaults: dict[str, Any] = {
        "ttl": None,
        "idleTimeout": None,
        "driverMemory": None,
        "driverCores": 0,
    }
    defaults.update(
        executorMemory=None,
        executorCores=0,
        conf={},
        archives=[],
        files=[],
        heartbeatTimeoutInSecond=0,
    )
    defaults.update(jars=[], numExecutors=0, pyFiles=[], queue=None)
    shown = {
        "id": session.id,
        "name": session.request.name,
        "appId": session.app_id,
        "owner": None,
        "proxyUser": None,
    }
    shown.update(
        state=livy_state(session), kind=session.request.kind, log=session.log()[-_LOG_SHOWN:]
    )
    shown["appInfo"] = {"driverLogUrl": None, "sparkUiUrl": None, "executorLogUrls": None}
    return {**shown, **{key: options.get(key, value) for key, value in defaults.items()}}


def synapse(session: Session, detailed: bool) -> dict[str, Any]:
    """Synapse's form; the plain one is the five keys recorded since 2021."""
    started = session.app_id is not None
    plain = {
        "id": session.id,
        "appId": session.app_id,
        "appInfo": _app_info(session) if started or session.timed_out else None,
    }
    plain.update(
        state=session.state, log=session.log()[-_LOG_SHOWN:] if started or session.failure else None
    )
    if not detailed:
        return plain
    at = {name: _iso(moment) for name, moment in session.times.items()}
    livy_info: dict[str, Any] = {f"{name}At": at.get(f"{name}At") for name in _STATES}
    # A session that was made by plain Livy is seen here too.
    options = session.request.options.items()
    asked = {key: value for key, value in options if key not in LIVY_ONLY}
    livy_info.update(currentState=session.state, jobCreationRequest=asked)
    scheduler: dict[str, Any] = {
        name: at.get(name) for name in ("submittedAt", "queuedAt", "scheduledAt", "endedAt")
    }
    scheduler.update(
        cancellationRequestedAt=at.get("cancellationRequestedAt"),
        currentState=_scheduler_state(session),
    )
    plugin: dict[str, Any] = {f"{name}StartedAt": at.get(f"{name}StartedAt") for name in _PLUGIN}
    plugin["currentState"] = _plugin_state(session)
    failure = session.failure
    errors = (
        [{"message": failure.message, "errorCode": failure.code, "source": failure.source}]
        if failure
        else None
    )
    return {
        "livyInfo": livy_info,
        "name": session.request.name,
        "workspaceName": session.place.workspace,
        "sparkPoolName": session.place.pool,
        "computeName": session.place.pool,
        "submitterName": SUBMITTER,
        "submitterId": SUBMITTER_ID,
        "artifactId": session.request.options.get("artifactId", "Livy"),
        "jobType": "SparkSession",
        "result": _RESULTS.get(session.state, "Uncertain"),
        "schedulerInfo": scheduler,
        "pluginInfo": plugin,
        "errorInfo": errors,
        "tags": session.request.options.get("tags", {}),
        **plain,
    }


def _app_info(session: Session) -> dict[str, Any]:
    info: dict[str, Any] = {"driverLogUrl": None, "sparkUiUrl": None}
    return {**info, "isSessionTimedOut": "true"} if session.timed_out else info


def _scheduler_state(session: Session) -> str:
    if session.ended_at:
        return "Ended"
    return "Scheduled" if "scheduledAt" in session.times else "Queued"


def _plugin_state(session: Session) -> str:
    if session.ended_at:
        return "Ended"
    stages = ("Cleanup", "Monitoring", "Submission", "ResourceAcquisition")
    return next(
        (stage for stage in stages if f"{stage[0].lower()}{stage[1:]}StartedAt" in session.times),
        "Preparation",
    )


def _iso(moment: float) -> str:
    """As recorded: seven digits of a second and an offset."""
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%S.%f0+00:00"
    )
