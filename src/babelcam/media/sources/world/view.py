"""One look at the world: through a lens, at a picture size. What stands still is drawn once and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world.backdrop import Backdrop
from babelcam.media.sources.world.lens import Lens, Points
from babelcam.media.sources.world.light import LAMPLIGHT, Light
from babelcam.media.sources.world.noise import PLAIN
from babelcam.media.sources.world.painter import Painter, fill
from babelcam.media.sources.world.scenery import STEPS_PER_METRE, box_points, lamplight
from babelcam.media.sources.world.shapes import GROUND
from babelcam.media.sources.world.traffic import Actor

if TYPE_CHECKING:
    from babelcam.media.sources.world.world import Lit, Thing, World

_MARGIN = 3  # pixels that smooth edges may reach beyond a thing's corners
_MOON_RADIUS, _SUN_RADIUS = 0.011, 0.014  # radians; larger than life, as one remembers them
_LAMP_GLEAM = 1.5  # metres that a lamp's gleam reaches
_GLEAM = 64  # pixels of the gleam's stencil
_NO_SCREEN = 255
_RED, _WHITE = np.array([0.25, 0.25, 1.0]), np.array([0.85, 0.95, 1.0])


@dataclass(frozen=True, eq=False, slots=True)
class Still:
    """The picture without anything that moves, and how near what screens it is (in scenery steps)."""

    number: int  # of the light step it was drawn in
    picture: Pixels
    screens: Pixels
    light: Light


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A thing in view, and the box of pixels around the part of it that the picture can hold."""

    thing: Thing
    x: int
    y: int
    width: int
    height: int


