"""A webcam as the source: FFmpeg's own V4L2 reader on a device that a preloaded library stands in for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from babelcam.media.frame import Picture, Pixels
from benchmarks.compiling import compiled
from benchmarks.servers.ustreamer import STAND_IN
from tests.media.sources.making import PATCHES, SMALL, colours_of, full_range_601, jpeg, pattern

pytestmark = pytest.mark.skipif(
    not shutil.which("gcc"), reason="the stand-in for a webcam is compiled with gcc"
)

DEVICE = "/dev/video-of-a-test"
RATE = 25
READ_A_FEW = """
import sys
from itertools import islice
from babelcam.media.source import Demand
from babelcam.media.sources import open_source
from babelcam.system.clock import Clock

demand = Demand()
demand.change(pixels=True, packets=False)
source = open_source(sys.argv[1], 1)
for picture in islice(source.read(demand, Clock()), 5):
    sys.stdout.buffer.write(picture.planes.tobytes())
print(source.format, file=sys.stderr)
"""


def yuyv(index: int) -> bytes:
    """A picture as most webcams give it uncompressed."""
    frame = av.VideoFrame.from_ndarray(pattern(SMALL, index), format="rgb24").reformat(format="yuyv422")
    return bytes(frame.planes[0])


@pytest.mark.parametrize(("sort", "make"), [("mjpeg", jpeg), ("yuyv", yuyv)])
def test_a_webcams_pictures_arrive_in_their_colours(
    tmp_path: Path, sort: str, make: Callable[..., bytes]
) -> None:
    pictures = [make(index=index) for index in range(3)]
    file = tmp_path / "frames"
    file.write_bytes(b"".join(len(data).to_bytes(4, "little") + data for data in pictures))
    done = subprocess.run(
        [sys.executable, "-c", READ_A_FEW, f"device:{DEVICE}?size={SMALL}&rate={RATE}&input={sort}"],
        capture_output=True,
        timeout=30,
        check=False,
        env={
            **os.environ,
            "LD_PRELOAD": str(compiled("v4l2-stand-in.so", [STAND_IN], "-shared", "-fPIC")),
            "STAND_IN_DEVICE": DEVICE,
            "STAND_IN_FRAMES": str(file),
            "STAND_IN_RATE": str(RATE),
        },
    )
    assert done.returncode == 0, done.stderr.decode()
    assert f"Size(width={SMALL.width}, height={SMALL.height}), rate={RATE}" in done.stderr.decode()
    for picture in received(done.stdout):
        for name, found in colours_of(picture).items():
            assert found == pytest.approx(full_range_601(*PATCHES[name]), abs=6), name


def received(data: bytes) -> list[Picture]:
    planes: Pixels = np.frombuffer(data, np.uint8).reshape(-1, SMALL.height * 3 // 2, SMALL.width)
    assert len(planes) == 5
    return [Picture(each, 0, 0) for each in planes]
