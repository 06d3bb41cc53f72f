"""The tables of a Log Analytics workspace: their plans, columns, and whether they can be exported.

Columns as Microsoft documents the tables ("Azure Monitor Logs reference"), only those that hunts
use. Azure's own answer does not say whether export supports a table; nor does this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import sample_firewall, sample_processes, sample_sign_ins
from .arm_names import Document, resource


@dataclass(frozen=True)
class Table:
    """A table: its columns by type (`string`, `int`…), beside TimeGenerated and those that all
    tables have; its plan; its type and subtype; whether an export rule brings anything.
    """

    columns: dict[str, str]
    plan: str = "Analytics"
    kind: tuple[str, str] = ("Microsoft", "Any")
    can_export: bool = True


# A query's words for types, in those of this interface.
_TYPES = {"datetime": "dateTime", "bool": "boolean"}


def _made_up(columns: Mapping[str, str]) -> Table:
    """A table that has rows here."""
    return Table({name: _TYPES.get(kind, kind) for name, kind in columns.items()})


_PLAIN = {"Computer": "string", "SourceSystem": "string"}

TABLES: dict[str, Table] = {
    "AADManagedIdentitySignInLogs": Table({"IPAddress": "string", "ResultType": "string"}),
    "AADNonInteractiveUserSignInLogs": Table(
        {"UserPrincipalName": "string", "IPAddress": "string", "ResultType": "string"}
    ),
    "AADServicePrincipalSignInLogs": Table({"IPAddress": "string", "ResultType": "string"}),
    "AppTraces": Table({"Message": "string", "SeverityLevel": "int"}, plan="Basic"),
    "AuditLogs": Table({"OperationName": "string", "Result": "string", "InitiatedBy": "dynamic"}),
    "AzureActivity": Table({"OperationNameValue": "string", "Caller": "string"}),
    "AzureDiagnostics": Table({"Category": "string", "ResourceId": "string"}, can_export=False),
    "AzureMetrics": Table({"MetricName": "string", "Total": "real"}),
    "CommonSecurityLog": _made_up(sample_firewall.COLUMNS),
    "ContainerLogV2": Table({"LogMessage": "dynamic", "PodName": "string"}, plan="Basic"),
    "DeviceNetworkEvents": Table({"RemoteIP": "string", "RemotePort": "int"}),
    "DeviceProcessEvents": Table({"FileName": "string", "ProcessCommandLine": "string"}),
    "DnsEvents": Table({"Name": "string", "ClientIP": "string", "IPAddresses": "string"}),
    "Heartbeat": Table({**_PLAIN, "OSType": "string"}),
    "OfficeActivity": Table({"Operation": "string", "UserId": "string", "ClientIP": "string"}),
    "Operation": Table({**_PLAIN, "Detail": "string"}),
    "Perf": Table({**_PLAIN, "CounterName": "string", "CounterValue": "real"}),
    # of the HTTP Data Collector API
    "ProxyLog_CL": Table(
        {"Host_s": "string", "Bytes_d": "real"}, kind=("CustomLog", "Classic"), can_export=False
    ),
    "SecurityAlert": Table({"AlertName": "string", "AlertSeverity": "string"}),
    "SecurityEvent": _made_up(sample_processes.COLUMNS),
    "SecurityIncident": Table({"Title": "string", "Status": "string", "Severity": "string"}),
    "SigninLogs": _made_up(sample_sign_ins.COLUMNS),
    "Syslog": Table({**_PLAIN, "Facility": "string", "SyslogMessage": "string"}),
    "ThreatIntelligenceIndicator": Table({"NetworkIP": "string", "Active": "boolean"}),
    "Usage": Table({"DataType": "string", "Quantity": "real"}),
    "WindowsEvent": Table({**_PLAIN, "EventID": "int", "EventData": "dynamic"}),
}


def find(name: str) -> str | None:
    """A table's name as Azure spells it."""
    return next((one for one in TABLES if one.lower() == name.lower()), None)


def document(workspace: str, name: str, retention: int) -> Document:
    """A table of a workspace, given by its ARM id."""
    table = TABLES[name]
    columns = {"TimeGenerated": "dateTime", **table.columns, "Type": "string"}
    described = [
        {"name": one, "type": kind, "isDefaultDisplay": False, "isHidden": False}
        for one, kind in columns.items()
    ]
    days = 8 if table.plan == "Basic" else retention
    properties = {
        "plan": table.plan,
        "provisioningState": "Succeeded",
        "retentionInDays": days,
        "totalRetentionInDays": days,
        "archiveRetentionInDays": 0,
        "schema": {
            "name": name,
            "displayName": name,
            "tableType": table.kind[0],
            "tableSubType": table.kind[1],
            "standardColumns": described,
        },
    }
    kind = "Microsoft.OperationalInsights/workspaces/tables"
    return resource(f"{workspace}/tables/{name}", kind, properties)
