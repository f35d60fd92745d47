"""People on foot and on bicycles, jointed, drawn as rounded limbs that face the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.shapes import ALWAYS, GROUND, Colour, Mesh, point, rgb

_SKINS = tuple(rgb(c) for c in (0xF1C9A5, 0xE0AC80, 0xC68A5C, 0x8D5A38, 0x6B4229))
_HAIRS = tuple(rgb(c) for c in (0x2B2019, 0x4A3423, 0x8A5A2B, 0xC9A15A, 0x9A9A98, 0x1A1A1E))
_TOPS = tuple(
    rgb(c) for c in (0xC23B3B, 0x2E6DA4, 0xE0B03A, 0x3F8F5B, 0xF0EDE4, 0x7A4C8F, 0xD9743A, 0x37414F, 0xD887A8)
)
_BOTTOMS = tuple(rgb(c) for c in (0x2B3A55, 0x3A3A40, 0x6B5B45, 0x8A8F98, 0x1F2A36, 0x54473A))
_SHOES = tuple(rgb(c) for c in (0x1E1B1A, 0xE8E4DC, 0x5A3A26))
_FRAMES = tuple(rgb(c) for c in (0xC7352F, 0x2C6E8F, 0x3C8A4F, 0x222428))
_TYRE = rgb(0x24262A)

STRIDE = 1.45  # metres in one full cycle of both legs
_THIGH, _SHIN, _UPPER_ARM, _FOREARM = 0.44, 0.44, 0.29, 0.27  # metres, of somebody 1.75 m tall
_ROUND = np.linspace(0.0, math.pi, 8)
_NEXT, _LAST = [1, 2, 0], [2, 0, 1]
_CAPS = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)])


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody is dressed and how tall they are (1 is 1.75 m)."""

    scale: float
    skin: Colour
    hair: Colour
    top: Colour
    bottom: Colour
    shoes: Colour
    coat: bool
    bag: Colour | None
    bicycle: Colour


def some_look(random: np.random.Generator) -> Look:
    """Somebody."""

    def pick(colours: tuple[Colour, ...]) -> Colour:
        return colours[random.integers(len(colours))]

    return Look(
        scale=float(random.uniform(0.9, 1.07))
        if random.random() < 0.88
        else float(random.uniform(0.66, 0.78)),
        skin=pick(_SKINS),
        hair=pick(_HAIRS),
        top=pick(_TOPS),
        bottom=pick(_BOTTOMS),
        shoes=pick(_SHOES),
        coat=bool(random.random() < 0.3),
        bag=pick(_TOPS) if random.random() < 0.35 else None,
        bicycle=pick(_FRAMES),
    )


Limb = tuple[Points, Points, float, float, Colour]  # from, to (forward, left, up), radius at each, colour


def walker(look: Look, x: float, y: float, heading: float, walked: float, swing: float = 1.0) -> Mesh:
    """Somebody on foot who has gone `walked` metres; `swing` 0 stands still."""
    phase = walked / (STRIDE * look.scale) * math.tau
    seen_left = -x * -math.sin(heading) - y * math.cos(heading) > 0
    away = x * math.cos(heading) + y * math.sin(heading) > 0
    far, near = (-1, 1) if seen_left else (1, -1)
    bob = 0.02 * swing * math.cos(2 * phase)
    hip, shoulder = 0.9 + bob, 1.4 + bob
    lean = 0.03 * swing
    limbs: list[Limb] = [*_arm(look, far, phase, swing, shoulder, lean)]
    limbs += _leg(look, far, phase, swing, hip) + _leg(look, near, phase, swing, hip)
    pelvis, chest = np.array([0.0, 0.0, hip + 0.04]), np.array([lean, 0.0, shoulder - 0.09])
    if look.coat:
        limbs.append((pelvis, np.array([0.0, 0.0, hip - 0.3]), 0.15, 0.2, look.top))
    limbs.append((pelvis, chest, 0.145, 0.165, look.top))
    limbs.append(
        (
            np.array([lean, 0.15, shoulder - 0.02]),
            np.array([lean, -0.15, shoulder - 0.02]),
            0.075,
            0.075,
            look.top,
        )
    )
    if look.bag and away:
        limbs.append((np.array([-0.14, 0, 1.05]), np.array([-0.14, 0, 1.32]), 0.14, 0.13, look.bag))
    limbs += _head(look, np.array([lean + 0.02, 0.0, shoulder + 0.22]), away)
    limbs += _arm(look, near, phase, swing, shoulder, lean)
    if look.bag and not away:
        limbs.append(
            (np.array([0.02, 0.24 * near, 0.78]), np.array([0.02, 0.24 * near, 0.95]), 0.13, 0.11, look.bag)
        )
    return _mesh(limbs, look.scale, x, y, heading)


