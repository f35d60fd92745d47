"""(b) What an H.264 frame costs, delivered over RTSP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from benchmarks.cases.case import Case, Plan
from benchmarks.cases.comparison import compare, ratio, whole_ratio
from benchmarks.material import Material
from benchmarks.results import Aim, Gathering, Result
from benchmarks.servers import babelcam, floor, gstreamer
from benchmarks.servers.served import Kind

SMALLEST_CROWD = 200  # of the full plan: below, GStreamer's own threads blur the picture
OF_GSTREAMER = {Kind.RTSP_TCP: 0.6, Kind.RTSP_UDP: 0.4}
WAYS = {Kind.RTSP_TCP: "TCP (interleaved)", Kind.RTSP_UDP: "UDP"}


def run(plan: Plan, material: Material) -> Result:
    """All servers pass the file's frames on as they are."""
    gathering = Gathering()
    crowds = [viewers for viewers in plan.crowds if viewers >= SMALLEST_CROWD] or plan.crowds
    _compare(gathering, Kind.RTSP_TCP, crowds, plan, material)
    _compare(gathering, Kind.RTSP_UDP, (plan.udp_crowd,), plan, material)
    return gathering.result()


def _compare(gathering: Gathering, kind: Kind, crowds: Sequence[int], plan: Plan, material: Material) -> None:
    pieces = list(floor.h264(kind, material))
    servers = {
        floor.NAME: partial(floor.serve, kind, pieces),
        babelcam.NAME: partial(babelcam.serve, str(material.h264)),
        gstreamer.NAME: partial(gstreamer.serve, material),
    }
    title = f"H.264 over RTSP, {WAYS[kind]}, 4 Mbit/s, 30 frames a second"
    readings = compare(gathering, title, servers, kind, crowds, plan.seconds)
    for viewers in crowds:
        for what, found in (
            ("a frame", whole_ratio(readings, babelcam.NAME, gstreamer.NAME, viewers)),
            ("a further frame", ratio(readings, babelcam.NAME, gstreamer.NAME, viewers)),
        ):
            if found is not None:
                name = f"{what}, {WAYS[kind]}, {viewers} viewers, of {gstreamer.NAME}"
                gathering.aims.append(Aim(name, found, OF_GSTREAMER[kind]))


CASE = Case("b", "CPU of a delivered H.264 frame", run)
