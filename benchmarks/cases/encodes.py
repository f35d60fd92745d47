"""(c) A picture is encoded once, however many watch."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.cases.case import Case, Plan
from benchmarks.material import RATE, Material
from benchmarks.results import Aim, Cell, Column, Gathering, Result
from benchmarks.servers import babelcam, counted
from benchmarks.servers.served import Kind, Served
from benchmarks.viewers.fleet import watching

COLUMNS = (Column("viewers"), Column("encodes a second", ".2f"), Column("frames delivered a second", ".0f"))
MOST = 1.02  # of the pictures that the file has; two stop watches read a little apart


def run(plan: Plan, material: Material) -> Result:
    """Count the calls of the JPEG encoder while crowds come and go."""
    gathering = Gathering()
    with tempfile.NamedTemporaryFile(prefix="babelcam-encodes-") as file:
        path = Path(file.name)
        with babelcam.serve(str(material.h264), (*counted.MODULE, file.name)) as served:
            rows = [_row(served, path, viewers, plan.seconds) for viewers in (1, *plan.crowds)]
    gathering.table("JPEG encodes", COLUMNS, rows)
    most = max(float(row[1] or 0) for row in rows)
    gathering.aims.append(Aim("encodes for each picture, at most", most / RATE, MOST))
    return gathering.result()


def _row(served: Served, path: Path, viewers: int, seconds: float) -> tuple[Cell, ...]:
    with watching(served.endpoints[Kind.MJPEG], Kind.MJPEG, viewers) as fleet:
        fleet.mark()
        began, before = time.monotonic(), counted.count(path)
        time.sleep(seconds)
        encodes, lasted = counted.count(path) - before, time.monotonic() - began
        return viewers, encodes / lasted, sum(fleet.report().frames) / lasted


CASE = Case("c", "encodes a second, however many watch", run)
