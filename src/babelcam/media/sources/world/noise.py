"""Soft random textures, and the map of the lamplight on the ground."""

from __future__ import annotations

import cv2
import numpy as np

from babelcam.media.frame import Pixels
from babelcam.media.sources.world.lens import Points

TILE = 512  # pixels of a texture's side; it repeats without a seam
MAP_REACH = 64.0  # metres from the middle to the edges of the map of lamplight
PLAIN = 64  # the value of a texture or map that leaves the ground as it is


def clouds(random: np.random.Generator) -> Pixels:
    """How thick the clouds are, 0 to 255."""
    field = _fractal(random, (4, 8, 16, 32, 64, 128), 0.55)
    low, high = np.quantile(field, 0.5), np.quantile(field, 0.995)
    return _closed(255 * np.clip((field - low) / (high - low), 0, 1))


def grain(random: np.random.Generator) -> Pixels:
    """How light the ground is, about `PLAIN`: large worn patches and fine grit."""
    worn, grit = _fractal(random, (4, 8, 16, 32), 0.7), _fractal(random, (128, 256, 512), 0.9)
    return _closed(np.clip(PLAIN + 2.6 * worn / worn.std() + 2.2 * grit / grit.std(), 0, 255))


def lamp_map(lamps: Points) -> Pixels:
    """Lamplight on the ground by (north, east) from `-MAP_REACH`: 0 none, 255 at a lamp's foot."""
    steps = (np.arange(TILE) + 0.5) * (2 * MAP_REACH / TILE) - MAP_REACH
    light = np.zeros((TILE, TILE))
    for east, north, _ in lamps:
        light += 1.0 / (1.0 + ((steps[None, :] - east) ** 2 + (steps[:, None] - north) ** 2) / 14.0) ** 1.5
    edge = np.clip((MAP_REACH - np.abs(steps)) / 8.0, 0.0, 1.0)
    return np.asarray(np.clip(light * edge[None, :] * edge[:, None], 0.0, 1.0) * 255, np.uint8)


def _fractal(random: np.random.Generator, cells: tuple[int, ...], fade: float) -> Points:
    """Layers of smooth noise, each finer and by `fade` fainter than the one before."""
    total = np.zeros((TILE, TILE), np.float32)
    for level, count in enumerate(cells):
        layer = random.normal(size=(count, count)).astype(np.float32)
        edge = min(4, count)
        wide = np.pad(layer, edge, mode="wrap")
        scale = TILE // count
        large = cv2.resize(wide, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        total += fade**level * large[edge * scale : edge * scale + TILE, edge * scale : edge * scale + TILE]
    return np.asarray(total, np.float64)


def _closed(tile: Points) -> Pixels:
    """With the first row and column once more at the end, to interpolate across the seam."""
    return np.pad(tile.astype(np.uint8), ((0, 1), (0, 1)), mode="wrap")
