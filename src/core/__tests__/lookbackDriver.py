"""Compares windows with Python's own datetime: JSON on standard input, JSON on standard output.

Input: windows with the SHA-256 of their days and paths, and cells made for some of them.
Output: the numbers of those that differ.
"""

import functools
import hashlib
import json
import sys
from datetime import datetime, timedelta


class Spark:
    """Enough of a Spark session for a cell that asks which folders are there."""

    _jsc = property(lambda self: self)
    _jvm = org = apache = hadoop = fs = property(lambda self: self)

    def Path(self, path):
        return self

    def hadoopConfiguration(self):
        return None

    def getFileSystem(self, _):
        return self

    def exists(self, _):
        return True


def days_of(end_date, count, rule):
    """As the notebooks in Azure/Azure-Sentinel-Notebooks and the documentation do it."""
    end = datetime.strptime(end_date, "%Y-%m-%d")
    if rule == "endIncluded":
        return [end - timedelta(days=back) for back in reversed(range(count))]
    if rule == "endExcluded":
        last = end - timedelta(days=1)
        first = last - timedelta(days=count)
    else:
        last, first = end, end - timedelta(days=count)
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


@functools.cache
def folder_of(day):
    return day.strftime("/y=%Y/m=%m/d=%d")


def paths_of(days, first_hour, end_hour, base):
    """Hour by hour where a day may be cut: another way than the one that is tested."""
    begin = days[0] + timedelta(hours=first_hour)
    end = days[-1] + timedelta(hours=end_hour)
    paths = []
    for day in days:
        folder = base + folder_of(day)
        if begin <= day and day + timedelta(days=1) <= end:
            paths.append(folder)
            continue
        hours = [day + timedelta(hours=hour) for hour in range(24)]
        paths += [f"{folder}/h={hour:%H}" for hour in hours if begin <= hour < end]
    return paths


def digest(texts):
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def main():
    given = json.load(sys.stdin)
    wrong = []
    for number, (end, count, rule, first, last, days_hash, paths_hash) in enumerate(
        given["windows"]
    ):
        days = days_of(end, count, rule)
        texts = [day.date().isoformat() for day in days]
        paths = paths_of(days, first, last, given["base"])
        if digest(texts) != days_hash or digest(paths) != paths_hash:
            wrong.append(number)
    cells, offers = [], []
    out = sys.stdout
    sys.stdout = sys.stderr
    for number, cell, paths_hash, offer, days in given["cells"]:
        names = {"spark": Spark()}
        exec(cell, names)
        if digest(names["paths"]) != paths_hash or names["base_path"] != given["base"]:
            cells.append(number)
        exec(offer, names)
        kinds = [type(names[name]) for name in ("end_date", "lookback_days", "lookback_dates")]
        if names["lookback_dates"] != days or kinds != [str, int, list]:
            offers.append(number)
    json.dump({"windows": wrong, "cells": cells, "offers": offers}, out)


main()
