from __future__ import annotations

import numpy as np
import pytest

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world import Lens, Seen, View, World
from babelcam.media.sources.world.source import DEFAULT_LENSES
from tests.media.sources.world.hours import NIGHT, NOON

SIZE = Size(1280, 720)
LENSES = [Lens(0, -4, 60), Lens(90, -8, 60), Lens(-135, -8, 90), Lens(-170, -10, 30)]


def changed(one: Pixels, other: Pixels, by: int = 24) -> np.ndarray:
    return np.asarray(np.abs(one.astype(int) - other.astype(int)).max(axis=2) > by)


def inside(seen: Seen, mask: np.ndarray, margin: int = 0) -> np.ndarray:
    return mask[
        max(0, seen.y - margin) : seen.y + seen.height + margin,
        max(0, seen.x - margin) : seen.x + seen.width + margin,
    ]


def screened(view: View, seen: Seen, time: float) -> float:
    """The share of a thing's box that something nearer may cover."""
    far = float(np.hypot(*seen.thing.outline.mean(axis=0)[:2])) * 4
    return float((inside(seen, view.still(time).screens) < far + 4).mean())


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("time", [NOON + 3, NIGHT + 31])
def test_what_the_truth_says_is_in_the_pixels(world: World, lens: Lens, time: float) -> None:
    view = world.view(lens, SIZE)
    difference = changed(view.picture(time), view.still(time).picture, 8)
    told = [seen for seen in view.truth(time) if seen.thing.moving and screened(view, seen, time) < 0.1]

    assert told
    for seen in told:
        part = inside(seen, difference)
        assert part.mean() > 0.12, seen.thing.name
        rows, columns = np.nonzero(part)
        whole_across = seen.x > 0 and seen.x + seen.width < SIZE.width
        whole_down = seen.y > 0 and seen.y + seen.height < SIZE.height
        if whole_across and whole_down:
            assert np.ptp(columns) > 0.75 * seen.width - 3, seen.thing.name
            assert np.ptp(rows) > 0.75 * seen.height - 3, seen.thing.name


def test_enough_moves_before_every_default_lens(world: World) -> None:
    for lens in DEFAULT_LENSES:
        view = world.view(lens, SIZE)
        assert any(seen.thing.moving for seen in view.truth(NOON) if seen.height > 30)


@pytest.mark.parametrize("lens", LENSES)
def test_only_moving_things_and_their_shadows_differ_between_two_pictures(world: World, lens: Lens) -> None:
    view = world.view(lens, SIZE)
    times = NOON + 3.0, NOON + 3.4
    difference = changed(view.picture(times[0]), view.picture(times[1]))
    outside = difference.copy()
    for time in times:
        for seen in view.truth(time):
            if seen.thing.moving or seen.thing.kind == "clock":
                inside(seen, outside, margin=3)[:] = False

    assert difference.any()
    assert outside.sum() < 0.25 * difference.sum()


def test_at_night_with_faint_shadows_differences_lie_in_the_boxes_and_their_gleams(world: World) -> None:
    view = world.view(LENSES[1], SIZE)
    times = NIGHT + 3.0, NIGHT + 3.4
    difference = changed(view.picture(times[0]), view.picture(times[1]))
    for time in times:
        for seen in view.truth(time):
            inside(seen, difference, margin=24)[:] = False

    assert difference.mean() < 0.001


def test_a_moving_thing_takes_its_box_along(world: World) -> None:
    view = world.view(LENSES[0], SIZE)
    before = {seen.thing.name: seen for seen in view.truth(NOON)}
    after = {seen.thing.name: seen for seen in view.truth(NOON + 0.5)}
    both = [name for name in before.keys() & after.keys() if before[name].thing.moving]

    assert both
    for name in both:
        if before[name].x > 0 and before[name].x + before[name].width < SIZE.width:
            assert (before[name].x, before[name].width) != (after[name].x, after[name].width), name
    parked = [name for name in before if not before[name].thing.moving and before[name].thing.kind == "car"]
    assert parked
    for name in parked:
        assert (before[name].x, before[name].y) == (after[name].x, after[name].y)


def test_a_parked_car_is_in_the_picture_without_anything_moving(world: World) -> None:
    view = world.view(LENSES[0], SIZE)
    still = view.still(NOON)
    parked = [s for s in view.truth(NOON) if s.thing.name.startswith("parked") and s.width > 60]

    assert parked
    for seen in parked:
        assert (inside(seen, still.screens) < 255).mean() > 0.4  # it can hide what passes behind it


