"""Made-up firewall logs in the lake, laid out as Azure Monitor's data export lays out
CommonSecurityLog.

Deterministic, addresses from the documentation ranges only (RFC 5737) and private networks. Two
hosts call home:
* a quiet one, every 300 s: a hunt finds it with the time since the last row per source alone;
* a busy one, every 600 s: its own traffic hides the rhythm unless time is measured per source *and*
  destination.

Since 2021-10-15 Azure writes a folder `m=MM` with PT05M.json for each five minutes; ours is one
file an hour, in m=00. The number of files, not of rows, sets Spark's time (288 a day made the same
hunt two to three times slower), and hunts read the day folders recursively, so they cannot tell.
"""

from __future__ import annotations

import datetime
import json
import random
import shutil
import zlib
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from .home import read_json, write_json

ACCOUNT, CONTAINER = "contosolake", "am-commonsecuritylog"
WORKSPACE = (
    "WorkspaceResourceId=/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/contoso-rg"
    "/providers/microsoft.operationalinsights/workspaces/contoso-ws"
)
LAST_DAY = datetime.date(2021, 11, 17)
DAYS = 22  # the last 21 full days, and one more so that a window may start before its first event
ROWS_PER_DAY = 2000
QUIET_BEACON, BUSY_BEACON = ("10.20.9.77", "203.0.113.77", 300), ("203.0.113.90", 600)

_SEED = 7
Row = dict[str, str | int]


def days() -> list[datetime.date]:
    """The days with data, oldest first."""
    return [LAST_DAY - datetime.timedelta(days=back) for back in reversed(range(DAYS))]


def day_folder(lake: Path, day: datetime.date) -> Path:
    """The folder of one day's logs."""
    return lake / ACCOUNT / CONTAINER / WORKSPACE / f"y={day:%Y}" / f"m={day:%m}" / f"d={day:%d}"


def write(
    lake: Path,
    marks: Path,
    rows_per_day: int | None = None,
    on_day: Callable[[datetime.date, int], None] | None = None,
) -> int:
    """Writes the days that are missing and returns how many it wrote; `on_day(day, number from 1)`
    is called before each.

    `marks` is a file outside the lake that says how many rows each finished day has. A finished day
    is never touched again, so the user's own changes stay, unless `rows_per_day` asks for another
    number of rows than it has.
    """
    done = read_json(marks) or {}
    written = 0
    for number, day in enumerate(days(), start=1):
        folder, before = day_folder(lake, day), done.get(str(day))
        if before is not None and rows_per_day in (None, before) and folder.is_dir():
            continue
        if on_day:
            on_day(day, number)
        shutil.rmtree(folder, ignore_errors=True)
        count = rows_per_day or ROWS_PER_DAY
        for hour, rows in groupby(_rows(day, count), key=lambda item: item[0].hour):
            path = folder / f"h={hour:02d}" / "m=00" / "PT05M.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = (json.dumps(row, separators=(",", ":")) for _, row in rows)
            path.write_text("\n".join(lines) + "\n", "utf-8")
        done[str(day)] = count
        write_json(marks, done)
        written += 1
    return written


def _rows(day: datetime.date, count: int) -> Iterator[tuple[datetime.datetime, Row]]:
    """One day's rows in the order of time; `count` of them are ordinary traffic, the beacons come
    on top.
    """
    chance = random.Random(_SEED * 1000 + day.toordinal())
    hosts = [
        f"10.20.{number // 200}.{10 + number % 200}" for number in range(max(20, count // 130))
    ]
    servers = [
        f"{'198.51.100' if number % 2 else '192.0.2'}.{1 + number // 2}" for number in range(300)
    ]
    events: list[tuple[float, str, str, int, int]] = []
    for _ in range(count):
        # office hours around 13:00 for most of the traffic, the rest at any time
        hour = (
            min(23.999, max(0.0, chance.gauss(13, 4)))
            if chance.random() < 0.7
            else chance.random() * 24
        )
        internal = chance.random() >= 0.8
        server = f"10.30.0.{chance.randrange(1, 250)}" if internal else chance.choice(servers)
        port = chance.choice((443, 443, 80, 53, 8443))
        events.append(
            (hour * 3600, chance.choice(hosts), server, port, chance.randrange(200, 9000))
        )
    for source, server, every in (QUIET_BEACON, (hosts[7], *BUSY_BEACON)):
        second = chance.random() * every
        while second < 86399:
            events.append((max(0.0, second + chance.uniform(-0.4, 0.4)), source, server, 443, 512))
            second += every
    midnight = datetime.datetime(day.year, day.month, day.day)
    for second, source, server, port, size in sorted(events):
        moment = midnight + datetime.timedelta(seconds=second)
        yield moment, _row(moment, source, server, port, size)


def _row(moment: datetime.datetime, source: str, server: str, port: int, size: int) -> Row:
    """One row with the columns of CommonSecurityLog that hunts use."""
    fortinet = port != 53
    return {
        "TenantId": "00000000-0000-0000-0000-000000000000",
        "TimeGenerated": f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z",  # Azure writes seven digits
        "DeviceVendor": "Fortinet" if fortinet else "Palo Alto Networks",
        "DeviceProduct": "Fortigate" if fortinet else "PAN-OS",
        "DeviceVersion": "v7.0.1" if fortinet else "10.1.3",
        "DeviceEventClassID": "13" if fortinet else "end",
        "Activity": "traffic:forward close" if fortinet else "TRAFFIC",
        "LogSeverity": "3",
        "DeviceAction": "close" if fortinet else "allow",
        "Protocol": "UDP" if port == 53 else "TCP",
        "SourceIP": source,
        "SourcePort": 1024 + zlib.crc32(f"{source}{server}{moment:%H%M%S%f}".encode()) % 60000,
        "DestinationIP": server,
        "DestinationPort": port,
        "SentBytes": size,
        "ReceivedBytes": size * 3,
        "DeviceName": "fw-01",
        "CommunicationDirection": "outbound",
        "ApplicationProtocol": {443: "HTTPS", 8443: "HTTPS", 80: "HTTP"}.get(port, "DNS"),
        "Computer": "collector-01",
        "SourceSystem": "OpsManager",
        "Type": "CommonSecurityLog",
    }
