"""Long-running operations: started by a change, polled by their URLs, ended by the clock.

They lie in the state, so that they go on over a restart of the server: an operation ends when its
time has come, whoever asks next sees its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from .arm_answer import Answer, ArmError, conflict, not_found
from .arm_core import AzureCore, iso, new_guid
from .arm_names import ENDPOINT, Document
from .arm_path import ArmPath, is_within
from .arm_types import Flow

_KEPT = 200
_FAILS = "failvalidation"
_PLACES = frozenset(
    {"operationstatuses", "operationresults", "operationsstatus", "asyncoperations"}
)


def start(
    core: AzureCore, flow: Flow, action: str, document: Document, version: str
) -> dict[str, str]:
    """Starts `put` or `delete` of a document; returns the answer's headers."""
    identity, seconds = new_guid(), core.state.settings.operation_seconds
    begin = core.now()
    key = str(document["id"])
    operation: Document = {
        "id": identity,
        "action": action,
        "resource": key,
        "startTime": iso(begin),
        "endsAt": (begin + timedelta(seconds=seconds)).timestamp(),
        "beganAt": begin.timestamp(),
        "status": "InProgress",
        "end": flow.end,
        "fails": action == "put" and fails(str(document["name"])),
    }
    subscription = "/".join(key.split("/")[:3])
    namespace = str(document["type"]).split("/")[0]
    parent = key if key.count("/") == 8 else key.rsplit("/", 2)[0]
    words = {
        "subscription": subscription,
        "namespace": namespace,
        "location": str(document.get("location") or "eastus"),
        "resource": key,
        "parent": parent,
        "id": identity,
    }
    headers = {}
    for header, template in (("Azure-AsyncOperation", flow.status), ("Location", flow.result)):
        if template:
            # names may have letters that a header cannot hold
            path = template.format(**{name: quote(word) for name, word in words.items()})
            mark = "&" if "?" in path else "?"
            headers[header] = f"{ENDPOINT}{path}{mark}api-version={version}"
    if flow.retry_after is not None:
        headers["Retry-After"] = str(flow.retry_after)
    operations = core.state.operations
    operations[identity] = operation
    for old in [one for one, it in operations.items() if it["status"] != "InProgress"][:-_KEPT]:
        del operations[old]
    core.changed()
    return headers


def registration(key: str) -> str:
    """`/subscriptions/S/providers/NAMESPACE` as it stands in the list of the unregistered."""
    _, _, subscription, _, namespace = key.lower().split("/")
    return f"{subscription}/{namespace}"


def is_registering(core: AzureCore, provider: str) -> bool:
    """Whether `/subscriptions/S/providers/NAMESPACE` is being registered."""
    return any(
        one["action"] == "register"
        and one["status"] == "InProgress"
        and str(one["resource"]).lower() == provider.lower()
        for one in core.state.operations.values()
    )


def require_registered(core: AzureCore, subscription: str, namespace: str) -> None:
    """Refuses a change of a provider that the subscription has yet to register. Raises ArmError.

    One that is being registered takes changes already, as Azure's documentation says.
    """
    if f"{subscription}/{namespace}".lower() not in core.state.unregistered:
        return
    if is_registering(core, f"/subscriptions/{subscription}/providers/{namespace}"):
        return
    message = (
        f"The subscription is not registered to use namespace '{namespace}'. See "
        "https://aka.ms/rps-not-found for how to register subscriptions."
    )
    code = "MissingSubscriptionRegistration"
    detail = {"code": code, "message": message, "target": namespace}
    raise ArmError(409, code, message, details=[detail])


def fails(name: str) -> bool:
    """Whether the creation of what has this name is to fail, for tests of that path."""
    return _FAILS in name.lower().replace("-", "")


def require_idle(core: AzureCore, identity: str) -> None:
    """Refuses a change of what is being changed, or whose parent is. Raises ArmError 409."""
    for operation in core.state.operations.values():
        if operation["status"] == "InProgress" and is_within(
            identity.lower(), str(operation["resource"]).lower()
        ):
            name = str(operation["resource"]).rsplit("/", 1)[1]
            raise conflict(
                f"Another operation is in progress on '{name}' "
                f"(operation {operation['id']}, started {operation['startTime']}). "
                "Wait until it has ended and try again."
            )


def settle(core: AzureCore) -> None:
    """Ends what has come to its end."""
    now = core.now().timestamp()
    due = [
        one
        for one in core.state.operations.values()
        if one["status"] == "InProgress" and one["endsAt"] <= now
    ]
    for operation in sorted(due, key=lambda one: one["endsAt"]):
        _end(core, operation)
        core.changed()


def _end(core: AzureCore, operation: Document) -> None:
    key = str(operation["resource"]).lower()
    operation["status"] = "Succeeded"
    operation["endTime"] = iso(datetime.fromtimestamp(operation["endsAt"], timezone.utc))
    if operation["action"] == "register":
        unregistered = core.state.unregistered
        core.state.unregistered = [one for one in unregistered if one != registration(key)]
        return
    if operation["action"] == "delete":
        core.state.groups.pop(key, None)
        core.remove(key)
        return
    document = core.state.resources.get(key)
    if document is None:
        operation["status"] = "Canceled"
        return
    properties = document["properties"]
    if operation["fails"]:
        operation["status"] = properties["provisioningState"] = "Failed"
        operation["error"] = _failure(document)
        return
    properties["provisioningState"] = "Succeeded"
    kind = core.type_of(document)
    if kind and kind.created:
        kind.created(core, document)


def _failure(document: Document) -> Document:
    kind = str(document["type"]).rsplit("/", 1)[1]
    return {
        "code": "ValidationFailed",
        "message": f"The validation of {kind} '{document['name']}' failed.",
        "details": [
            {
                "code": "RequestedToFail",
                "message": "The local Azure fails what is named 'fail-validation'.",
            }
        ],
    }


def is_operation(lower: tuple[str, ...]) -> bool:
    """Whether a path is one to poll."""
    return len(lower) > 3 and lower[-2] in _PLACES


def answer(core: AzureCore, path: ArmPath) -> Answer:
    """Answers a poll."""
    lower = path.lower
    operation = core.state.operations.get(lower[-1])
    if operation is None:
        raise not_found("OperationNotFound", f"There is no operation {lower[-1]}.")
    is_running = operation["status"] == "InProgress"
    if lower[-2] in ("operationstatuses", "operationsstatus"):
        return Answer(200, _status(core, operation, path.text))
    if is_running:
        return Answer(202)
    if operation["status"] == "Failed":
        return Answer(400, {"error": operation["error"]})
    if operation["action"] == "delete":
        return Answer(operation["end"])
    return Answer(operation["end"], core.find(operation["resource"]))


def _status(core: AzureCore, operation: Document, path: str) -> Document:
    length = operation["endsAt"] - operation["beganAt"]
    passed = core.now().timestamp() - operation["beganAt"]
    is_running = operation["status"] == "InProgress"
    body: Document = {
        "id": path,
        "name": operation["id"],
        "status": operation["status"],
        "startTime": operation["startTime"],
        "percentComplete": min(99, int(100 * passed / length)) if is_running and length else 100,
    }
    for name in ("endTime", "error"):
        if name in operation:
            body[name] = operation[name]
    return body
