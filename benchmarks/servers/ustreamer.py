"""uStreamer: motion JPEG over HTTP, in C. It passes on what its V4L2 device delivers, here from a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.compiling import compiled
from benchmarks.material import RATE, SIZE, Material
from benchmarks.missing import Missing
from benchmarks.processes import free_port, running, wait_for_port
from benchmarks.servers.served import START_SECONDS, Endpoint, Kind, Served

NAME = "uStreamer"
DEVICE = "/dev/video-of-the-benchmark"
STAND_IN = Path(__file__).with_name("v4l2_stand_in.c")


@contextmanager
def serve(material: Material) -> Iterator[Served]:
    """Run it while the context lasts; raises Missing."""
    program = shutil.which("ustreamer")
    if program is None:
        raise Missing("uStreamer is not installed (apt install ustreamer)")
    stand_in = compiled("v4l2-stand-in.so", [STAND_IN], "-shared", "-fPIC")
    port = free_port()
    command = [program, f"--device={DEVICE}", "--host=127.0.0.1", f"--port={port}", "--tcp-nodelay"]
    command += [f"--resolution={SIZE}", "--format=JPEG", "--encoder=HW"]
    environment = {
        "LD_PRELOAD": str(stand_in),
        "STAND_IN_DEVICE": DEVICE,
        "STAND_IN_FRAMES": str(material.pictures),
        "STAND_IN_RATE": str(RATE),
    }
    with running(NAME, command, environment=environment) as process:
        wait_for_port(process, port, START_SECONDS)
        yield Served(NAME, process, {Kind.MJPEG: Endpoint(port, "/stream")})
