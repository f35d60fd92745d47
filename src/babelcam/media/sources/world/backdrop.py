"""Sky and lie of the light on the ground, pixel by pixel, for one lens.

Without roll the horizon is a row of the picture, and what a row sees of a level plane (the clouds above, the
ground below) goes linearly along it: a few multiplications a pixel give every map.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world.lens import Lens
from babelcam.media.sources.world.light import STEP, Light
from babelcam.media.sources.world.noise import MAP_REACH, PLAIN, TILE
from babelcam.media.sources.world.shapes import MAST

_COARSE = 2  # the light on the ground is soft: worked out at half the size
_SKY_COARSE = 4  # and the sky softer still
_CLOUD_TILE = 4.0  # one texture of clouds spans so many times their height
_DOME = 0.16  # keeps the clouds at the horizon from running together
_WIND = (0.0016, 0.0007)  # cloud heights a second, to the east and north
_GRAIN_TILE = 24.0  # metres that one texture of ground spans
_FAR, _FARTHEST = (
    150.0,
    3000.0,
)  # metres: beyond the first the ground is plain, the second stands for all beyond
_WRAP = TILE - 1  # mask that wraps a coordinate

Float = NDArray[np.float32]
_NO_MAP = np.empty(0, np.uint16)  # the first map holds both coordinates
Maps = tuple[NDArray[np.int16], NDArray[np.uint16]]


class Backdrop:
    """What depends only on where the lens looks, kept for as long as it stays."""

    def __init__(self, lens: Lens, size: Size) -> None:
        self._size = size
        self._right, self._down, self._forward = lens.axes.tolist()
        self._focal = lens.focal(size)
        self._u = ((np.arange(size.width) - (size.width - 1) / 2) / self._focal).astype(np.float32)
        self._d = ((np.arange(size.height) - (size.height - 1) / 2) / self._focal).astype(np.float32)
        rise = self._forward[2] + self._d * self._down[2]
        self.horizon = int((rise > 0).sum())  # rows of sky

    def sky(self, canvas: Pixels, light: Light, clouds: Pixels, number: int) -> None:
        """Draw the sky of the light step `number` down to the horizon."""
        rows = self.horizon
        if not rows:
            return
        (east, north, up), (_, _, clear) = self._rays, self._cloud_places
        level = np.clip(1.0 - up, 0.0, 1.0)
        level *= level * np.sqrt(level)
        sun_east, sun_north, sun_up = light.sun.tolist()
        cosine = np.clip(sun_east * east + sun_north * north + sun_up * up, 0.0, 1.0)
        wide = cosine * cosine
        wide *= wide * wide
        narrow = np.square(np.square(np.square(np.square(wide))))
        gleam = 0.22 * wide + 0.5 * narrow
        colour = level[..., None] * (light.horizon - light.zenith).astype(np.float32)
        colour += light.zenith.astype(np.float32)
        colour += gleam[..., None] * (light.sunlight * 270.0).astype(np.float32)
        plain = np.clip(colour, 0, 255).astype(np.uint8)
        thick = self._thickness(clouds, number)
        share = np.arange(256) / 255.0
        shades = np.clip(light.cloud * (1.0 - 0.2 * share[:, None] ** 2), 0, 255).astype(np.uint8)
        cover = cv2.multiply(cv2.LUT(thick, np.minimum(1.0, share * 1.6).astype(np.float32)), clear)
        clouded = cv2.blendLinear(cv2.applyColorMap(thick, shades[:, None]), plain, cover, 1.0 - cover)
        sky = cv2.resize(clouded, (len(self._u), len(clear) * _SKY_COARSE), interpolation=cv2.INTER_LINEAR)
        canvas[:rows] = sky[:rows]

    def ground_light(self, shadows: Pixels, light: Light, grain: Pixels, lamp_map: Pixels) -> Pixels:
        """How light the ground is from the horizon down, in colour, `PLAIN` for as it is.

        `shadows` comes at half the size of the picture: 255 where there is none.
        """
        grain_maps, lamp_maps, far = self._ground_maps
        worn = np.asarray(cv2.remap(grain, grain_maps[0], grain_maps[1], cv2.INTER_LINEAR), np.uint8)
        worn[:far] = PLAIN
        cv2.multiply(worn, shadows[len(shadows) - len(worn) :], dst=worn, scale=1 / 255)
        if light.night > 0:
            pools = cv2.remap(lamp_map, lamp_maps, _NO_MAP, cv2.INTER_LINEAR)
            shares = light.unlit.tolist()
            dimmed = [cv2.convertScaleAbs(pools, alpha=1 - share, beta=255 * share) for share in shares]
            tinted = cv2.merge([cv2.multiply(worn, dim, scale=1 / 255) for dim in dimmed])
        else:
            tinted = cv2.cvtColor(worn, cv2.COLOR_GRAY2BGR)
        large = cv2.resize(tinted, (self._size.width, len(worn) * _COARSE))
        return np.asarray(large[len(large) - (self._size.height - self.horizon) :], np.uint8)

    @cached_property
    def _rays(self) -> tuple[Float, Float, Float]:
        """The unit directions (east, north, up) of the sky at a quarter of the size."""
        offset = np.float32((_SKY_COARSE - 1) / 2 / self._focal)
        rows = np.arange(math.ceil(self.horizon / _SKY_COARSE), dtype=np.float32)
        u = (self._u[::_SKY_COARSE] + offset)[None, :]
        d = (self._d[0] + rows * np.float32(_SKY_COARSE / self._focal) + offset)[:, None]
        length = np.sqrt(1 + u * u + d * d)
        east, north, up = (
            (self._forward[axis] + d * self._down[axis] + u * self._right[axis]) / length for axis in range(3)
        )
        return east, north, up

    @cached_property
    def _cloud_places(self) -> tuple[Float, Float, Float]:
        """Where those directions meet the clouds (in 1/32 texture pixels), and how clear they show."""
        east, north, up = self._rays
        reach = (TILE / _CLOUD_TILE * 32) / (np.maximum(up, 0.0) + _DOME)
        clear = np.clip((up - 0.015) / 0.16, 0.0, 1.0)
        return _float(east * reach), _float(north * reach), _float(clear)

    def _thickness(self, clouds: Pixels, number: int) -> Pixels:
        east, north, _ = self._cloud_places
        drift = [(speed * STEP * number / _CLOUD_TILE % 1.0) * TILE * 32 for speed in _WIND]
        places, fractions = _wrapped(east - np.float32(drift[0]), north - np.float32(drift[1]))
        return np.asarray(cv2.remap(clouds, places, fractions, cv2.INTER_LINEAR), np.uint8)

    @cached_property
    def _ground_maps(self) -> tuple[Maps, Float, int]:
        """Where pixels of half the size fall in the grain and the map of lamplight; how many rows are far."""
        rows = math.ceil((self._size.height - self.horizon) / _COARSE)
        d = self._d[::_COARSE][self._size.height // _COARSE - rows :, None] + np.float32(0.5 / self._focal)
        u = self._u[::_COARSE] + np.float32(0.5 / self._focal)
        reach = MAST / np.maximum(-(self._forward[2] + d * self._down[2]), MAST / _FARTHEST)
        east = (reach * (self._forward[0] + d * self._down[0])) + (reach * self._right[0]) * u
        north = (reach * (self._forward[1] + d * self._down[1])) + (reach * self._right[1]) * u
        scale = np.float32(TILE / _GRAIN_TILE * 32)
        grain = _wrapped(east * scale, north * scale)
        scale = np.float32(TILE / (2 * MAP_REACH))
        lamps = np.stack(
            [east * scale + np.float32(TILE / 2 - 0.5), north * scale + np.float32(TILE / 2 - 0.5)], axis=-1
        )
        return grain, lamps, int((reach > _FAR).sum())


def _wrapped(x: Float, y: Float) -> Maps:
    """Fixed-point maps (see `cv2.convertMaps`) into a repeating texture, from 1/32 pixels."""
    column, line = x.astype(np.int32), y.astype(np.int32)
    places = np.empty((*x.shape, 2), np.int16)
    places[..., 0] = (column >> 5) & _WRAP
    places[..., 1] = (line >> 5) & _WRAP
    return places, ((column & 31) | ((line & 31) << 5)).astype(np.uint16)


def _float(values: NDArray[Any]) -> Float:
    return np.asarray(values, np.float32)
