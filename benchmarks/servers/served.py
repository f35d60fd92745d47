"""A server that runs, and where its streams are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.processes import Child

START_SECONDS = 30.0  # for any server to listen


class Kind(StrEnum):
    """How viewers watch; the words are those of viewers/main.c."""

    MJPEG = "mjpeg"
    STAMPED = "stamped"
    """Motion JPEG with the IP Device SDK's header in front of each picture: it tells when that was taken."""
    RTSP_TCP = "rtsp-tcp"
    RTSP_UDP = "rtsp-udp"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a stream is: `track` is what RTSP sets up, `authorization` the header's value or ""."""

    port: int
    target: str
    track: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    name: str
    process: Child
    endpoints: Mapping[Kind, Endpoint]