def cyclist(look: Look, x: float, y: float, heading: float, ridden: float) -> Mesh:
    """Somebody on a bicycle who has ridden `ridden` metres."""
    phase = ridden / 5.0 * math.tau  # one turn of the cranks takes you 5 metres
    seen_left = -x * -math.sin(heading) - y * math.cos(heading) > 0
    far, near = (-1, 1) if seen_left else (1, -1)
    crank, saddle, bar = np.array([0.0, 0.0, 0.3]), np.array([-0.24, 0.0, 0.95]), np.array([0.52, 0.0, 1.02])
    rear, front, neck = np.array([-0.52, 0.0, 0.34]), np.array([0.62, 0.0, 0.34]), np.array([0.42, 0.0, 0.82])
    hip, shoulder = np.array([-0.22, 0.0, 1.02]), np.array([0.12, 0.0, 1.5])
    limbs: list[Limb] = []
    limbs += _pedalling(look, far, phase, hip, crank)
    limbs += [
        (a, b, 0.022, 0.022, look.bicycle)
        for a, b in (
            (rear, crank),
            (crank, neck),
            (crank, saddle),
            (saddle, neck),
            (rear, saddle),
            (front, bar),
        )
    ]
    limbs.append((bar + point(0, 0.26, 0), bar - (0, 0.26, 0), 0.022, 0.022, _TYRE))
    limbs.append((saddle - (0.1, 0, -0.02), saddle + point(0.1, 0, 0.02), 0.05, 0.03, _TYRE))
    limbs.append(
        (shoulder + point(0, far * 0.15, -0.04), bar + point(0, far * 0.22, 0.03), 0.05, 0.04, look.top)
    )
    limbs += _pedalling(look, near, phase, hip, crank)
    limbs.append((hip, shoulder - (0.03, 0, 0.08), 0.14, 0.155, look.top))
    limbs.append((shoulder + point(0, 0.13, -0.04), shoulder - (0, 0.13, 0.04), 0.075, 0.075, look.top))
    limbs += _head(look, shoulder + point(0.1, 0, 0.2), x * math.cos(heading) + y * math.sin(heading) > 0)
    limbs.append(
        (shoulder + point(0.08, 0.0, 0.29), shoulder + point(0.13, 0.0, 0.28), 0.13, 0.11, look.bicycle)
    )
    limbs.append(
        (shoulder + point(0, near * 0.17, -0.04), bar + point(0, near * 0.22, 0.03), 0.055, 0.04, look.top)
    )
    body = _outlines(limbs, 1.0, x, y, heading)
    turns = np.arange(21) * (math.tau / 20)
    circle = np.column_stack([np.cos(turns), np.zeros(21), np.sin(turns)])
    tyres = [np.concatenate([hub + 0.345 * circle, (hub + 0.29 * circle)[::-1]]) for hub in (rear, front)]
    spokes = []
    for hub in (rear, front):
        for turn in np.arange(5) * (math.tau / 5) - ridden / 0.34:
            out, across = (
                np.array([math.cos(turn), 0.0, math.sin(turn)]),
                np.array([-math.sin(turn), 0.0, math.cos(turn)]),
            )
            spokes.append(np.array([hub - 0.008 * across, hub + 0.3 * out, hub + 0.008 * across]))
    wheels = [_stand(ring, x, y, heading) for ring in (*spokes, *tyres)]
    colours = [rgb(0xB8BCC0)] * len(spokes) + [_TYRE] * 2 + [limb[4] for limb in limbs]
    return _plain([*wheels, *body], colours)


def _leg(look: Look, sign: int, phase: float, swing: float, hip: float) -> list[Limb]:
    turn = phase if sign > 0 else phase + math.pi
    angle = 0.46 * swing * math.sin(turn)
    bend = swing * (0.12 + 0.95 * max(0.0, math.cos(turn)) ** 2)
    top = np.array([0.0, 0.085 * sign, hip])
    knee = top + _THIGH * np.array([math.sin(angle), 0.0, -math.cos(angle)])
    ankle = knee + _SHIN * np.array([math.sin(angle - bend), 0.0, -math.cos(angle - bend)])
    tilt = 0.35 * (angle - bend)
    toe = ankle + 0.17 * np.array([math.cos(tilt), 0.0, math.sin(tilt)])
    return [
        (ankle, toe, 0.05, 0.04, look.shoes),
        (knee, ankle, 0.066, 0.05, look.bottom),
        (top, knee, 0.095, 0.07, look.bottom),
    ]


