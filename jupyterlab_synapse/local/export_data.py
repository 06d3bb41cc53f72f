"""The data of export rules: from Log Analytics to containers of a storage account.

A rule writes what its workspace's tables have, from 22 days ago up to now and then every five
minutes, as Azure's data export lays it out:

    am-<table>/WorkspaceResourceId=<id of the workspace, lower case>/y=/m=/d=/h=/m=/PT05M.json

Unlike Azure, which exports only what arrives from then on, so that there is something to hunt in at
once; hours that are over at the time of writing become one file in m=00 (see sample_lake.py), later
ones a file for each five minutes. Times while no server ran are made up for, 22 days at most. Days
older than 30 that a rule has written are removed, so that a lake cannot grow for ever.

One thread for all rules; files appear whole, and a killed server continues where it was. A rule
that is gone writes nothing more, nor does one without its account: what is deleted stays so.
"""

from __future__ import annotations

import datetime
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from . import sample_tables
from .export_records import ExportRecords
from .export_slots import DAY, SLOT, days, floor, spans
from .lake_lock import LAKE_LOCK
from .sample_lake import container
from .sample_tables import TABLES, SampleTable

BACK_DAYS, KEPT_DAYS = 22, 30
_LATE_SECONDS = 2.0  # after a slot's end, so that clocks need not agree to the second
Document = dict[str, Any]
Now = Callable[[], datetime.datetime]


@dataclass(frozen=True)
class Export:
    """A rule as far as writing needs it. `workspace`: its ARM id; `account`: the storage account's
    name; `tables`: those with made-up rows.
    """

    rule: str
    workspace: str
    account: str
    tables: tuple[str, ...]

    @classmethod
    def of(cls, rule: Document, workspace: str, account: str) -> Export:
        """From the rule's document."""
        asked = {str(name).lower() for name in rule["properties"].get("tableNames", ())}
        tables = tuple(name for name in TABLES if name.lower() in asked)
        return cls(str(rule["id"]).lower(), workspace.lower(), account, tables)

    @property
    def key(self) -> str:
        """Of what it has written: another account begins anew."""
        return f"{self.rule} {self.account}"

    def folder(self, lake: Path, table: str) -> Path:
        """Where a table goes."""
        return lake / self.account / container(table) / f"WorkspaceResourceId={self.workspace}"

    def day_folder(self, lake: Path, table: str, day: datetime.date) -> Path:
        """A day's folder of a table."""
        return self.folder(lake, table) / f"y={day:%Y}" / f"m={day:%m}" / f"d={day:%d}"


def on_rule(lake: Path, rule: Document, workspace_id: str, account: str) -> None:
    """An enabled rule was made or changed: its data are written in the background, oldest first."""
    export = Export.of(rule, workspace_id, account)
    for table in export.tables:
        folder = lake / account / container(table)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _exporter(lake).add(export)


def resume(lake: Path, current: Callable[[], Iterable[Export]]) -> None:
    """Continues the rules that were told before and are among `current()`, the enabled ones; what
    is not there any more ends. `current` is called from another thread.
    """
    _exporter(lake).resume(current)


def enabled(resources: Mapping[str, Document]) -> Iterator[Export]:
    """The enabled rules to storage accounts among the resources of the local Azure."""
    for identity, rule in list(resources.items()):  # another thread may change them
        workspace, found, _ = identity.lower().rpartition("/dataexports/")
        properties = rule["properties"]
        target = str(properties.get("destination", {}).get("resourceId", "")).lower()
        if found and properties.get("enable", True) and "/storageaccounts/" in target:
            yield Export.of(rule, workspace, target.rpartition("/")[2])


def stop(lake: Path) -> None:
    """Ends all writing into this lake."""
    exporter = _exporters.pop(lake, None)
    if exporter:
        exporter.stop()


def _exporter(lake: Path) -> Exporter:
    return _exporters.setdefault(lake, Exporter(lake))


