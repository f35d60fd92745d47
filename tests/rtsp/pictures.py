"""Pictures to send: coded by the real encoders, and told apart by how bright they are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import av
import numpy as np
import simplejpeg

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.source import Demand, Format, Source
from babelcam.system.clock import Clock

SIZE = Size(320, 240)
RATE = 20.0
LEVELS = 8  # brightness steps, one picture each, over and over


def level_of(number: int) -> int:
    """How bright picture `number` is, 20 to 230."""
    return 20 + 30 * (number % LEVELS)


def picture(number: int, time: float = 0.0, size: Size = SIZE) -> Picture:
    """Grey of one level, with noise in a corner so that it takes some bytes."""
    pixels = np.full((size.height, size.width, 3), level_of(number), np.uint8)
    noise = np.random.default_rng(number).integers(0, 255, (size.height // 3, size.width // 3, 3), np.uint8)
    pixels[: noise.shape[0], : noise.shape[1]] = noise
    return Picture.from_bgr(pixels, time, 1_700_000_000.0 + time)


class Levels(Source):
    """A source whose pictures grow brighter, step by step."""

    def __init__(self, size: Size = SIZE, rate: float = RATE) -> None:
        self.format = Format(size, rate)
        self._rate = rate
        self._size = size

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        number = 0
        while demand.wait_for_viewers():
            yield picture(number, clock.monotonic(), self._size)
            number += 1
            demand.sleep(1 / self._rate)


class Asleep(Source):
    """A source that gives no picture."""

    format = Format(SIZE, RATE)

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        while demand.sleep(1):
            yield from ()


@cache
def h264_frames(
    count: int = 12, gop: int = 6, size: Size = SIZE, bitrate: int = 2_000_000
) -> tuple[Frame, ...]:
    """Access units of libx264, with parameter sets before each key frame."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.framerate, codec.time_base = Fraction(25), Fraction(1, 25)
    codec.gop_size, codec.bit_rate, codec.thread_count = gop, bitrate, 1  # one thread: one slice
    codec.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "annexb=1:repeat-headers=1"}
    frames = []
    for number in range(count):
        image = av.VideoFrame.from_ndarray(picture(number, size=size).bgr(), "bgr24").reformat(
            format="yuv420p"
        )
        image.pts = number
        frames += [(packet.is_keyframe, bytes(packet)) for packet in codec.encode(image)]
    return tuple(
        Frame(Codec.H264, data, key, size, number / 25, 1_700_000_000 + number / 25, number)
        for number, (key, data) in enumerate(frames)
    )


def jpeg(size: Size = SIZE, *, sampling: str = "420", quality: int = 80, number: int = 1) -> bytes:
    """A picture coded by libjpeg-turbo."""
    coded: bytes = simplejpeg.encode_jpeg(
        np.ascontiguousarray(picture(number, size=size).bgr()), quality, "BGR", sampling
    )
    return coded


def jpeg_frame(size: Size = SIZE, number: int = 1, time: float = 0.0) -> Frame:
    return Frame(Codec.JPEG, jpeg(size, number=number), True, size, time, 1_700_000_000 + time, number)
