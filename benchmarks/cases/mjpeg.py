"""(a) What a motion JPEG frame costs, delivered over HTTP."""

from __future__ import annotations

from functools import partial

from benchmarks.cases.case import Case, Plan
from benchmarks.cases.comparison import compare, ratio, whole_ratio
from benchmarks.material import Material
from benchmarks.results import Aim, Gathering, Result
from benchmarks.servers import babelcam, floor, ustreamer
from benchmarks.servers.served import Kind

OF_THE_FLOOR = 1.3
OF_USTREAMER = 0.25


def run(plan: Plan, material: Material) -> Result:
    """All three pass the pictures on as they are."""
    gathering = Gathering()
    pieces = list(floor.mjpeg(material.jpegs()))
    servers = {
        floor.NAME: partial(floor.serve, Kind.MJPEG, pieces),
        babelcam.NAME: partial(babelcam.serve, str(material.mjpeg)),
        ustreamer.NAME: partial(ustreamer.serve, material),
    }
    title = "Motion JPEG over HTTP, 1280x720, 30 frames a second"
    readings = compare(gathering, title, servers, Kind.MJPEG, plan.crowds, plan.seconds)
    for viewers in plan.crowds:
        whole = whole_ratio(readings, babelcam.NAME, ustreamer.NAME, viewers)
        if whole is not None:
            what = f"a frame, everything counted, {viewers} viewers, of {ustreamer.NAME}"
            gathering.aims.append(Aim(what, whole, OF_USTREAMER))
        for other, most in ((floor.NAME, OF_THE_FLOOR), (ustreamer.NAME, OF_USTREAMER)):
            found = ratio(readings, babelcam.NAME, other, viewers)
            if found is not None:
                gathering.aims.append(Aim(f"a further frame, {viewers} viewers, of {other}", found, most))
    return gathering.result()


CASE = Case("a", "CPU of a delivered motion JPEG frame", run)
