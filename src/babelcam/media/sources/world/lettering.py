"""Text as outlines, so that it stays sharp at any zoom."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.shapes import NO_GLOW, Colour, Plane, Shape

_SCALE, _STROKE = 3.0, 7  # of OpenCV's Hershey font: large enough for smooth outlines
_FONT = cv2.FONT_HERSHEY_DUPLEX


@cache
def outlines(text: str) -> tuple[tuple[Points, ...], float]:
    """The outlines of a line of text in (right, up), its capitals 1 high, and its width."""
    (width, height), base = cv2.getTextSize(text, _FONT, _SCALE, _STROKE)
    margin = 2 * _STROKE
    sheet = np.zeros((height + base + 2 * margin, width + 2 * margin), np.uint8)
    cv2.putText(sheet, text, (margin, margin + height), _FONT, _SCALE, 255, _STROKE, cv2.LINE_AA)
    found, _ = cv2.findContours((sheet > 127).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    rings = [cv2.approxPolyDP(contour, 0.8, True).reshape(-1, 2) for contour in found]
    rings = [
        np.array([[x - margin, margin + height - y] for x, y in ring]) / height
        for ring in rings
        if len(ring) > 2
    ]
    return tuple(np.asarray(ring, np.float64) for ring in rings), width / height


def letters(
    plane: Plane,
    text: str,
    middle: tuple[float, float],
    height: float,
    colour: Colour,
    glow: Colour = NO_GLOW,
    out: float = 0.0,
    widest: float = 1e9,
    layer: int = 0,
) -> Shape:
    """Text on a plane about `middle`, its capitals `height` metres high, less where it would be too wide."""
    rings, width = outlines(text)
    height = min(height, widest / width)
    u, v = middle
    placed = [plane.ring(ring * height + (u - width * height / 2, v - height / 2), out) for ring in rings]
    return plane.paint(placed, colour, glow, detail=height / 3, layer=layer)
