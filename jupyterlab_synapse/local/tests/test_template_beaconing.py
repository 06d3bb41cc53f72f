"""The hunt for beacons: what leaves the network, and that times are gathered of few pairs. The rows
are made for each test; the sample lake's are in test_templates.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from .client import Spark
from .test_templates import Template

MIDNIGHT = datetime(2021, 11, 17)
STEPS = 60  # as many as a pair needs
Pair = tuple[str | None, str | None]

INSIDE = (
    *("10.1.1.1", "172.16.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.9", "100.127.255.9"),
    *("fd00::9", "FC00:1::9", "::ffff:10.1.1.2"),
)
OUTSIDE = (
    *("203.0.113.1", "11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.255.1"),
    *("100.128.0.1", "223.255.255.1", "110.0.0.1", "2001:db8:77::2", "2001:DB8:120::1", "fe00::1"),
    *("::ffff:203.0.113.2", "::12"),
)
OWN = ("198.51.100.20", "2001:db8:12::20", "2001:DB8:12:5::1")
OWN_BEGINNINGS = ["198.51.100.", "2001:db8:12:"]
NOWHERE = (
    *("127.0.0.1", "169.254.1.1", "0.0.0.0", "224.0.0.251", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "0:0:0:0:0:0:0:1", "fe80::1", "FEBF::1", "ff02::fb"),
    *("::ffff:127.0.0.1", "", "-", "N/A", None),
)


def rows_of(pair: Pair, seconds: Iterable[float]) -> list[dict[str, Any]]:
    """Rows of CommonSecurityLog: a pair's events at these seconds of the day; None is left out."""
    named = {
        name: address
        for name, address in zip(("SourceIP", "DestinationIP"), pair, strict=True)
        if address is not None
    }
    times = [MIDNIGHT + timedelta(seconds=second) for second in seconds]
    return [
        {"TimeGenerated": f"{time.isoformat()}Z", "DeviceVendor": "Fortinet", **named}
        for time in times
    ]


def beacon(*pair: str | None) -> list[dict[str, Any]]:
    """As few rows of a pair as make a beacon."""
    return rows_of((pair[0], pair[1]), range(0, 300 * (STEPS + 1), 300))


def hunt_in(spark: Spark, folder: Path, rows: Iterable[dict[str, Any]]) -> Template:
    """A hunt that will read these rows instead of the sample's."""
    lines = (json.dumps(row) + "\n" for row in rows)
    (folder / "PT05M.json").write_text("".join(lines), "utf-8")
    hunt = Template(spark, "beaconing", lookback_days=1)
    hunt.run(0, hunt.number("def read"))
    hunt.spark(f"paths = [{folder.as_uri()!r}]")
    return hunt


def run(hunt: Template) -> str:
    """From the reading to the result; what it prints."""
    return hunt.run(hunt.number("def read"), hunt.number("-o beacons") + 1)


def found(hunt: Template) -> set[Pair]:
    return set(hunt.here["beacons"][["SourceIP", "DestinationIP"]].itertuples(False, None))


def test_only_events_from_inside_to_outside_count(spark: Spark, tmp_path: Path) -> None:
    leaving = [*((source, "203.0.113.99") for source in INSIDE[:5])]
    leaving += [*((source, "203.0.113.98") for source in INSIDE[5:])]
    leaving += [*(("10.1.1.3", destination) for destination in OUTSIDE)]
    staying = [("10.1.1.4", destination) for destination in (*INSIDE, *NOWHERE)]
    strangers = [(source, "203.0.113.97") for source in (*OUTSIDE[:2], *NOWHERE[-5:], None)]
    inbound = [("203.0.113.200", "10.1.1.1"), ("2001:db8:77::2", "fd00::9")]
    pairs = dict.fromkeys([*leaving, *staying, *strangers, *inbound])
    hunt = hunt_in(spark, tmp_path, [row for pair in pairs for row in beacon(*pair)])
    text = run(hunt)
    assert found(hunt) == set(leaving)
    events = STEPS + 1
    assert f"{len(leaving) * events:,} events leave the network on 2021-11-17" in text
    others = len(dict.fromkeys(strangers)) * events
    assert f"{others:,} more do not come from inside" in text


