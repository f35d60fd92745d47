"""GStreamer's RTSP server: one shared pipeline that plays the file. It runs in the system's Python."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from benchmarks.material import Material
from benchmarks.missing import Missing
from benchmarks.processes import free_port, running, wait_for_port
from benchmarks.servers.served import START_SECONDS, Endpoint, Kind, Served

NAME = "GStreamer"
SCRIPT = Path(__file__).with_name("gstreamer_script.py")
PROBE_SECONDS = 30.0


@contextmanager
def serve(material: Material) -> Iterator[Served]:
    """Run it while the context lasts; raises Missing."""
    port = free_port()
    with running(NAME, [_python(), str(SCRIPT), str(port), str(material.h264)]) as process:
        wait_for_port(process, port, START_SECONDS)
        url = f"rtsp://127.0.0.1:{port}/file"
        endpoint = Endpoint(port, url, f"{url}/stream=0")
        yield Served(NAME, process, {Kind.RTSP_TCP: endpoint, Kind.RTSP_UDP: endpoint})


@cache
def _python() -> str:
    """A Python that has GStreamer."""
    for python in filter(None, ("/usr/bin/python3", shutil.which("python3"))):
        if Path(python).exists() and _works(python):
            return python
    raise Missing("gst-rtsp-server is not installed (apt install gir1.2-gst-rtsp-server-1.0 python3-gi)")


def _works(python: str) -> bool:
    probe = [python, str(SCRIPT), "--probe"]
    return not subprocess.run(probe, capture_output=True, timeout=PROBE_SECONDS, check=False).returncode
