from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from babelcam.media.sources.world.traffic import Course, Loop, moving

LOOP = Loop(half=20.0, corner=4.0)


def test_a_loop_closes_and_has_no_jumps() -> None:
    places = [LOOP.place(along) for along in np.linspace(0, LOOP.length, 400)]

    steps = [math.dist(a[:2], b[:2]) for a, b in pairwise(places)]
    assert max(steps) < LOOP.length / 399 + 1e-6
    assert places[0][:2] == pytest.approx(places[-1][:2])


def test_one_faces_the_way_one_goes() -> None:
    for course in (Course(LOOP, 3.0, 5.0), Course(LOOP, 3.0, -5.0)):
        for time in (0.0, 7.0, 1_700_000_000.0):
            x, y, heading = course.place(time)
            later_x, later_y, _ = course.place(time + 0.01)
            way = math.atan2(later_y - y, later_x - x)
            assert math.cos(way - heading) == pytest.approx(1, abs=1e-3)


def test_speed_is_metres_a_second() -> None:
    course = Course(LOOP, 0.0, 5.0)

    before, after = course.place(1.0), course.place(1.4)  # on the first straight
    assert math.dist(before[:2], after[:2]) == pytest.approx(2.0)


def test_vehicles_of_a_lane_never_run_into_each_other() -> None:
    actors = [actor for actor in moving(np.random.default_rng(3)) if actor.kind in ("car", "bus")]

    for time in (0.0, 40.0, 1_700_000_000.0):
        places = [(actor.way.place(time), actor) for actor in actors]
        for index, (one, first) in enumerate(places):
            for other, second in places[index + 1 :]:
                same_lane = first.way.loop == second.way.loop  # type: ignore[union-attr]
                least = first.reach + second.reach if same_lane else 3.0
                assert math.dist(one[:2], other[:2]) > least, (first.name, second.name)


def test_everybody_has_a_name_of_their_own() -> None:
    names = [actor.name for actor in moving(np.random.default_rng(3))]

    assert len(set(names)) == len(names)
    assert {name.split("-")[0] for name in names} == {"car", "bus", "cyclist", "person"}
