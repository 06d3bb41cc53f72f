"""Made-up rows of SecurityEvent: processes that Windows computers start (EventID 4688) and logons
(4624), with programs that wear the names of others.

Columns and types as Microsoft documents the table (those of `COLUMNS`). `Process` is the file name
of `NewProcessName`; `Account` and `SubjectUserName` are who started it.

To be found (`MASQUERADES`), all of them on 2021-11-17, the last day of the sample lake:
* C:\\ProgramData\\Intel\\svch0st.exe on WS-017, six times every second day: a zero for an o;
* C:\\Users\\Public\\svchost.exe on WS-031, twice every second day: the right name in a wrong
  folder, started by WINWORD.EXE and not by services.exe;
* C:\\Windows\\Temp\\lsasss.exe on SRV-03, once every third day: one s too many;
* ...\\AppData\\Roaming\\scvhost.exe on WS-008, once a week: letters changed places.

Not to be found, though close to it:
* system processes whose names are near each other (sihost.exe, taskhostw.exe, dllhost.exe,
  conhost.exe; explorer.exe and iexplore.exe), and C:\\Windows\\SysWOW64\\svchost.exe, which is
  Microsoft's for 32 bits;
* updates with odd folders: ContosoUpdate.exe of every workstation runs each night from
  C:\\ProgramData\\Contoso\\Update\\<eight digits that change>, and few computers run setup.exe from
  C:\\Windows\\Temp\\{GUID};
* Teams.exe and others that live in AppData.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from .sample_people import STAFF
from .sample_row import TENANT, Row, chance_of, made_up_id, office_second, time_generated

COLUMNS = {
    "TenantId": "string",
    "TimeGenerated": "datetime",
    **dict.fromkeys(
        ("SourceSystem", "Account", "AccountType", "Computer", "EventSourceName", "Channel"),
        "string",
    ),
    "Task": "int",
    "Level": "string",
    "EventID": "int",
    **dict.fromkeys(
        (
            *("Activity", "CommandLine", "MandatoryLabel", "NewProcessId", "NewProcessName"),
            *("ParentProcessName", "Process", "ProcessId", "SubjectAccount", "SubjectDomainName"),
            *("SubjectLogonId", "SubjectUserName", "SubjectUserSid", "TokenElevationType"),
            *("TargetAccount", "TargetUserName", "TargetDomainName", "IpAddress"),
        ),
        "string",
    ),
    "LogonType": "int",
    "SourceComputerId": "string",
    "EventOriginId": "string",
    "TimeCollected": "datetime",
    "Type": "string",
}
_SYSTEM32 = "C:\\Windows\\System32"
_SERVICES, _EXPLORER = f"{_SYSTEM32}\\services.exe", "C:\\Windows\\explorer.exe"
_SVCHOST, _WORD = f"{_SYSTEM32}\\svchost.exe", "C:\\Program Files\\Microsoft Office\\root\\Office16"
_REFERENCE = datetime.date(2021, 11, 17).toordinal()


@dataclass(frozen=True)
class Masquerade:
    """A planted program: its path, where it runs, who started it, how often and on which days."""

    path: str
    parent: str
    computer: str
    times: int
    every_days: int

    def runs_on(self, day: datetime.date) -> bool:
        """Whether this day has it."""
        return (day.toordinal() - _REFERENCE) % self.every_days == 0


MASQUERADES = (
    Masquerade("C:\\ProgramData\\Intel\\svch0st.exe", f"{_SYSTEM32}\\cmd.exe", "WS-017", 6, 2),
    Masquerade("C:\\Users\\Public\\svchost.exe", f"{_WORD}\\WINWORD.EXE", "WS-031", 2, 2),
    Masquerade(
        "C:\\Windows\\Temp\\lsasss.exe",
        f"{_SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe",
        "SRV-03",
        1,
        3,
    ),
    Masquerade(
        f"C:\\Users\\{STAFF[8].account}\\AppData\\Roaming\\scvhost.exe", _EXPLORER, "WS-008", 1, 7
    ),
)
_WORKSTATIONS = tuple(f"WS-{number:03d}" for number in range(40))
_SERVERS = (*(f"SRV-{number:02d}" for number in range(1, 9)), "DC-01")

# Path, parent, share, and whether the system or the user runs it. {user} is put in.
_USUAL = (
    (_SVCHOST, _SERVICES, 90, True),
    ("C:\\Windows\\SysWOW64\\svchost.exe", _SERVICES, 1, True),
    (f"{_SYSTEM32}\\conhost.exe", f"{_SYSTEM32}\\cmd.exe", 50, False),
    (f"{_SYSTEM32}\\RuntimeBroker.exe", _SVCHOST, 40, False),
    (f"{_SYSTEM32}\\backgroundTaskHost.exe", _SVCHOST, 35, False),
    (f"{_SYSTEM32}\\taskhostw.exe", _SVCHOST, 30, True),
    (f"{_SYSTEM32}\\dllhost.exe", _SVCHOST, 30, True),
    (f"{_SYSTEM32}\\sihost.exe", _SVCHOST, 10, False),
    (f"{_SYSTEM32}\\ctfmon.exe", _SVCHOST, 8, False),
    (f"{_SYSTEM32}\\audiodg.exe", _SVCHOST, 10, True),
    (f"{_SYSTEM32}\\spoolsv.exe", _SERVICES, 3, True),
    (f"{_SYSTEM32}\\SearchProtocolHost.exe", f"{_SYSTEM32}\\SearchIndexer.exe", 40, True),
    (f"{_SYSTEM32}\\SearchFilterHost.exe", f"{_SYSTEM32}\\SearchIndexer.exe", 30, True),
    (f"{_SYSTEM32}\\wbem\\WmiPrvSE.exe", _SVCHOST, 30, True),
    (f"{_SYSTEM32}\\cmd.exe", _EXPLORER, 15, False),
    (f"{_SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe", _EXPLORER, 10, False),
    ("C:\\Windows\\servicing\\TrustedInstaller.exe", _SERVICES, 3, True),
    ("C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe", _EXPLORER, 40, False),
    ("C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", _EXPLORER, 40, False),
    ("C:\\Program Files\\Internet Explorer\\iexplore.exe", _EXPLORER, 3, False),
    (f"{_WORD}\\OUTLOOK.EXE", _EXPLORER, 10, False),
    (f"{_WORD}\\WINWORD.EXE", _EXPLORER, 10, False),
    (
        "C:\\Users\\{user}\\AppData\\Local\\Microsoft\\Teams\\current\\Teams.exe",
        _EXPLORER,
        15,
        False,
    ),
    ("C:\\Windows\\Temp\\{{{id}}}\\setup.exe", _SVCHOST, 0.4, True),
)
_BOOT = (
    (f"{_SYSTEM32}\\smss.exe", "System"),
    (f"{_SYSTEM32}\\csrss.exe", f"{_SYSTEM32}\\smss.exe"),
    (f"{_SYSTEM32}\\wininit.exe", f"{_SYSTEM32}\\smss.exe"),
    (_SERVICES, f"{_SYSTEM32}\\wininit.exe"),
    (f"{_SYSTEM32}\\lsass.exe", f"{_SYSTEM32}\\wininit.exe"),
    (f"{_SYSTEM32}\\winlogon.exe", f"{_SYSTEM32}\\smss.exe"),
    (_EXPLORER, f"{_SYSTEM32}\\userinit.exe"),
)


@dataclass(frozen=True)
class _Event:
    second: float
    computer: str
    user: str  # "" is the system
    path: str = ""  # "" is a logon
    parent: str = ""


def rows(day: datetime.date) -> Iterator[tuple[datetime.datetime, Row]]:
    """One day's rows in the order of time: about 700 on a working day, 300 on others."""
    chance = chance_of("SecurityEvent", day)
    found = [*_usual(chance, day), *_updates(chance, day), *_planted(chance, day)]
    midnight = datetime.datetime(day.year, day.month, day.day)
    for event in sorted(found, key=lambda event: (event.second, event.computer, event.path)):
        moment = midnight + datetime.timedelta(seconds=min(event.second, 86399.999))
        yield moment, _row(moment, event)