def _arm(look: Look, sign: int, phase: float, swing: float, shoulder: float, lean: float) -> list[Limb]:
    turn = phase + math.pi if sign > 0 else phase
    angle = 0.5 * swing * math.sin(turn)
    bend = 0.12 + 0.3 * swing * (1 + math.sin(turn)) / 2
    top = np.array([lean, 0.2 * sign, shoulder - 0.03])
    elbow = top + _UPPER_ARM * np.array([math.sin(angle), 0.08 * sign, -math.cos(angle)])
    hand = elbow + _FOREARM * np.array([math.sin(angle + bend), 0.0, -math.cos(angle + bend)])
    return [
        (hand, hand - (0.0, 0.0, 0.05), 0.042, 0.038, look.skin),
        (elbow, hand, 0.05, 0.042, look.top),
        (top, elbow, 0.064, 0.052, look.top),
    ]


def _head(look: Look, middle: Points, away: bool) -> list[Limb]:
    neck: Limb = (middle - (0.02, 0, 0.2), middle - (0.01, 0, 0.06), 0.055, 0.055, look.skin)
    face: Limb = (middle - (0, 0, 0.03), middle + point(0, 0, 0.035), 0.088, 0.1, look.skin)
    hair: Limb = (middle + point(-0.035, 0, -0.02), middle + point(-0.015, 0, 0.05), 0.1, 0.112, look.hair)
    fringe: Limb = (
        middle + point(0.0, 0.06, 0.105),
        middle + point(0.0, -0.06, 0.105),
        0.045,
        0.045,
        look.hair,
    )
    return [neck, face, hair] if away else [neck, hair, face, fringe]


def _pedalling(look: Look, sign: int, phase: float, hip: Points, crank: Points) -> list[Limb]:
    turn = -phase if sign > 0 else -phase + math.pi
    foot = crank + 0.17 * np.array([math.cos(turn), 0.0, math.sin(turn)]) + point(0.0, 0.09 * sign, 0.06)
    top = hip + point(0.0, 0.08 * sign, -0.04)
    reach = foot - top
    length = min(float(np.linalg.norm(reach)), _THIGH + _SHIN - 0.01)
    rise = math.sqrt(_THIGH**2 - (length / 2) ** 2)
    forward = np.array([-reach[2], 0.0, reach[0]]) / math.hypot(reach[0], reach[2])
    knee = top + reach / 2 + rise * forward
    return [
        (foot, foot + point(0.14, 0.0, -0.02), 0.05, 0.04, look.shoes),
        (knee, foot, 0.065, 0.05, look.bottom),
        (top, knee, 0.095, 0.07, look.bottom),
    ]


def _stand(points: Points, x: float, y: float, heading: float) -> Points:
    """Points given as (forward, left, up) stood on the ground."""
    sin, cos = math.sin(heading), math.cos(heading)
    turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(points @ turn + point(x, y, GROUND))


def _outlines(limbs: list[Limb], scale: float, x: float, y: float, heading: float) -> Points:
    """Each limb's outline as the camera sees it: two half circles and the straight between, (n, 16, 3)."""
    ends = np.array([(limb[0], limb[1]) for limb in limbs]) * scale
    radii = np.array([(limb[2], limb[3]) for limb in limbs])[:, :, None, None] * scale
    ends = _stand(ends.reshape(-1, 3), x, y, heading).reshape(-1, 2, 3)
    sight = ends.mean(axis=1)
    sight /= np.linalg.norm(sight, axis=1)[:, None]
    along = ends[:, 1] - ends[:, 0]
    along -= np.einsum("ij,ij->i", along, sight)[:, None] * sight  # as far as it shows
    length = np.linalg.norm(along, axis=1)[:, None]
    along = np.where(length > 1e-9, along / np.maximum(length, 1e-9), np.array([0.0, 0.0, 1.0]))
    across = along[:, _NEXT] * sight[:, _LAST] - along[:, _LAST] * sight[:, _NEXT]  # their cross product
    bow = _CAPS[None, :, :1] * across[:, None] + _CAPS[None, :, 1:] * along[:, None]
    return np.concatenate([ends[:, 1:] + radii[:, 1] * bow, ends[:, :1] - radii[:, 0] * bow], axis=1)


def _mesh(limbs: list[Limb], scale: float, x: float, y: float, heading: float) -> Mesh:
    return _plain(list(_outlines(limbs, scale, x, y, heading)), [limb[4] for limb in limbs])


def _plain(rings: list[Points], colours: list[Colour]) -> Mesh:
    """A mesh in drawing order, lit alike from everywhere."""
    count = len(rings)
    lengths = [len(ring) for ring in rings]
    dark = np.zeros((count, 3))
    return Mesh(
        vertices=np.concatenate(rings),
        ring_starts=np.cumsum([0, *lengths[:-1]]),
        ring_shape=np.arange(count),
        colour=np.array(colours),
        normal=dark,
        glow=dark,
        detail=np.full(count, ALWAYS),
        layer=np.zeros(count, np.intp),
    )
