"""babelcam itself, as its users start it: `python -m babelcam serve`."""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Child, free_port, running, wait_for_port
from benchmarks.servers.served import START_SECONDS, Endpoint, Kind, Served

NAME = "babelcam"
USER, PASSWORD = "admin", "babel-1-cam"
SNAPSHOT = "/axis-cgi/jpg/image.cgi"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
MODULE = ("-m", "babelcam")


@dataclass(frozen=True, slots=True)
class Started:
    """A camera that was started, but may not listen yet."""

    process: Child
    http: int
    rtsp: int

    def endpoints(self) -> dict[Kind, Endpoint]:
        rtsp = f"rtsp://127.0.0.1:{self.rtsp}/axis-media/media.amp"
        video = Endpoint(self.rtsp, rtsp, f"{rtsp}/trackID=1", BASIC)
        return {
            Kind.MJPEG: Endpoint(self.http, "/axis-cgi/mjpg/video.cgi", authorization=BASIC),
            Kind.STAMPED: Endpoint(self.http, "/cgi/mjpg/mjpeg.cgi", authorization=BASIC),
            Kind.RTSP_TCP: video,
            Kind.RTSP_UDP: video,
        }


@contextmanager
def start(source: str, module: Sequence[str] = MODULE) -> Iterator[Started]:
    """Start a camera of one channel with an empty data folder; `module` is what Python runs."""
    http, rtsp = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="babelcam-benchmark-") as data:
        command: list[str | Path] = [sys.executable, *module, "serve"]
        command += ["--source", source, "--channels", "1", "--mjpeg", "off", "--data", data]
        command += ["--http", f"127.0.0.1:{http}", "--rtsp", f"127.0.0.1:{rtsp}"]
        with running(NAME, command, environment={"BABELCAM_ADMIN": f"{USER}:{PASSWORD}"}) as process:
            yield Started(process, http, rtsp)


@contextmanager
def serve(source: str, module: Sequence[str] = MODULE) -> Iterator[Served]:
    """Run a camera while the context lasts."""
    with start(source, module) as started:
        wait_for_port(started.process, started.http, START_SECONDS)
        wait_for_port(started.process, started.rtsp, START_SECONDS)
        yield Served(NAME, started.process, started.endpoints())