def _user_of(computer: str) -> str:
    """A workstation has one user; on servers it is the administrator."""
    return STAFF[int(computer[-3:])].account if computer.startswith("WS-") else "adm.ops"


def _usual(chance: random.Random, day: datetime.date) -> Iterator[_Event]:
    working = day.weekday() < 5
    weights = [usual[2] for usual in _USUAL]
    for _ in range(480 if working else 220):
        computer = chance.choice(_WORKSTATIONS if chance.random() < 0.8 else _SERVERS)
        user = _user_of(computer)
        path, parent, _, system = chance.choices(_USUAL, weights)[0]
        path = path.format(user=user, id=made_up_id(chance.random()))
        yield _Event(office_second(chance), computer, "" if system else user, path, parent)
    for _ in range(80 if working else 20):
        computer = chance.choice((*_WORKSTATIONS, *_SERVERS))
        yield _Event(office_second(chance), computer, _user_of(computer))
    for computer in chance.sample(_WORKSTATIONS, 12 if working else 2):
        second = chance.gauss(8.5, 0.7) * 3600
        for path, parent in _BOOT:
            second += chance.uniform(0.1, 1.5)
            user = _user_of(computer) if path == _EXPLORER else ""
            yield _Event(second, computer, user, path, parent)


def _updates(chance: random.Random, day: datetime.date) -> Iterator[_Event]:
    for computer in _WORKSTATIONS:
        folder = made_up_id(computer, day.toordinal() // 5)[:8]
        path = f"C:\\ProgramData\\Contoso\\Update\\{folder}\\ContosoUpdate.exe"
        yield _Event(2 * 3600 + chance.random() * 3600, computer, "", path, _SVCHOST)


def _planted(chance: random.Random, day: datetime.date) -> Iterator[_Event]:
    for one in MASQUERADES:
        for number in range(one.times if one.runs_on(day) else 0):
            second = (number + chance.random()) * 86400 / one.times
            yield _Event(second, one.computer, _user_of(one.computer), one.path, one.parent)


def _row(moment: datetime.datetime, event: _Event) -> Row:
    """One row with the columns of SecurityEvent that hunts use."""
    process, time = event.path.rpartition("\\")[2], time_generated(moment)
    machine = f"{event.computer}$"
    name, domain = event.user or machine, "CONTOSO"
    number = int(made_up_id(event.computer, event.path, event.second)[:3], 16)
    logon = not event.path
    sid = f"S-1-5-21-1004336348-1177238915-682003330-{int(made_up_id(event.user)[:4], 16)}"
    return {
        "TenantId": TENANT,
        "TimeGenerated": time,
        "SourceSystem": "OpsManager",
        "Account": f"{domain}\\{name}",
        "AccountType": "User" if event.user else "Machine",
        "Computer": f"{event.computer}.contoso.example",
        "EventSourceName": "Microsoft-Windows-Security-Auditing",
        "Channel": "Security",
        "Task": 12544 if logon else 13312,
        "Level": "8",
        "EventID": 4624 if logon else 4688,
        "Activity": "4624 - An account was successfully logged on."
        if logon
        else "4688 - A new process has been created.",
        "CommandLine": "" if logon else _command(event.path, process),
        "MandatoryLabel": "" if logon else ("S-1-16-8192" if event.user else "S-1-16-16384"),
        "NewProcessId": "" if logon else f"0x{0x400 + number * 4:x}",
        "NewProcessName": event.path,
        "ParentProcessName": event.parent,
        "Process": process,
        "ProcessId": f"0x{0x300 + number * 2:x}",
        "SubjectAccount": f"{domain}\\{machine if logon else name}",
        "SubjectDomainName": domain,
        "SubjectLogonId": "0x3e7" if not event.user else f"0x{0x10000 + number:x}",
        "SubjectUserName": machine if logon else name,
        "SubjectUserSid": sid if event.user and not logon else "S-1-5-18",
        "TokenElevationType": "" if logon else "%%1936",
        "TargetAccount": f"{domain}\\{name}" if logon else "",
        "TargetUserName": name if logon else "-",
        "TargetDomainName": domain if logon else "-",
        "IpAddress": f"10.20.0.{10 + number % 200}" if logon else "",
        "LogonType": (2 if event.computer.startswith("WS-") else 3) if logon else None,
        "SourceComputerId": made_up_id("computer", event.computer),
        "EventOriginId": made_up_id(event.computer, event.path, event.second),
        "TimeCollected": time_generated(moment + datetime.timedelta(seconds=4)),
        "Type": "SecurityEvent",
    }


def _command(path: str, process: str) -> str:
    if path == _SVCHOST:
        return f"{path} -k netsvcs -p"
    return f'"{path}" /silent' if process in ("setup.exe", "ContosoUpdate.exe") else f'"{path}"'
