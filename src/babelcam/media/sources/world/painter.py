"""Draws shapes through a lens."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world.lens import NEAR, Lens, Points
from babelcam.media.sources.world.shapes import Indices, Mesh

_BITS = 4  # of a pixel's fraction, for smooth edges and motion
_FAR_OUT = 6000.0  # pixels outside the picture from which on an outline is cut rather than drawn whole
_LEFT_STANDING = 64.0  # pixels of a cut outline that stay outside, so that nobody sees the cut
_FEW = 400  # outlines that are not worth a first sifting
_TOO_SMALL = 0.9  # pixels: smaller outlines are left out
_TOO_FINE = 0.5  # pixels: so are shapes whose finest part is smaller

Fixed = NDArray[np.int32]


class Painter:
    """Draws meshes through one lens at one picture size."""

    def __init__(self, lens: Lens, size: Size) -> None:
        self.size = size
        self.focal = lens.focal(size)
        self._matrix = np.ascontiguousarray(lens.matrix(size).T)

    def pixels(self, points: Points) -> tuple[Points, Points]:
        """The (x, y) of points, and how many metres they are in front of the lens; void behind it."""
        across = points @ self._matrix
        depth = across[:, 2]
        return across[:, :2] / np.maximum(depth, NEAR)[:, None], depth

    def box(self, points: Points) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom around points, in pixels, perhaps outside the picture; None behind."""
        xy, depth = self.pixels(points)
        if depth.min() <= NEAR:
            return None
        (left, top), (right, bottom) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
        return left, top, right, bottom

    def hull(self, points: Points) -> Fixed | None:
        """The convex outline around points, for `fill`; None when any is behind the lens."""
        xy, depth = self.pixels(points)
        if depth.min() <= NEAR or np.abs(xy).max() > _FAR_OUT:
            return None
        return np.asarray(cv2.convexHull(_fixed(xy)), np.int32)

    def draw(
        self,
        canvas: Pixels,
        mesh: Mesh,
        colours: Sequence[Sequence[float]],
        order: Indices | None = None,
        smooth: bool = True,
    ) -> None:
        """Draw the outlines that fall into the picture, in mesh order or as `order` lists them."""
        chosen = self._within(mesh) if order is None else order
        if not len(chosen):
            return
        lengths = mesh.lengths[chosen]
        starts = np.cumsum(lengths) - lengths
        corners = np.arange(int(lengths.sum())) + np.repeat(mesh.ring_starts[chosen] - starts, lengths)
        across = mesh.vertices[corners] @ self._matrix
        nearest = np.minimum.reduceat(across[:, 2], starts)
        xy = across[:, :2] / np.maximum(across[:, 2], NEAR)[:, None]
        low, high = np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)
        width, height = self.size
        whole = nearest > NEAR
        inside = (high >= 0).all(axis=1) & (low[:, 0] <= width) & (low[:, 1] <= height)
        large = (high - low).max(axis=1) > _TOO_SMALL
        fine = self.focal * mesh.detail[mesh.ring_shape[chosen]] > _TOO_FINE * nearest
        visible = ~whole | (inside & large & fine)
        awkward = (~whole | (low < -_FAR_OUT).any(axis=1) | (high > _FAR_OUT).any(axis=1)).tolist()
        fixed = _fixed(np.clip(xy, -1e5, 1e5))
        begins, ends = starts.tolist(), (starts + lengths).tolist()
        owners = mesh.ring_shape[chosen].tolist()
        edge = cv2.LINE_AA if smooth else cv2.LINE_8
        batch: list[Fixed] = []
        owner = -1
        for ring in np.flatnonzero(visible).tolist():
            if owners[ring] != owner:
                if batch:
                    cv2.fillPoly(canvas, batch, colours[owner], edge, _BITS)
                batch, owner = [], owners[ring]
            part = slice(begins[ring], ends[ring])
            outline = self._cut(across[part]) if awkward[ring] else fixed[part]
            if len(outline) > 2:
                batch.append(outline)
        if batch:
            cv2.fillPoly(canvas, batch, colours[owner], edge, _BITS)

    def _within(self, mesh: Mesh) -> Indices:
        """The outlines that may be seen: by the ball around each, and the width of their finest part."""
        if len(mesh.ring_starts) < _FEW:
            return np.arange(len(mesh.ring_starts))
        across = mesh.ring_centres @ self._matrix
        radii, depth = mesh.ring_radii, across[:, 2]
        width, height = self.size
        # how far a ball reaches over the picture's edges, each a plane through the lens
        reach_x = radii * math.hypot(self.focal, width / 2)
        reach_y = radii * math.hypot(self.focal, height / 2)
        near = np.maximum(depth - radii, NEAR)
        seen = (
            (depth > -radii)
            & (across[:, 0] > -reach_x)
            & (across[:, 0] < width * depth + reach_x)
            & (across[:, 1] > -reach_y)
            & (across[:, 1] < height * depth + reach_y)
            & (self.focal * mesh.detail[mesh.ring_shape] > _TOO_FINE * near)
            & (2 * self.focal * radii > _TOO_SMALL * near)
        )
        return np.flatnonzero(seen)

    def _cut(self, corners: Points) -> Fixed:
        """An outline cut to what lies in front of the lens and near the picture (Sutherland and Hodgman).

        Its corners come as (x*w, y*w, w); each side to cut at is a plane: a*x + b*y + c*w - least.
        """
        width, height = self.size
        points: list[list[float]] = corners.tolist()
        for a, b, c, least in (
            (0.0, 0.0, 1.0, NEAR),
            (1.0, 0.0, _LEFT_STANDING, 0.0),
            (-1.0, 0.0, width + _LEFT_STANDING, 0.0),
            (0.0, 1.0, _LEFT_STANDING, 0.0),
            (0.0, -1.0, height + _LEFT_STANDING, 0.0),
        ):
            above = [a * x + b * y + c * w - least for x, y, w in points]
            if min(above) >= 0:
                continue
            kept: list[list[float]] = []
            for index, (point, over) in enumerate(zip(points, above, strict=True)):
                last, over_last = points[index - 1], above[index - 1]
                if (over < 0) != (over_last < 0):
                    share = over_last / (over_last - over)
                    kept.append([p + share * (q - p) for p, q in zip(last, point, strict=True)])
                if over >= 0:
                    kept.append(point)
            points = kept
            if len(points) < 3:
                return np.empty((0, 2), np.int32)
        return _fixed(np.array([(x / w, y / w) for x, y, w in points]))


def fill(canvas: Pixels, outline: Fixed, colour: Sequence[float], offset: tuple[int, int] = (0, 0)) -> None:
    """Fill an outline as `Painter.hull` gives it; `offset` is where the canvas' corner is in the picture."""
    left, top = offset
    cv2.fillPoly(canvas, [outline], colour, cv2.LINE_AA, _BITS, (-left, -top))


def _fixed(xy: Points) -> Fixed:
    return np.rint(xy * (1 << _BITS)).astype(np.int32)