def _utc_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class Exporter:
    """All rules of one lake. `now`: UTC, without a zone."""

    def __init__(self, lake: Path, now: Now = _utc_now) -> None:
        self._lake, self._now = lake, now
        self._records = ExportRecords(lake.parent / "exports.json")
        self._current: Callable[[], Iterable[Export]] | None = None
        self._exports: dict[str, Export] = {}
        self._changed = threading.Condition()
        self._writing = threading.Lock()  # one round after the other: each goes on from the record
        self._thread: threading.Thread | None = None
        self._stopped = False

    def add(self, export: Export) -> None:
        """Takes a rule on, or its new form. It is recorded at once: a server that ends before the
        first round takes it up again.
        """
        try:
            self._records.begin(export.key)
        except OSError as error:  # the round records it too
            sys.stderr.write(f"Data export could not record a rule: {error}\n")
        with self._changed:
            self._exports[export.rule] = export
            self._start()

    def resume(self, current: Callable[[], Iterable[Export]]) -> None:
        """See the function of this name."""
        known = self._records.all()
        with self._changed:
            self._current = current
            for export in current():
                if export.key in known:
                    self._exports.setdefault(export.rule, export)
            if self._exports:
                self._start()

    def stop(self) -> None:
        """Ends the thread; what it was writing is not seen."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread:
            self._thread.join(timeout=5)

    def write(self) -> None:
        """Writes what is due of all rules, oldest first."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        end = floor(self._now())
        for export in self._living():
            tables = self._records.of(export.key)
            if self._write_export(export, tables, end):
                self._remove_old(export, tables, end)
                self._records.put(export.key, tables)

    def _write_export(self, export: Export, tables: Document, end: datetime.datetime) -> bool:
        """Whether it came to the end: nothing was stopped, and the rule is still there."""
        oldest = end - BACK_DAYS * DAY
        for day_end in days(oldest, end):
            for name in export.tables:
                if self._stopped:
                    return False
                if not self._write_table(export, TABLES[name], tables, oldest, day_end):
                    return False
            self._records.put(export.key, tables)
        return True

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="data-export", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                seen = dict(self._exports)
            try:
                self.write()
            except OSError as error:  # a full disk, for one; the next round tries again
                sys.stderr.write(f"Data export failed: {error}\n")
            with self._changed:
                if self._exports == seen and not self._stopped:
                    due = floor(self._now()) + SLOT - self._now()
                    self._changed.wait(due.total_seconds() + _LATE_SECONDS)
                if self._stopped:
                    return

    def _living(self) -> list[Export]:
        """The rules to write for; those that are gone, disabled or another are forgotten. One whose
        account is gone waits until there is one again.
        """
        with self._changed:
            current = set(self._current()) if self._current else set(self._exports.values())
            gone = [export for export in self._exports.values() if export not in current]
            for export in gone:
                del self._exports[export.rule]
            living = [export for export in self._exports.values() if self._has_account(export)]
        if gone:
            self._records.forget(export.key for export in gone)
        return living

    def _has_account(self, export: Export) -> bool:
        return (self._lake / export.account).is_dir()

    def _is_living(self, export: Export) -> bool:
        is_current = self._current is None or export in self._current()
        return is_current and self._has_account(export)

    def _write_table(
        self,
        export: Export,
        table: SampleTable,
        records: Document,
        oldest: datetime.datetime,
        end: datetime.datetime,
    ) -> bool:
        """Writes up to `end`; False when the rule is gone."""
        record = records.get(table.name)
        if not export.folder(self._lake, table.name).is_dir():
            record = None  # the container was removed, and its rule is still there
        start = datetime.datetime.fromisoformat(record["until"]) if record else oldest
        start = max(start, oldest)
        if start >= end:
            return True
        rows = list(table.between(start, end))
        at = 0
        for day, chunks in groupby(spans(start, end), lambda span: span[0].date()):
            folder = export.day_folder(self._lake, table.name, day)
            files: list[tuple[Path, list[str]]] = []
            for chunk_start, chunk_end in chunks:
                lines = []
                while at < len(rows) and rows[at][0] < chunk_end:
                    lines.append(sample_tables.line(rows[at][1]))
                    at += 1
                files.append((folder / f"h={chunk_start:%H}" / f"m={chunk_start:%M}", lines))
            with LAKE_LOCK:
                if not self._is_living(export):
                    return False
                for place, lines in files:
                    _write_file(place, lines)
        first = record["first"] if record else str(start.date())
        records[table.name] = {"first": first, "until": end.isoformat()}
        return True

    def _remove_old(self, export: Export, records: Document, end: datetime.datetime) -> None:
        for name in export.tables:
            record = records.get(name)
            if record is None:
                continue
            day = datetime.date.fromisoformat(record["first"])
            while day < end.date() - KEPT_DAYS * DAY:
                shutil.rmtree(export.day_folder(self._lake, name, day), ignore_errors=True)
                day += DAY
            record["first"] = str(day)


_exporters: dict[Path, Exporter] = {}


def _write_file(folder: Path, lines: list[str]) -> None:
    """Azure writes no blob for times without rows."""
    if not lines:
        return
    folder.mkdir(parents=True, exist_ok=True)
    # A name that Spark does not read, until the file is whole.
    draft = folder / ".PT05M.json.part"
    draft.write_text("".join(lines), "utf-8")
    draft.replace(folder / "PT05M.json")
