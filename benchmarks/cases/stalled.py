"""(d) Viewers that stop reading: nobody else may notice, and memory must stay where it is."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.cases.case import Case, Plan
from benchmarks.material import Material
from benchmarks.results import Aim, Cell, Column, Gathering, Result
from benchmarks.servers import babelcam
from benchmarks.servers.served import Kind
from benchmarks.viewers.fleet import Counts, watching

COLUMNS = (
    Column("stream"),
    Column("viewers that read"),
    Column("that stopped"),
    Column("frames/s of the slowest before", ".2f"),
    Column("after", ".2f"),
    Column("memory before, MB", ".1f"),
    Column("once they stopped, MB", ".1f"),
    Column("at the end, MB", ".1f"),
)
FILLING_SECONDS = 4.0  # until the kernel takes nothing more for those who do not read
MOST_LOSS = 0.02  # of the slowest viewer's rate
MOST_GROWTH = 2.0  # MB, between two looks at the same crowd
MEGABYTE = 1e6


def run(plan: Plan, material: Material) -> Result:
    """Motion JPEG over HTTP, and H.264 over RTSP/TCP."""
    gathering = Gathering()
    ways = ((Kind.MJPEG, material.mjpeg), (Kind.RTSP_TCP, material.h264))
    gathering.table("Viewers that stop reading", COLUMNS, [_row(gathering, plan, *way) for way in ways])
    return gathering.result()


def _row(gathering: Gathering, plan: Plan, kind: Kind, source: Path) -> tuple[Cell, ...]:
    crowd = plan.stall_crowd + plan.stalled
    with (
        babelcam.serve(str(source)) as served,
        watching(served.endpoints[kind], kind, crowd) as fleet,
    ):
        memory = [served.process.resident()]
        fleet.mark()
        time.sleep(plan.seconds)
        before = _slowest(fleet.report(), plan) / plan.seconds
        fleet.stall(plan.stalled)
        time.sleep(FILLING_SECONDS)
        memory.append(served.process.resident())
        fleet.mark()
        time.sleep(plan.seconds)
        after = _slowest(fleet.report(), plan) / plan.seconds
        memory.append(served.process.resident())
    first, filled, last = (size / MEGABYTE for size in memory)
    gathering.aims.append(Aim(f"{kind}: loss of the slowest that reads", 1 - after / before, MOST_LOSS))
    gathering.aims.append(Aim(f"{kind}: growth while they do not read", last - filled, MOST_GROWTH, " MB"))
    return kind, plan.stall_crowd, plan.stalled, before, after, first, filled, last


def _slowest(counts: Counts, plan: Plan) -> int:
    """The frames of the slowest of those that go on reading."""
    return min(counts.frames[plan.stalled :])


CASE = Case("d", "viewers that stop reading", run)
