"""(f) From a picture's capture to its arrival at a viewer, by the time that the picture itself carries."""

from __future__ import annotations

from benchmarks.cases.case import Case, Plan
from benchmarks.material import Material
from benchmarks.measuring import read
from benchmarks.results import Cell, Column, Gathering, Result
from benchmarks.servers import babelcam
from benchmarks.servers.served import Kind

COLUMNS = (
    Column("viewers"),
    Column("median, ms", ".2f"),
    Column("99th percentile, ms", ".2f"),
    Column("longest, ms", ".2f"),
    Column("frames/s of the slowest", ".1f"),
)
MILLISECONDS = 1000


def run(plan: Plan, material: Material) -> Result:
    """The IP Device SDK's stream tells when each picture was taken; both ends read the same clock."""
    gathering = Gathering()
    rows: list[tuple[Cell, ...]] = []
    with babelcam.serve(str(material.h264)) as served:
        for viewers in (1, plan.delay_crowd):
            reading = read(served, Kind.STAMPED, viewers, plan.seconds)
            delays = (seconds * MILLISECONDS for seconds in reading.counts.delays)
            rows.append((viewers, *delays, reading.rates()[0]))
    title = "Capture to arrival of the whole picture: H.264 decoded, coded as JPEG, sent"
    gathering.table(title, COLUMNS, rows)
    return gathering.result()


CASE = Case("f", "delay from capture to viewer", run)
