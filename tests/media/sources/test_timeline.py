"""Timestamps of all sorts, set on a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from babelcam.media.sources.timeline import Timeline
from babelcam.system.clock import Clock


class TestClock(Clock):
    """A monotonic clock that the test sets."""

    __test__ = False
    time = 100.0

    def monotonic(self) -> float:
        return self.time


@dataclass
class Packet:
    """A packet in hundredths of a second."""

    dts: int | None
    pts: int | None = None
    duration: int | None = None


def timeline(clock: Clock, *, ahead: bool = True, timed: bool = True, reorder: int = 0) -> Any:
    """A timeline of a stream of 25 pictures a second."""
    context = SimpleNamespace(reorder_depth=reorder)
    stream = SimpleNamespace(time_base=Fraction(1, 100), codec_context=context)
    made = Timeline(clock)
    made.begin(SimpleNamespace(rate=25.0, stream=stream), ahead=ahead, timed=timed)  # type: ignore[arg-type]
    return made


def test_packets_are_due_at_the_distance_of_their_timestamps() -> None:
    line = timeline(TestClock())

    assert [line.arrive(Packet(dts)) for dts in (500, 504, 520, 521)] == pytest.approx(
        [100.0, 100.04, 100.2, 100.21]
    )


@pytest.mark.parametrize(
    ("packets", "due"),
    [
        ([Packet(None)] * 3, [100.0, 100.04, 100.08]),
        ([Packet(None, duration=2)] * 3, [100.0, 100.02, 100.04]),
        ([Packet(0), Packet(0), Packet(0)], [100.0, 100.04, 100.08]),
        ([Packet(0), Packet(10), Packet(2), Packet(6)], [100.0, 100.1, 100.14, 100.18]),
        ([Packet(0), Packet(900_000), Packet(900_002)], [100.0, 100.04, 100.06]),
    ],
    ids=["no timestamps", "durations only", "all the same", "a step back", "a leap"],
)
def test_unusable_timestamps_give_way_to_the_rate(packets: list[Packet], due: list[float]) -> None:
    line = timeline(TestClock())

    assert [line.arrive(packet) for packet in packets] == pytest.approx(due)


def test_a_recording_that_cannot_keep_up_starts_its_time_anew() -> None:
    clock = TestClock()
    line = timeline(clock)
    line.arrive(Packet(0))
    clock.time = 100.9
    assert line.arrive(Packet(4)) == pytest.approx(100.04)
    clock.time = 105.0
    assert line.arrive(Packet(8)) == 105.0
    assert line.arrive(Packet(12)) == pytest.approx(105.04)


def test_time_that_was_held_goes_on_from_now() -> None:
    clock = TestClock()
    line = timeline(clock)
    line.arrive(Packet(0))
    clock.time = 100.5
    line.hold()

    assert [line.arrive(Packet(4)), line.arrive(Packet(8))] == pytest.approx([100.5, 100.54])


def test_reordered_pictures_are_shown_by_their_presentation_times() -> None:
    line = timeline(TestClock())
    coded = []
    for packet in (Packet(-8, 0), Packet(-4, 12), Packet(0, 4), Packet(4, 8)):
        line.arrive(packet)
        coded.append(line.coded(packet))

    assert coded == pytest.approx([100.08, 100.2, 100.12, 100.16])
    assert [line.decoded(pts) for pts in (0, 4, 8, 12)] == pytest.approx([100.08, 100.12, 100.16, 100.2])


def test_the_first_packets_of_matroska_are_due_ahead_of_their_pictures() -> None:
    line = timeline(TestClock(), reorder=2)
    coded = []
    for packet in (Packet(None, 0), Packet(None, 12), Packet(0, 4)):
        line.arrive(packet)
        coded.append(line.coded(packet))

    assert coded == pytest.approx([100.08, 100.2, 100.12])


def test_pictures_without_or_with_wrong_timestamps_still_follow_each_other() -> None:
    line = timeline(TestClock())
    line.arrive(Packet(0))

    assert [line.decoded(pts) for pts in (0, 12, 4, None, 99_999)] == pytest.approx(
        [100.0, 100.12, 100.16, 100.2, 100.24]
    )


def test_live_packets_are_due_as_they_come_and_their_jitter_is_smoothed() -> None:
    clock = TestClock()
    line = timeline(clock, ahead=False)
    due = []
    for frame, delay in enumerate([0.0, 0.03, 0.0, 0.05, 0.0, 0.02]):
        clock.time = 100 + frame * 0.04 + delay
        due.append(line.arrive(Packet(frame * 4)))

    assert due == pytest.approx([100 + frame * 0.04 for frame in range(6)], abs=0.0012)
    assert all(moment <= 100 + frame * 0.04 + 0.05 for frame, moment in enumerate(due))


def test_a_live_stream_that_began_late_catches_up_with_its_earliest_packets() -> None:
    clock = TestClock()
    line = timeline(clock, ahead=False)
    burst = [line.arrive(Packet(frame * 4)) for frame in range(10)]

    assert burst == pytest.approx([100.0] * 10, abs=0.01)
    assert all(before < after for before, after in pairwise(burst))


def test_a_live_stream_whose_clock_runs_slow_is_followed() -> None:
    clock = TestClock()
    line = timeline(clock, ahead=False)
    for frame in range(20_000):
        clock.time = 100 + frame * 0.0401
        due = line.arrive(Packet(frame * 4))

    assert clock.time - due < 0.02


def test_what_has_no_timestamps_is_shown_as_it_comes() -> None:
    clock = TestClock()
    line = timeline(clock, ahead=False, timed=False)
    for frame, moment in enumerate([100.0, 100.2, 100.21, 103.0]):
        clock.time = moment
        assert line.arrive(Packet(frame * 4, frame * 4)) == moment
        assert line.decoded(frame * 4) == pytest.approx(moment)
