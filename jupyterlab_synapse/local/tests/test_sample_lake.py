"""The sample logs: their layout, that they are written once, and what a hunt finds in them."""

from __future__ import annotations

import json
from pathlib import Path

from jupyterlab_synapse.local import sample_lake, sample_processes
from jupyterlab_synapse.local.home import Home

from .client import Spark

HUNT = """
from pyspark.sql import functions as F, Window
base = "abfss://am-commonsecuritylog@contosolake.dfs.core.windows.net/" + WORKSPACE
schema = "TimeGenerated string, DeviceVendor string, SourceIP string, DestinationIP string"
logs = (spark.read.schema(schema).option("recursiveFileLookup", "true").json(
        [f"{base}/y=2021/m=11/d={day:02d}" for day in (15, 16, 17)])
    .where("DeviceVendor = 'Fortinet' and DestinationIP not like '10.%'")
    .withColumn("ts", F.to_timestamp("TimeGenerated")).withColumn("day", F.to_date("ts")).cache())

def beacons(*keys):
    before = F.lag("ts").over(Window.partitionBy("day", *keys).orderBy("ts"))
    delta = F.round(F.col("ts").cast("double") - before.cast("double")).cast("long")
    pair = ["day", "SourceIP", "DestinationIP"]
    counted = logs.withColumn("delta", delta).where("delta > 15").groupBy(*pair, "delta").count()
    near = F.sum("count").over(Window.partitionBy(*pair).orderBy("delta").rangeBetween(-1, 1))
    total = F.sum("count").over(Window.partitionBy(*pair))
    found = counted.withColumn("near", near).withColumn("total", total)
    found = found.where("near / total > 0.75 and total > 100")
    days = found.groupBy("SourceIP", "DestinationIP").agg(F.countDistinct("day").alias("days"))
    return sorted(tuple(row) for row in days.collect())
"""
QUIET, BUSY = ("10.20.9.77", "203.0.113.77", 3), ("10.20.0.17", "203.0.113.90", 3)


def test_a_hunt_per_pair_finds_both_beacons_and_per_source_only_the_quiet_one(spark: Spark) -> None:
    defined = spark.run(HUNT.replace("WORKSPACE", repr(sample_lake.WORKSPACE)))
    assert defined["status"] == "ok", defined
    assert spark.text('beacons("SourceIP", "DestinationIP")') == repr([BUSY, QUIET])
    assert spark.text('beacons("SourceIP")') == repr([QUIET])


OTHER_HUNTS = """
from pyspark.sql import functions as F
def read(table, *days):
    base = f"abfss://am-{table}@contosolake.dfs.core.windows.net/" + WORKSPACE
    paths = [f"{base}/y=2021/m=11/d={day:02d}" for day in days]
    return spark.read.option("recursiveFileLookup", "true").json(paths)

signs = read("signinlogs", 15, 16, 17)
failed = F.col("Status.errorCode") == 50126
networks = (signs.groupBy("AutonomousSystemNumber", "LocationDetails.countryOrRegion").agg(
    F.countDistinct(F.when(failed, F.col("UserPrincipalName"))).alias("users"),
    F.avg(failed.cast("int")).alias("share"), F.sum((~failed).cast("int")).alias("others"))
    .where("users > 30 and share > 0.5"))
spray = [tuple(row)[:3] for row in networks.collect()]

events = read("securityevent", 17).where("EventID = 4688 and CommandLine is not null")
usual = r"^C:\\\\Windows\\\\(System32|SysWOW64)\\\\"
near = F.levenshtein(F.lower("Process"), F.lit("svchost.exe"))
odd = events.where((near <= 2) & ~F.col("NewProcessName").rlike(usual))
masks = sorted(row[0] for row in odd.select("NewProcessName").distinct().collect())
"""


def test_spark_reads_the_other_tables_with_their_types(spark: Spark) -> None:
    defined = spark.run(OTHER_HUNTS.replace("WORKSPACE", repr(sample_lake.WORKSPACE)))
    assert defined["status"] == "ok", defined
    found = spark.text("[(number, country) for number, country, users in spray]")
    assert found == repr([("64511", "NL")])
    masks = [one.path for one in sample_processes.MASQUERADES if "lsasss" not in one.path]
    assert spark.text("masks") == repr(sorted(masks))
    types = spark.text("dict(signs.dtypes)['TimeGenerated'], dict(events.dtypes)['EventID']")
    assert types == repr(("string", "bigint"))


def test_layout_and_rows(home: Home) -> None:
    days = sample_lake.days()
    assert (str(days[0]), str(days[-1]), len(days)) == ("2021-10-27", "2021-11-17", 22)
    file = home.lake / "contosolake" / "am-commonsecuritylog" / sample_lake.WORKSPACE
    file = file / "y=2021" / "m=11" / "d=17" / "h=09" / "m=00" / "PT05M.json"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(rows) > 50
    assert all(row["TimeGenerated"].startswith("2021-11-17T09:") for row in rows)
    assert [row["TimeGenerated"] for row in rows] == sorted(row["TimeGenerated"] for row in rows)
    vendors = [row["DeviceVendor"] for row in rows]
    assert vendors.count("Fortinet") > len(rows) / 2 and "Palo Alto Networks" in vendors
    for row in rows:
        documentation = ("192.0.2.", "198.51.100.", "203.0.113.", "10.")
        assert row["SourceIP"].startswith("10.") and row["DestinationIP"].startswith(documentation)


def test_days_are_the_same_each_time_and_written_once(tmp_path: Path) -> None:
    marks = tmp_path / "marks.json"
    seen: list[int] = []
    assert (
        sample_lake.write(tmp_path / "a", marks, 50, lambda _day, number: seen.append(number)) == 22
    )
    assert seen == list(range(1, 23))
    assert sample_lake.write(tmp_path / "a", marks) == 0
    folder = sample_lake.day_folder(tmp_path / "a", sample_lake.LAST_DAY)
    own = next(folder.rglob("*.json"))
    text = own.read_text("utf-8")
    own.write_text("mine\n")
    assert sample_lake.write(tmp_path / "a", marks, 50) == 0 and own.read_text("utf-8") == "mine\n"
    assert sample_lake.write(tmp_path / "a", marks, 60) == 22
    assert sample_lake.write(tmp_path / "b", tmp_path / "other.json", 50) == 22
    again = tmp_path / "b" / own.relative_to(tmp_path / "a")
    assert again.read_text("utf-8") == text
