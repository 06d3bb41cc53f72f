"""abfss:// and its relatives on a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyterlab_synapse.local import lake
from jupyterlab_synapse.local.home import Home

from .client import Spark

HOSTS = {
    "abfss": "dfs.core.windows.net",
    "abfs": "dfs.core.windows.net",
    "wasbs": "blob.core.windows.net",
    "wasb": "blob.core.windows.net",
}


@pytest.mark.parametrize("scheme", lake.SCHEMES)
def test_write_and_read_in_an_account_never_seen_before(
    spark: Spark, home: Home, scheme: str
) -> None:
    url = f"{scheme}://my-data@unseen{scheme}.{HOSTS[scheme]}/a b/y=2021/caf\u00e9"
    code = (
        f"u = {url!r}\nspark.range(5).write.mode('overwrite').json(u)\n"
        "spark.range(2).write.mode('append').json(u)\nspark.read.json(u).count()"
    )
    assert spark.text(code) == "7"
    folder = home.lake / f"unseen{scheme}" / "my-data" / "a b" / "y=2021" / "caf\u00e9"
    names = [path.name for path in folder.iterdir()]
    assert "_SUCCESS" in names and not [name for name in names if name.endswith(".crc")]
    name = "spark.read.json(u).selectExpr('input_file_name()').first()[0]"
    assert spark.text(name).startswith(f"'{scheme}://my-data@unseen{scheme}.")


def test_accounts_of_both_endpoints_are_one(spark: Spark) -> None:
    code = (
        "spark.range(3).write.mode('overwrite').parquet("
        "'abfss://c@both.dfs.core.windows.net/p')\n"
        "spark.sql('select count(*) from "
        "parquet.`wasbs://c@both.blob.core.windows.net/p`').first()[0]"
    )
    assert spark.text(code) == "3"


def test_partitions_globs_rdds_and_tables(spark: Spark) -> None:
    code = (
        "b = 'abfss://c@kinds.dfs.core.windows.net'\n"
        "spark.range(10).selectExpr('id', 'id % 2 d').write.mode('overwrite').partitionBy('d')"
        ".parquet(b + '/parts')\n"
        "a = spark.read.parquet(b + '/parts/d=*').count()\n"
        "import uuid\ns = f'{b}/text-{uuid.uuid4()}'\n"
        "sc.parallelize(['x', 'y'], 2).saveAsTextFile(s)\n"
        "t = sorted(sc.textFile(s + '/part-*').collect())\n"
        "spark.range(4).write.mode('overwrite').option('path', b + '/table').saveAsTable('kinds')\n"
        "a, t, spark.table('kinds').count()"
    )
    assert spark.text(code) == "(10, ['x', 'y'], 4)"


def test_structured_streaming_checkpoints(spark: Spark) -> None:
    code = (
        "b = 'abfss://c@stream.dfs.core.windows.net'\n"
        "spark.range(6).write.mode('overwrite').json(b + '/in')\n"
        "q = (spark.readStream.schema('id long').json(b + '/in').writeStream.format('json')\n"
        "  .option('checkpointLocation', b + '/check').trigger(availableNow=True)"
        ".start(b + '/out'))\n"
        "q.awaitTermination()\nspark.read.json(b + '/out').count()"
    )
    assert spark.text(code) == "6"


def test_missing_paths_are_named_as_they_were_written(spark: Spark) -> None:
    output = spark.run("spark.read.json('abfss://c@nobody.dfs.core.windows.net/none')")
    assert output["evalue"].startswith("[PATH_NOT_FOUND]")
    assert "abfss://c@nobody.dfs.core.windows.net/none" in output["evalue"]


def test_nothing_outside_the_lake_can_be_reached(spark: Spark, home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.json").write_text('{"a": 1}\n')
    container = home.lake / "guard" / "c"
    container.mkdir(parents=True, exist_ok=True)
    link = container / "link"
    link.unlink(missing_ok=True)
    os.symlink(secret, link)
    host = "guard.dfs.core.windows.net"
    for url, words in (
        (f"abfss://c@{host}/link", "symbolic link leads out"),
        (f"abfss://c@{host}/link/x.json", "symbolic link leads out"),
        (f"abfss://c@{host}/../../../x", ".. leads out"),
        (f"abfss://..@{host}/x", "does not allow"),
        (f"abfss://{host}/x", "the container before @ is missing"),
    ):
        output = spark.run(f"spark.read.text({url!r}).collect()")
        assert output["status"] == "error" and words in output["evalue"], (url, output["evalue"])
    write = spark.run(f"spark.range(1).write.mode('append').json('abfss://c@{host}/link/new')")
    assert write["status"] == "error" and not (secret / "new").exists()


def test_the_file_system_is_built_once(home: Home) -> None:
    from jupyterlab_synapse.local import jdk, spark_install

    java, spark = jdk.find(), spark_install.find()
    assert java and spark
    jar = lake.jar_path(home.cache, spark)
    before = jar.stat().st_mtime_ns
    assert lake.build(home.cache, java, spark) == jar
    assert jar.stat().st_mtime_ns == before
