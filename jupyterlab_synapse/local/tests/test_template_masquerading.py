"""The hunt for masquerading programs: its evidence is one event, and its folders are those of the
system drive. The rows are made for each test; the sample lake's are in test_templates.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .client import Spark
from .test_templates import Template

PACKAGES = "C:\\Program Files\\WindowsApps"
NOTEPAD = "Microsoft.WindowsNotepad_11.2112.32.0_x64__8wekyb3d8bbwe"
COMPONENT = "amd64_microsoft-windows-svchost_31bf3856ad364e35_10.0.19041.1_none_0d3f"

USUAL = (
    "C:\\Windows\\System32\\svchost.exe",
    "c:\\WINDOWS\\system32\\wbem\\WmiPrvSE.exe",
    "C:\\Windows\\explorer.exe",
    "C:\\Windows\\SysWOW64\\explorer.exe",
    "C:\\Windows\\SysWOW64\\regedit.exe",
    "C:\\Windows\\servicing\\TrustedInstaller.exe",
    f"{PACKAGES}\\{NOTEPAD}\\Notepad\\Notepad.exe",
    f"C:\\Windows\\WinSxS\\{COMPONENT}\\svchost.exe",
)
ON_VOLUME_3 = (
    "\\Device\\HarddiskVolume3\\Windows\\System32\\lsass.exe",
    f"\\Device\\HarddiskVolume3\\Windows\\WinSxS\\{COMPONENT}\\lsass.exe",
)
ON_VOLUME_12 = ("\\Device\\HarddiskVolume12\\Windows\\System32\\csrss.exe",)
ON_DRIVE_E = (
    "E:\\Windows\\System32\\svchost.exe",
    "E:\\Windows\\explorer.exe",
    f"E:\\Windows\\WinSxS\\{COMPONENT}\\svchost.exe",
)
WRONG = (
    "C:\\Users\\Public\\svchost.exe",
    "C:\\Windows\\System32\\Tasks\\svchost.exe",
    "C:\\Users\\Public\\C:\\Windows\\System32\\svchost.exe",
    "C:\\Windows\\WinSxS_tmp\\svchost.exe",
    "C:\\Windows\\WinSxS\\svchost.exe",
    f"C:\\WinSxS\\{COMPONENT}\\svchost.exe",
    f"{PACKAGES}\\Contoso.WindowsNotepad_1.0.0.0_x64__0123456789abc\\Notepad\\Notepad.exe",
    f"{PACKAGES}\\Microsoft.WindowsNotepad_1\\a__8wekyb3d8bbwe\\Notepad\\Notepad.exe",
    f"C:\\Users\\Public\\WindowsApps\\{NOTEPAD}\\Notepad\\Notepad.exe",
    "\\Device\\HarddiskVolume3\\Temp\\svchost.exe",
    "\\Device\\CdRom0\\Windows\\System32\\svchost.exe",
    "System32\\svchost.exe",
    "explorer.exe",
)


def event(path: str, time: str = "2021-11-17T08:00:00.0000000Z", **more: Any) -> dict[str, Any]:
    """A row of SecurityEvent: a program that was started."""
    usual = {"Computer": "WS-001.contoso.example", "Account": "CONTOSO\\user"}
    return {"TimeGenerated": time, "EventID": 4688, "NewProcessName": path, **usual, **more}


def hunt_in(
    spark: Spark, folder: Path, rows: Iterable[dict[str, Any]], **values: str | int
) -> Template:
    """A hunt that has read these rows instead of the sample's, and found what is in them."""
    lines = (json.dumps(row) + "\n" for row in rows)
    (folder / "PT05M.json").write_text("".join(lines), "utf-8")
    hunt = Template(spark, "masquerading", **values)
    read = hunt.number("schema = ")
    hunt.run(0, read)
    hunt.spark(f"paths = [{folder.as_uri()!r}]")
    hunt.run(read, hunt.number("-o masquerades") + 1)
    return hunt


def found(hunt: Template) -> set[str]:
    return set(hunt.here["masquerades"]["path"])


def lower(*groups: Iterable[str]) -> set[str]:
    return {path.lower() for group in groups for path in group}


def test_the_evidence_is_one_event_and_the_last(spark: Spark, tmp_path: Path) -> None:
    path = "C:\\Users\\Public\\svchost.exe"
    columns = "Computer", "Account", "ParentProcessName", "CommandLine"
    runs = {
        "2021-11-17T08:00:00.0000000Z": ("WS-009", "a", "c:\\a.exe", "first"),
        "2021-11-17T10:00:00.0000000Z": ("WS-001", "b", "c:\\b.exe", None),
        "2021-11-17T09:00:00.0000000Z": ("WS-002", "c", "c:\\z.exe", "then"),
    }
    rows = [
        event(path, time, **dict(zip(columns, values, strict=True)))
        for time, values in runs.items()
    ]
    hunt = hunt_in(spark, tmp_path, rows)
    evidence = hunt.here["masquerades"].iloc[0]
    assert evidence[["computer", "account", "parent"]].tolist() == ["WS-001", "b", "c:\\b.exe"]
    assert evidence["command"] is None
    assert evidence[["runs", "computers"]].tolist() == [3, 3]


def test_the_folders_of_windows_are_those_of_its_drive(spark: Spark, tmp_path: Path) -> None:
    paths = (*USUAL, *ON_VOLUME_3, *ON_VOLUME_12, *ON_DRIVE_E, *WRONG)
    rows = [event(path) for path in paths]
    hunt = hunt_in(spark, tmp_path, rows)
    assert found(hunt) == lower(ON_DRIVE_E, WRONG)
    assert set(hunt.here["masquerades"]["rule"]) == {"wrong folder"}


def test_system_drives_and_volumes_can_be_named(spark: Spark, tmp_path: Path) -> None:
    paths = (*USUAL, *ON_VOLUME_3, *ON_VOLUME_12, *ON_DRIVE_E, *WRONG)
    rows = [event(path) for path in paths]
    hunt = hunt_in(spark, tmp_path, rows, system_drives="CE", system_volumes="1|3")
    assert found(hunt) == lower(ON_VOLUME_12, WRONG)
