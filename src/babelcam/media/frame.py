"""What travels through the camera: a `Picture` before the encoder, a `Frame` after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from babelcam.media.annexb import parameter_sets

T = TypeVar("T")
Pixels = NDArray[np.uint8]

MIN_SIDE = 16  # one H.264 macroblock
MAX_SIDE = 8192


class Size(NamedTuple):
    """Width and height in pixels; both even, from 16 to 8192, as 4:2:0 pictures want."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1280x720``; raises ValueError with a clear text for anything else."""
        match = re.fullmatch(r"(\d{1,5})[xX](\d{1,5})", text, re.ASCII)
        if not match:
            raise ValueError(f"{text!r} is not a size such as 1280x720")
        size = cls(int(match[1]), int(match[2]))
        if not all(MIN_SIDE <= side <= MAX_SIDE and side % 2 == 0 for side in size):
            raise ValueError(f"{size}: sides must be even, from {MIN_SIDE} to {MAX_SIDE}")
        return size


class Codec(Enum):
    """How a frame's bytes are coded."""

    JPEG = "JPEG"
    H264 = "H.264"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One uncompressed picture.

    `planes` is I420 in one array of shape (height * 3 / 2, width): full-range BT.601, as JPEG has it.
    `time` is the capture time in seconds on the monotonic clock, `wall` the same on the camera's clock
    (Unix seconds). Nobody changes a picture: many threads may hold it.
    """

    planes: Pixels
    time: float
    wall: float

    @classmethod
    def from_bgr(cls, pixels: Pixels, time: float, wall: float) -> Self:
        """Take a (height, width, 3) BGR array with even sides."""
        height, width = pixels.shape[:2]
        coded = cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb)  # full range, as OpenCV's own I420 is not
        halves = cv2.resize(coded, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        picture = cls(np.empty((height * 3 // 2, width), np.uint8), time, wall)
        y, u, v = picture.yuv
        y[:], u[:], v[:] = coded[..., 0], halves[..., 2], halves[..., 1]
        return picture

    def bgr(self) -> Pixels:
        """The picture as a new (height, width, 3) BGR array."""
        y, u, v = self.yuv
        wide = [cv2.resize(plane, tuple(self.size), interpolation=cv2.INTER_LINEAR) for plane in (v, u)]
        return np.asarray(cv2.cvtColor(cv2.merge([y, *wide]), cv2.COLOR_YCrCb2BGR), np.uint8)

    @property
    def size(self) -> Size:
        rows, width = self.planes.shape
        return Size(width, rows * 2 // 3)

    @property
    def yuv(self) -> tuple[Pixels, Pixels, Pixels]:
        """Views of the Y, U and V planes: (h, w), (h/2, w/2), (h/2, w/2)."""
        width, height = self.size
        chroma = self.planes[height:].reshape(2, height // 2, width // 2)
        return self.planes[:height], chroma[0], chroma[1]


@dataclass(frozen=True, eq=False)
class Frame:
    """One coded picture, shared by everybody who watches.

    H.264 comes as one access unit in Annex B form, with SPS and PPS in front of every key frame.
    `number` counts the frames of its stream; `time` and `wall` are the picture's.
    """

    codec: Codec
    data: bytes
    key: bool
    size: Size
    time: float
    wall: float
    number: int = 0
    _made: dict[Callable[[Frame], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, form: Callable[[Frame], T]) -> T:
        """What `form` makes of this frame (a multipart section, RTP packets), made once for all readers."""
        try:
            return self._made[form]  # type: ignore[no-any-return]
        except KeyError:
            return self._made.setdefault(form, form(self))  # type: ignore[no-any-return]

    @cached_property
    def parameter_sets(self) -> tuple[bytes, bytes] | None:
        """The SPS and PPS that stand in front of an H.264 key frame, without start codes."""
        return parameter_sets(self.data) if self.codec is Codec.H264 and self.key else None
