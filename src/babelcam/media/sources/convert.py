"""Decoded video frames as full-range BT.601 I420, upright, with even sides."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.demux import even

# AVCOL_SPC_* that swscale refuses (libavutil/pixfmt.h), and the nearest matrix that it knows.
_NEAREST_MATRIX: Mapping[int, Colorspace] = MappingProxyType(
    {
        3: Colorspace.ITU601,  # reserved
        8: Colorspace.ITU601,  # YCgCo
        10: Colorspace.BT2020,  # BT.2020 constant luminance
        11: Colorspace.BT2020,  # SMPTE 2085
        **dict.fromkeys(range(12, 32), Colorspace.ITU601),
    }
)

_TURNS = MappingProxyType(
    {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
)


def turn_of(frame: VideoFrame) -> int:
    """By how much a frame is to be turned for show: 0, 90, 180 or 270 degrees counter-clockwise."""
    return round(frame.rotation / 90) * 90 % 360


class Converter:
    """Makes the planes of a `Picture` from one stream's frames, whatever their colours and size.

    A stream that tells no matrix is taken for BT.601, and one that tells no range for limited, as FFmpeg
    does. Pixels that are not square stay as they are, as in a camera's D1 pictures.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._reformatter = VideoReformatter()

    def planes(self, frame: VideoFrame) -> Pixels:
        """Raises SourceError for a size beyond what a `Size` may be."""
        size = even(Size(frame.width, frame.height), self._name)
        converted = self._reformatter.reformat(
            frame,
            width=size.width,
            height=size.height,
            format="yuvj420p",
            src_colorspace=_NEAREST_MATRIX.get(frame.colorspace),
            dst_colorspace=Colorspace.ITU601,
            dst_color_range=ColorRange.JPEG,
            threads=1,  # under a millisecond at 1280x720; more threads cost more than they save
        )
        planes = np.asarray(converted.to_ndarray(), np.uint8)
        turn = turn_of(frame)
        return _turned(planes, size, _TURNS[turn]) if turn else planes


def _turned(planes: Pixels, size: Size, how: int) -> Pixels:
    width, height = size
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    turned = [np.asarray(cv2.rotate(plane, how), np.uint8) for plane in (planes[:height], *chroma)]
    return np.concatenate([plane.reshape(-1) for plane in turned]).reshape(-1, turned[0].shape[1])
