"""The light of an hour: sun and moon, sky colours, and how bright a lit or a shaded surface is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from babelcam.media.sources.world.lens import Points, direction
from babelcam.media.sources.world.shapes import Mesh, rgb

DAY = 86_400.0  # seconds
STEP = 8.0  # seconds for which light and clouds stand still, so that a still view need not be drawn anew
NOON_ELEVATION = 52.0  # degrees; the sun rises at 6:00, culminates in the south at 12:00, sets at 18:00 UTC
DUSK = 7.0  # degrees below the horizon at which the last daylight goes (about 35 minutes after sunset)

# Colours of the sky by the sun's elevation in degrees: overhead, at the horizon, of the clouds; sunlight
# on a surface, and what the whole sky sheds (1 is full daylight).
_HOURS = np.array([-12.0, -DUSK, -3.0, 0.0, 5.0, 14.0, NOON_ELEVATION])
_ZENITH = np.array([rgb(c) for c in (0x050A1C, 0x0C1738, 0x25386E, 0x3F5F9E, 0x3F74BA, 0x3A78C4, 0x2F72C4)])
_HORIZON = np.array([rgb(c) for c in (0x131B30, 0x2A2F4C, 0xB06A5E, 0xF3A269, 0xF2CFA2, 0xCFE2F0, 0xC3DFF3)])
_CLOUD = np.array([rgb(c) for c in (0x161C2E, 0x2B2E48, 0x9A6A76, 0xF0A58C, 0xFBE0C8, 0xFDF9F3, 0xFFFFFF)])
_SUN = np.array(
    [
        (0, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
        (0.1, 0.2, 0.35),
        (0.3, 0.42, 0.58),
        (0.44, 0.5, 0.56),
        (0.5, 0.53, 0.56),
    ]
)
_SKY = np.array(
    [
        (0.17, 0.13, 0.11),
        (0.21, 0.16, 0.14),
        (0.42, 0.34, 0.33),
        (0.6, 0.53, 0.53),
        (0.66, 0.62, 0.6),
        (0.68, 0.66, 0.64),
        (0.7, 0.68, 0.66),
    ]
)
LAMPLIGHT = np.array([0.3, 0.52, 0.72])  # warm, blue to red, right under a street lamp


def step(time: float) -> int:
    """The number of the light step that a Unix time falls into."""
    return math.floor(time / STEP)


@dataclass(frozen=True, eq=False)
class Light:
    """The light at one moment. Colours are blue, green, red."""

    sun: Points  # unit vector towards the sun
    sun_elevation: float  # degrees
    zenith: Points
    horizon: Points
    cloud: Points
    sunlight: Points  # added to what faces the sun, 1 is full
    skylight: Points  # added to everything
    night: float  # 0 by day to 1 when all lamps are on

    @classmethod
    def at(cls, time: float) -> Light:
        """The light at a Unix time, the same for a whole `STEP`."""
        hour = (step(time) * STEP % DAY) / 3600.0
        turn = math.pi * (hour - 6.0) / 12.0
        elevation = NOON_ELEVATION * math.sin(turn)
        return cls(
            sun=direction(90.0 + 180.0 * (hour - 6.0) / 12.0, elevation),
            sun_elevation=elevation,
            zenith=_between(elevation, _ZENITH),
            horizon=_between(elevation, _HORIZON),
            cloud=_between(elevation, _CLOUD),
            sunlight=_between(elevation, _SUN),
            skylight=_between(elevation, _SKY),
            night=float(np.clip((3.0 - elevation) / (3.0 + DUSK), 0.0, 1.0)),
        )

    @property
    def shadow(self) -> float:
        """How much of a surface's light a shadow takes, 0 to 1."""
        return 0.42 * float(np.clip(self.sun_elevation / 12.0, 0.0, 1.0))

    @property
    def unlit(self) -> Points:
        """How bright ground is where no lamp reaches, as a share of right under one."""
        return np.asarray(self.skylight / (self.skylight + LAMPLIGHT * self.night))

    def fall(self, height: float) -> tuple[float, float]:
        """How far (east, north) the shadow of something `height` metres high falls; never endlessly."""
        flat = max(float(np.hypot(self.sun[0], self.sun[1])), 1e-6)
        length = height / math.tan(math.radians(max(self.sun_elevation, 24.0)))
        return -float(self.sun[0]) / flat * length, -float(self.sun[1]) / flat * length

    def colours(self, mesh: Mesh, lamplight: Points | float, haze: Points | float = 0.0) -> list[list[float]]:
        """The colour of each shape: lit by sky, sun and lamps (0..1), its own glow, then haze (0..1)."""
        plain = ~mesh.normal.any(axis=1)
        facing = np.clip(mesh.normal @ self.sun, 0.0, 1.0)
        facing[plain] = 0.6
        falling = np.outer(facing, self.sunlight)
        lamps = np.outer(np.broadcast_to(lamplight, len(facing)), LAMPLIGHT * self.night)
        lit = mesh.colour * (self.skylight + falling + lamps) + mesh.glow * self.night
        mist = np.broadcast_to(haze, len(facing))[:, None]
        result: list[list[float]] = np.clip(lit + (self.horizon - lit) * mist, 0.0, 255.0).tolist()
        return result


def _between(elevation: float, table: Points) -> Points:
    return np.array([np.interp(elevation, _HOURS, table[:, part]) for part in range(3)])
