"""Where the simulated camera looks, and how directions become pixels: a rectilinear (gnomonic) lens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from babelcam.media.frame import Size

Points = NDArray[np.float64]

MIN_FOV, MAX_FOV = 1.0, 120.0  # degrees; wider than 120 a rectilinear picture is all edges
NEAR = 0.05  # metres in front of the lens; what is nearer is cut away


@dataclass(frozen=True)
class Lens:
    """A direction and a zoom, in degrees.

    `pan` is 0 to the north and grows clockwise, kept from -180 up to 180; `tilt` is -90 (down) to 90 (up);
    `fov` is the horizontal field of view, 1 to 120. Raises ValueError for anything else.
    """

    pan: float = 0.0
    tilt: float = 0.0
    fov: float = 60.0

    def __post_init__(self) -> None:
        if not math.isfinite(self.pan):
            raise ValueError(f"pan {self.pan} is not a number of degrees")
        if not -90.0 <= self.tilt <= 90.0:
            raise ValueError(f"tilt {self.tilt} is not from -90 to 90 degrees")
        if not MIN_FOV <= self.fov <= MAX_FOV:
            raise ValueError(f"fov {self.fov} is not from {MIN_FOV:g} to {MAX_FOV:g} degrees")
        object.__setattr__(self, "pan", wrap(self.pan))

    @cached_property
    def axes(self) -> Points:
        """The picture's right, down and forward directions in the world (east, north, up), one a row."""
        pan, tilt = math.radians(self.pan), math.radians(self.tilt)
        sin, cos, rise, run = math.sin(pan), math.cos(pan), math.sin(tilt), math.cos(tilt)
        return np.array([[cos, -sin, 0.0], [sin * rise, cos * rise, -run], [sin * run, cos * run, rise]])

    def focal(self, size: Size) -> float:
        """The focal length in pixels: so many pixels a radian in the middle of the picture."""
        return size.width / 2 / math.tan(math.radians(self.fov) / 2)

    def matrix(self, size: Size) -> Points:
        """Takes a point of the world, in metres, to (x*w, y*w, w): w metres in front of the lens."""
        focal = self.focal(size)
        middle = [[focal, 0.0, (size.width - 1) / 2], [0.0, focal, (size.height - 1) / 2], [0.0, 0.0, 1.0]]
        return np.array(middle) @ self.axes

    def project(self, azimuth: float, elevation: float, size: Size) -> tuple[float, float] | None:
        """The pixel of a direction in degrees, perhaps outside the picture; None behind the lens."""
        x, y, w = (float(value) for value in self.matrix(size) @ direction(azimuth, elevation))
        return (x / w, y / w) if w > 1e-9 else None

    def direction(self, x: float, y: float, size: Size) -> tuple[float, float]:
        """The azimuth and elevation, in degrees, that a pixel sees."""
        ray = np.linalg.solve(self.matrix(size), np.array([x, y, 1.0]))
        return azimuth_elevation(ray)


def wrap(degrees: float) -> float:
    """The same azimuth from -180 up to, but not including, 180."""
    return (degrees + 180.0) % 360.0 - 180.0


def direction(azimuth: float, elevation: float) -> Points:
    """The unit vector (east, north, up) of a direction in degrees."""
    pan, tilt = math.radians(azimuth), math.radians(elevation)
    return np.array([math.sin(pan) * math.cos(tilt), math.cos(pan) * math.cos(tilt), math.sin(tilt)])


def azimuth_elevation(ray: Points) -> tuple[float, float]:
    """The azimuth (-180 to 180) and elevation of a vector, in degrees."""
    east, north, up = (float(value) for value in ray)
    return (
        wrap(math.degrees(math.atan2(east, north))),
        math.degrees(math.atan2(up, math.hypot(east, north))),
    )
