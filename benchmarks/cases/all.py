"""All cases, in the order of their letters."""

from __future__ import annotations

from benchmarks.cases import delay, encodes, h264, mjpeg, snapshots, stalled, start

ALL = (
    mjpeg.CASE,
    h264.CASE,
    encodes.CASE,
    stalled.CASE,
    start.CASE,
    delay.CASE,
    snapshots.CASE,
)
