"""Made-up rows of CommonSecurityLog: a firewall's connections.

Deterministic, addresses from the documentation ranges only (RFC 5737) and private networks. Two
hosts call home:
* a quiet one, every 300 s: a hunt finds it with the time since the last row per source alone;
* a busy one, every 600 s: its own traffic hides the rhythm unless time is measured per source *and*
  destination.
"""

from __future__ import annotations

import datetime
import random
import zlib
from collections.abc import Iterator

from .sample_row import Row, time_generated

ROWS_PER_DAY = 2000
QUIET_BEACON, BUSY_BEACON = ("10.20.9.77", "203.0.113.77", 300), ("203.0.113.90", 600)
_NUMBERS = {
    "SourcePort": "int",
    "DestinationPort": "int",
    "SentBytes": "long",
    "ReceivedBytes": "long",
}
_NAMES = (
    *("DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Activity"),
    *("LogSeverity", "DeviceAction", "Protocol", "SourceIP", "SourcePort", "DestinationIP"),
    *("DestinationPort", "SentBytes", "ReceivedBytes", "DeviceName", "CommunicationDirection"),
    *("ApplicationProtocol", "Computer", "SourceSystem", "Type"),
)
COLUMNS = {
    "TenantId": "string",
    "TimeGenerated": "datetime",
    **{name: _NUMBERS.get(name, "string") for name in _NAMES},
}
_SEED = 7


def rows(day: datetime.date, count: int) -> Iterator[tuple[datetime.datetime, Row]]:
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
        "TimeGenerated": time_generated(moment),
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