def test_panning_right_shifts_the_picture_left_by_the_same_angle(world: World) -> None:
    size, far = Size(640, 360), Lens(0, 6, 60)
    picture = world.view(far, size).picture(NOON)
    panned = world.view(Lens(6, 6, 60), size).picture(NOON)

    spot = far.project(-3.0, 8.0, size)
    moved = Lens(6, 6, 60).project(-3.0, 8.0, size)
    assert spot is not None and moved is not None and moved[0] < spot[0] - 40
    patch = picture[int(spot[1]) - 12 : int(spot[1]) + 12, int(spot[0]) - 12 : int(spot[0]) + 12]
    there = panned[int(moved[1]) - 12 : int(moved[1]) + 12, int(moved[0]) - 12 : int(moved[0]) + 12]
    here = panned[int(spot[1]) - 12 : int(spot[1]) + 12, int(spot[0]) - 12 : int(spot[0]) + 12]
    error, otherwise = (float(np.abs(patch.astype(int) - p.astype(int)).mean()) for p in (there, here))
    assert error < 0.6 * otherwise


@pytest.mark.parametrize(
    ("lens", "axis", "sign"),
    [
        (Lens(5, -4, 60), "x", -1),
        (Lens(-5, -4, 60), "x", 1),
        (Lens(0, 1, 60), "y", 1),
        (Lens(0, -9, 60), "y", -1),
    ],
)
def test_turning_the_lens_shifts_things_the_other_way(world: World, lens: Lens, axis: str, sign: int) -> None:
    before = {seen.thing.name: seen for seen in world.view(Lens(0, -4, 60), SIZE).truth(NOON)}
    after = {seen.thing.name: seen for seen in world.view(lens, SIZE).truth(NOON)}
    whole = [
        name
        for name in before.keys() & after.keys()
        if all(
            0 < s.x < SIZE.width - s.width and 0 < s.y < SIZE.height - s.height
            for s in (before[name], after[name])
        )
    ]

    assert whole
    assert all(sign * (getattr(after[name], axis) - getattr(before[name], axis)) > 30 for name in whole)


def test_zooming_in_makes_things_larger(world: World) -> None:
    (wide,) = (s for s in world.view(Lens(0, 14, 60), SIZE).truth(NOON) if s.thing.kind == "clock")
    (tele,) = (s for s in world.view(Lens(0, 14, 15), SIZE).truth(NOON) if s.thing.kind == "clock")

    assert tele.height / wide.height == pytest.approx(
        np.tan(np.radians(30)) / np.tan(np.radians(7.5)), rel=0.1
    )


def test_a_turned_view_shows_what_a_new_one_does(world: World) -> None:
    view = world.view(Lens(0, 0, 60), SIZE)
    view.picture(NOON)
    view.aim(Lens(33, -5, 40))

    assert view.picture(NOON).tobytes() == world.view(Lens(33, -5, 40), SIZE).picture(NOON).tobytes()


def test_pictures_already_given_stay_as_they_were(world: World) -> None:
    view = world.view(Lens(0, 0, 60), SIZE)
    first = view.picture(NOON)
    kept = first.copy()
    view.picture(NOON + 1)
    view.aim(Lens(90, 0, 60))
    view.picture(NOON + 30)

    assert np.array_equal(first, kept)


def test_things_pass_behind_what_stands_nearer(world: World) -> None:
    # while anything crosses behind the lamp post in the north, the post itself does not change
    view = world.view(Lens(0, -8, 20), SIZE)
    post = view.lens.project(0.0, -12.0, SIZE)
    assert post is not None
    x, y = round(post[0]), round(post[1])
    still = view.still(NOON).picture[y - 2 : y + 3, x - 2 : x + 3].copy()
    beside_changed = False
    for step in range(60):
        time = NOON + step * 0.12
        picture, background = view.picture(time), view.still(time).picture
        assert np.array_equal(picture[y - 2 : y + 3, x - 2 : x + 3], background[y - 2 : y + 3, x - 2 : x + 3])
        beside_changed |= bool(changed(picture, background)[y, x - 40 : x + 40].any())
    assert still.size
    assert beside_changed
