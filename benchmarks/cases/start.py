"""(e) From the start of the process to the first whole picture."""

from __future__ import annotations

import http.client
import statistics
import time

from benchmarks.cases.case import Case, Plan
from benchmarks.material import Material
from benchmarks.results import Aim, Cell, Column, Gathering, Result
from benchmarks.servers import babelcam
from benchmarks.servers.served import START_SECONDS

COLUMNS = (Column("source"), Column("seconds, median", ".2f"), Column("longest", ".2f"))
AIM_SECONDS = 2.0
RETRY_SECONDS = 0.01


def run(plan: Plan, material: Material) -> Result:
    """Ask for a snapshot until one comes."""
    gathering = Gathering()
    sources = {"world": "world:", "motion JPEG file": str(material.mjpeg), "H.264 file": str(material.h264)}
    rows: list[tuple[Cell, ...]] = []
    for name, source in sources.items():
        times = [_start(source) for _ in range(plan.starts)]
        rows.append((name, statistics.median(times), max(times)))
        gathering.aims.append(Aim(f"start with a {name}", statistics.median(times), AIM_SECONDS, " s"))
    gathering.table("Start to first picture", COLUMNS, rows)
    return gathering.result()


def _start(source: str) -> float:
    began = time.monotonic()
    with babelcam.start(source) as started:
        while not _has_picture(started.http):
            if not started.process.alive():
                raise started.process.ended("ended")
            if time.monotonic() - began > START_SECONDS:
                raise started.process.ended(f"gave no picture for {START_SECONDS:g} s")
            time.sleep(RETRY_SECONDS)
        return time.monotonic() - began


def _has_picture(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", babelcam.SNAPSHOT, headers={"Authorization": babelcam.BASIC})
        answer = connection.getresponse()
        return answer.status == 200 and answer.read().endswith(b"\xff\xd9")
    except OSError:
        return False
    finally:
        connection.close()


CASE = Case("e", "start to first picture", run)
