"""The picture a channel shows while its source is away."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime

import cv2
import numpy as np

from babelcam.media.frame import Picture, Pixels, Size

BARS = ((192, 192, 192), (0, 192, 192), (192, 192, 0), (0, 192, 0), (192, 0, 192), (0, 0, 192), (192, 0, 0))
FONT = cv2.FONT_HERSHEY_DUPLEX


def no_signal(size: Size, name: str, reason: str, time: float, wall: float) -> Picture:
    """Dimmed colour bars with the channel's name, why there is no signal, and the camera's time (UTC)."""
    pixels = np.empty((size.height, size.width, 3), np.uint8)
    edges = np.linspace(0, size.width, len(BARS) + 1).astype(int)
    for left, right, colour in zip(edges, edges[1:], BARS, strict=False):
        pixels[:, left:right] = np.array(colour) // 3
    top, bottom = size.height // 4, size.height * 3 // 4
    pixels[top:bottom] = 16
    clock = datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    lines = [
        ("NO SIGNAL", 2.0),
        (name, 1.0),
        *((line, 0.7) for line in textwrap.wrap(reason, 72)[:2]),
        (clock, 0.7),
    ]
    height = (bottom - top) / (len(lines) + 1)
    for row, (text, weight) in enumerate(lines, 1):
        _write(pixels, text, round(top + height * (row + 0.2)), weight * size.height / 720)
    return Picture.from_bgr(pixels, time, wall)


def _write(pixels: Pixels, text: str, baseline: int, scale: float) -> None:
    """Write `text` in the middle of a line, smaller where it would not fit."""
    shown = text.encode("ascii", "replace").decode()
    room = pixels.shape[1] * 0.9
    (width, _), _ = cv2.getTextSize(shown, FONT, scale, 1)
    scale *= min(1.0, room / max(width, 1))
    (width, _), _ = cv2.getTextSize(shown, FONT, scale, 1)
    at = ((pixels.shape[1] - width) // 2, baseline)
    cv2.putText(pixels, shown, at, FONT, scale, (235, 235, 235), max(1, round(scale)), cv2.LINE_AA)