def test_public_addresses_can_be_inside(spark: Spark, tmp_path: Path) -> None:
    pairs = [
        *((source, "203.0.113.1") for source in OWN),
        *(("10.1.1.1", destination) for destination in OWN),
        *(("10.1.1.1", near) for near in ("198.51.10.1", "2001:db8:120::1")),
    ]
    hunt = hunt_in(spark, tmp_path, [row for pair in pairs for row in beacon(*pair)])
    run(hunt)
    assert found(hunt) == set(pairs[3:])
    hunt.spark(f"own_addresses = {OWN_BEGINNINGS!r}")
    text = run(hunt)
    assert found(hunt) == {*pairs[:3], *pairs[6:]}
    assert "do not come from inside" not in text

    # What begins no address would be no range at all, and nobody would know.
    hunt.spark('own_addresses = ["198.51.100.0/24"]')
    with pytest.raises(AssertionError, match="Each of own_addresses is a beginning"):
        run(hunt)


def test_no_event_that_leaves_is_told_with_what_to_look_at(spark: Spark, tmp_path: Path) -> None:
    hunt = hunt_in(spark, tmp_path, beacon("198.51.100.20", "203.0.113.1"))
    with pytest.raises(AssertionError, match=r"Vendors in these logs: Fortinet.*own_addresses"):
        run(hunt)


def rhythm(seconds: list[int]) -> tuple[int, int, float] | None:
    """Steps, usual step and percentage alike of a pair, written down once more."""
    times = sorted(set(seconds))
    steps = sorted(b - a for a, b in pairwise(times) if b - a >= 15)
    if len(steps) < STEPS:
        return None
    usual = steps[len(steps) // 2]
    alike = sum(abs(step - usual) <= 2 for step in steps)
    return len(steps), usual, round(100 * alike / len(steps), 1)


def test_times_are_gathered_of_rare_pairs_with_enough_events(spark: Spark, tmp_path: Path) -> None:
    every = range(0, 300 * 100, 300)
    odd = [300 * at + 70 * (at % 5 == 0) for at in range(100)]  # two steps of five are others
    some_odd = [300 * at + 70 * (at % 20 == 0) for at in range(100)]
    traffic: dict[tuple[str, str], list[int]] = {
        ("10.1.1.1", "203.0.113.1"): [*every],
        ("10.1.1.2", "203.0.113.1"): [at * 171 % 80000 for at in range(90)],
        ("10.1.1.1", "203.0.113.2"): some_odd,
        ("10.1.1.1", "203.0.113.3"): odd,
        ("10.1.1.1", "203.0.113.4"): [*every[: STEPS + 1]],
        ("10.1.1.1", "203.0.113.5"): [*every[:STEPS]],  # a step too few
        ("10.1.1.1", "203.0.113.6"): [*every[:40], *every[:40]],  # twice in a second is once
        # Six sources are one too many.
        **{(f"10.1.2.{host}", "203.0.113.7"): [*every] for host in range(6)},
        **{(f"10.1.3.{host}", "203.0.113.8"): [*every[:5]] for host in range(4)},
    }
    rows = [row for pair, seconds in traffic.items() for row in rows_of(pair, seconds)]
    hunt = hunt_in(spark, tmp_path, rows)
    text = run(hunt)

    sources = {to: sum(1 for pair in traffic if pair[1] == to) for _, to in traffic}
    rare = {pair: times for pair, times in traffic.items() if sources[pair[1]] <= 5}
    rhythms = {pair: rhythm(seconds) for pair, seconds in rare.items()}
    expected = {
        (*pair, *one, sources[pair[1]]) for pair, one in rhythms.items() if one and one[2] >= 75
    }
    assert len(expected) == 4  # else nothing is compared
    columns = ["SourceIP", "DestinationIP", "steps", "every_seconds", "percent", "sources"]
    assert set(hunt.here["beacons"][columns].itertuples(False, None)) == expected

    gathered = sum(len(seconds) > STEPS for seconds in rare.values())
    assert gathered < len(rare) < len(traffic)
    assert f"enough events: {gathered}\n" in text
    assert spark.text("pairs.count()") == str(gathered)
    kept = spark.text("events.is_cached, sorted(events.columns)")
    assert kept == repr((True, ["DestinationIP", "SourceIP", "day", "time"]))
