"""Reports the Spark tasks of the running statement."""

from __future__ import annotations

import threading
from collections.abc import Callable

_POLL_SECONDS = 0.25
COUNTS = ("jobs", "done", "total", "active", "failed", "stages", "stagesDone")


class Progress:
    """A thread that asks Spark's status tracker while a statement runs (it works with the Spark UI
    off).

    `report` gets the numbers of COUNTS: the statement's jobs, their tasks so far, and their
    stages, of which Spark may skip some. `total` grows as Spark finds more stages, so done/total
    can step back.
    """

    def __init__(self, cores: int, report: Callable[[dict[str, int]], None]) -> None:
        self._cores, self._report = cores, report
        self._group: str | None = None
        self._running = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name="progress").start()

    def begin(self, group: str) -> None:
        """A statement with this job group starts."""
        self._group = group
        self._running.set()

    def end(self) -> None:
        """It has ended."""
        self._running.clear()
        self._group = None

    def _watch(self) -> None:
        pause = threading.Event()
        last: tuple[str, dict[str, int]] | None = None
        while True:
            self._running.wait()
            pause.wait(_POLL_SECONDS)  # first a wait: short statements cost nothing
            group = self._group
            if group is None:
                continue
            try:
                counts = self._count(group)
            except (
                Exception
            ):  # the context is being stopped or Java is going down; the statement itself will tell
                continue
            if counts["total"] and last != (group, counts) and self._group == group:
                last = (group, counts)
                self._report(counts)

    def _count(self, group: str) -> dict[str, int]:
        from pyspark import SparkContext

        counts: dict[str, int] = dict.fromkeys(COUNTS, 0)
        context = SparkContext._active_spark_context
        if context is None:
            return counts
        tracker = context.statusTracker()
        for job_id in tracker.getJobIdsForGroup(group):
            counts["jobs"] += 1
            job = tracker.getJobInfo(job_id)
            for stage_id in job.stageIds if job else ():
                counts["stages"] += 1
                stage = tracker.getStageInfo(stage_id)
                if stage:
                    counts["done"] += stage.numCompletedTasks
                    counts["total"] += stage.numTasks
                    counts["active"] += stage.numActiveTasks
                    counts["failed"] += stage.numFailedTasks
                    counts["stagesDone"] += stage.numCompletedTasks >= stage.numTasks
        counts["active"] = min(
            counts["active"], self._cores
        )  # the tracker counts one that has just ended
        return counts