class View:
    """A world through one lens. Not for several threads at once."""

    def __init__(self, world: World, lens: Lens, size: Size) -> None:
        self.world, self.lens, self.size = world, lens, size
        self._buffers = (
            np.empty((size.height, size.width, 3), np.uint8),
            np.empty((size.height, size.width), np.uint8),
        )
        self._look()

    @property
    def focal(self) -> float:
        """The focal length in pixels."""
        return self._painter.focal

    def aim(self, lens: Lens) -> None:
        """Look through another lens from now on; the same one again costs nothing."""
        if lens != self.lens:
            self.lens = lens
            self._look()

    def _look(self) -> None:
        lens = self.lens
        self._painter = Painter(lens, self.size)
        self._backdrop = Backdrop(lens, self.size)
        self._axes = lens.axes.tolist()
        focal = self._painter.focal
        self._half = self.size.width / 2 / focal, self.size.height / 2 / focal
        self._still: Still | None = None

    def picture(self, time: float) -> Pixels:
        """The view at a Unix time, as a new BGR array."""
        still = self.still(time)
        canvas = still.picture.copy()
        scenery = self.world.scenery
        self._draw_clock(canvas, time, still)
        near = [(actor.way.place(time), actor) for actor in scenery.actors]
        for _, actor in sorted(near, key=lambda entry: -math.hypot(entry[0][0], entry[0][1])):
            self._draw(canvas, actor, time, still)
        return canvas

    def still(self, time: float) -> Still:
        """What stands still, kept until light or lens change. The view draws the next one over it."""
        number = self.world.step(time)
        if self._still is None or self._still.number != number:
            self._still = self._draw_still(time, number)
        return self._still

    def truth(self, time: float) -> tuple[Seen, ...]:
        """The things in view, whether or not something stands in front of them, nearest last."""
        seen = []
        width, height = self.size
        for thing in self.world.things(time):
            box = self._painter.box(thing.outline)
            if box is None:
                continue
            left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
            right, bottom = min(width, math.ceil(box[2]) + 1), min(height, math.ceil(box[3]) + 1)
            if left < right and top < bottom:
                seen.append(Seen(thing, left, top, right - left, bottom - top))
        return tuple(seen)

    def _draw_still(self, time: float, number: int) -> Still:
        lit, scenery = self.world.lit(time), self.world.scenery
        light, backdrop, painter = lit.light, self._backdrop, self._painter
        canvas, screens = self._buffers
        corner = self.size.width, self.size.height
        cv2.rectangle(canvas, (0, backdrop.horizon), corner, light.horizon.tolist(), -1)
        backdrop.sky(canvas, light, scenery.clouds, number)
        self._draw_stars(canvas, light)
        painter.draw(canvas, scenery.ground, lit.ground)
        earth = canvas[backdrop.horizon :]
        if earth.size:
            tint = backdrop.ground_light(self._shadows(lit), light, scenery.grain, scenery.lamp_map)
            cv2.multiply(earth, tint, dst=earth, scale=1 / PLAIN)
        painter.draw(canvas, scenery.solid, lit.solid)
        screens[:] = _NO_SCREEN
        painter.draw(screens, scenery.screens, scenery.screen_steps, smooth=False)
        if light.night > 0:
            warm = LAMPLIGHT / LAMPLIGHT.max() * light.night * 0.8
            for lamp in scenery.lamps:
                steps = math.hypot(lamp[0], lamp[1]) * STEPS_PER_METRE - 2.0
                self._gleam(canvas, lamp, _LAMP_GLEAM, warm, screens, steps)
        return Still(number, canvas, screens, light)

    def _shadows(self, lit: Lit) -> Pixels:
        """What the sun leaves of the light on the ground, at half the picture's size; 255 is all."""
        half = Size(self.size.width // 2, self.size.height // 2)
        left = np.full((half.height, half.width), 255, np.uint8)
        if lit.light.shadow > 0:
            kept = 255.0 * (1 - lit.light.shadow)
            Painter(self.lens, half).draw(left, lit.shadows, [[kept]] * len(lit.shadows.colour))
        return np.asarray(cv2.blur(left, (3, 3)), np.uint8)

    def _draw_stars(self, canvas: Pixels, light: Light) -> None:
        disc, moon = max(1.0, _SUN_RADIUS * self._painter.focal), max(1.0, _MOON_RADIUS * self._painter.focal)
        if light.night > 0.4:
            xy, depth = self._painter.pixels(self.world.scenery.stars)
            shown = (
                (depth > 0)
                & (xy >= 0).all(axis=1)
                & (xy[:, 0] < self.size.width - 1)
                & (xy[:, 1] < self._backdrop.horizon - 1)
            )
            dots = xy[shown].astype(np.intp)
            faint = np.array([120, 112, 108]) * (light.night - 0.4)
            bright = np.clip(
                canvas[dots[:, 1], dots[:, 0]] + faint * (1 + np.arange(len(dots)) % 3)[:, None], 0, 255
            )
            canvas[dots[:, 1], dots[:, 0]] = bright.astype(np.uint8)
        if light.sun_elevation > -2:
            self._disc(canvas, light.sun, disc, np.clip(light.sunlight * 500 + 20, 0, 255))
        if light.night > 0:
            self._gleam(canvas, -light.sun, 0.09, np.array([0.5, 0.45, 0.4]) * light.night, None)
            self._disc(
                canvas,
                -light.sun,
                moon,
                light.zenith + (np.array([215.0, 232.0, 238.0]) - light.zenith) * light.night,
            )

    def _disc(self, canvas: Pixels, towards: Points, radius: float, colour: Points) -> None:
        xy, depth = self._painter.pixels(towards[None, :])
        x, y = xy[0].tolist()
        if depth[0] > 0.05 and abs(x) < 2e4 and abs(y) < 2e4 and radius < 2e4:
            cv2.circle(
                canvas,
                (round(x * 16), round(y * 16)),
                round(radius * 16),
                colour.tolist(),
                -1,
                cv2.LINE_AA,
                4,
            )

    def _in_view(self, x: float, y: float, z: float, reach: float) -> bool:
        """Whether a ball of that radius in metres may be in the picture."""
        across, down, ahead = (i * x + j * y + k * z for i, j, k in self._axes)
        half_width, half_height = self._half
        return bool(
            ahead > -reach
            and abs(across) <= half_width * ahead + reach * math.hypot(1.0, half_width)
            and abs(down) <= half_height * ahead + reach * math.hypot(1.0, half_height)
        )

    def _draw(self, canvas: Pixels, actor: Actor, time: float, still: Still) -> None:
        """Draw somebody and their shadow, behind what stands nearer than they do."""
        x, y, heading = actor.way.place(time)
        steps = min(_NO_SCREEN - 1.0, math.hypot(x, y) * STEPS_PER_METRE)
        middle, reach = GROUND + actor.height / 2, math.hypot(actor.reach, actor.height / 2)
        if self._in_view(x, y, GROUND, actor.reach + math.hypot(*still.light.fall(actor.height))):
            self._shadow(canvas, actor, (x, y, heading), still, steps)
        if not self._in_view(x, y, middle, reach):
            return
        mesh, order = actor.mesh(time)
        box = self._painter.box(mesh.vertices)
        if box is None:
            return
        left, top = max(0, math.floor(box[0]) - _MARGIN), max(0, math.floor(box[1]) - _MARGIN)
        right, bottom = math.ceil(box[2]) + _MARGIN, math.ceil(box[3]) + _MARGIN
        part = canvas[top : max(top, bottom), left : max(left, right)]
        if not part.size:
            return
        screened = still.screens[top:bottom, left:right] < steps
        hidden = bool(screened.any())
        before = part.copy() if hidden else None
        lamps = (
            lamplight(np.array([[x, y, middle]]), self.world.scenery.lamps) if still.light.night > 0 else 0.0
        )
        colours = still.light.colours(mesh, lamps)
        self._painter.draw(canvas, mesh, colours, order)
        if before is not None:
            cv2.copyTo(before, screened.view(np.uint8), part)
        if still.light.night > 0.15:
            for lamp, wide, red in actor.lamps(time):
                self._gleam(
                    canvas, lamp, wide, (_RED if red else _WHITE) * still.light.night, still.screens, steps
                )

    def _draw_clock(self, canvas: Pixels, time: float, still: Still) -> None:
        """Nothing that moves ever stands between the lens and the clock."""
        hands, _ = self.world.scenery.clock.mesh(time)
        self._painter.draw(canvas, hands, still.light.colours(hands, 0.3))

    def _shadow(
        self, canvas: Pixels, actor: Actor, place: tuple[float, float, float], still: Still, steps: float
    ) -> None:
        x, y, heading = place
        points = box_points(x, y, heading, actor.reach, min(actor.reach, 0.85), actor.height)
        depth = still.light.shadow
        if depth > 0.02:
            fall = still.light.fall(actor.height)
            points[4:, 0] += fall[0]
            points[4:, 1] += fall[1]
            points[4:, 2] = points[0, 2]
        else:
            points, depth = points[:4], 0.3
        outline = self._painter.hull(points)
        if outline is None:
            return
        x0, y0, wide, high = cv2.boundingRect(outline)
        left, top = max(0, (x0 >> 4) - 1), max(0, (y0 >> 4) - 1)
        right, bottom = (x0 + wide >> 4) + 2, (y0 + high >> 4) + 2
        part = canvas[top : max(top, bottom), left : max(left, right)]
        if not part.size:
            return
        mask = np.zeros(part.shape[:2], np.uint8)
        fill(mask, outline, (255,), (left, top))
        mask[still.screens[top:bottom, left:right] < steps] = 0
        cv2.copyTo(cv2.convertScaleAbs(part, alpha=1 - depth), mask, part)

    def _gleam(
        self,
        canvas: Pixels,
        where: Points,
        reach: float,
        colour: Points,
        screens: Pixels | None,
        steps: float = 0.0,
    ) -> None:
        """Add the gleam of a light, `reach` metres wide about a point."""
        xy, depth = self._painter.pixels(where[None, :])
        if depth[0] <= 0.05:
            return
        radius = round(self._painter.focal * reach / float(depth[0]))
        x, y = (round(value) for value in np.clip(xy[0], -1e5, 1e5).tolist())
        left, top = max(0, x - radius), max(0, y - radius)
        part = canvas[top : max(top, y + radius), left : max(left, x + radius)]
        if radius < 1 or not part.size or (screens is not None and self._covered(screens, x, y, steps)):
            return
        high, wide = part.shape[:2]
        # the stencil, scaled so that only the part inside the picture is made
        scale = 2 * radius / _GLEAM
        shift = np.array([[scale, 0.0, x - radius - left], [0.0, scale, y - radius - top]])
        stencil = cv2.warpAffine(self.world.gleam, shift, (wide, high), flags=cv2.INTER_LINEAR)
        glow = cv2.merge([cv2.convertScaleAbs(stencil, alpha=float(share)) for share in colour])
        cv2.add(part, glow, dst=part)

    def _covered(self, screens: Pixels, x: int, y: int, steps: float) -> bool:
        inside = 0 <= x < self.size.width and 0 <= y < self.size.height
        return inside and bool(screens[y, x] < steps)
