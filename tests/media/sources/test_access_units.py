"""H.264 packets as Annex B access units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

import av

from babelcam.media.annexb import AUD, IDR, PPS, SPS, nal_type, nal_units
from babelcam.media.frame import Size
from babelcam.media.sources.access_units import START_CODE, AccessUnits
from babelcam.media.sources.demux import Video as Opened
from tests.media.sources.conftest import Video
from tests.media.sources.making import H264, SMALL

RECIPE = replace(H264, rate=50, seconds=0.2, gop=5)


@contextmanager
def packets_of(path: object) -> Iterator[tuple[AccessUnits, list[Any]]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        units = AccessUnits(Opened(container, stream, "test"))
        yield units, [packet for packet in container.demux(stream) if packet.size]


def edited(packet: Any, keep: Callable[[int], bool], front: bytes = b"") -> Any:
    """A packet with only the NAL units of some types."""
    units = (bytes(unit) for unit in nal_units(bytes(packet)) if keep(nal_type(unit)))
    made = av.Packet(front + b"".join(START_CODE + unit for unit in units))
    made.is_keyframe = packet.is_keyframe
    return made


def kinds(data: bytes) -> list[int]:
    """The types of its NAL units that matter here; the slices of a picture count once."""
    found = [nal_type(unit) for unit in nal_units(data) if nal_type(unit) in (AUD, SPS, PPS, IDR)]
    return [kind for kind, _ in groupby(found)]


def test_parameter_sets_outside_the_stream_are_put_into_it(video: Video) -> None:
    with packets_of(video(RECIPE, ".ts")) as (units, packets):
        bare = edited(packets[5], lambda kind: kind not in (AUD, SPS, PPS))
        converted = units.convert(bare)

    assert converted is not None
    assert (kinds(converted[0]), converted[1]) == ([SPS, PPS, IDR], True)


def test_an_access_unit_delimiter_stays_in_front(video: Video) -> None:
    with packets_of(video(RECIPE, ".ts")) as (units, packets):
        bare = edited(packets[5], lambda kind: kind not in (AUD, SPS, PPS), START_CODE + b"\x09\x10")
        converted = units.convert(bare)

    assert converted is not None
    assert kinds(converted[0]) == [AUD, SPS, PPS, IDR]


def test_a_missing_pps_comes_after_its_sps(video: Video) -> None:
    with packets_of(video(RECIPE, ".ts")) as (units, packets):
        converted = units.convert(edited(packets[5], lambda kind: kind not in (AUD, PPS)))

    assert converted is not None
    assert kinds(converted[0])[:2] == [SPS, PPS]


def test_the_packet_is_left_whole_for_the_decoder(video: Video) -> None:
    with packets_of(video(RECIPE, ".mp4")) as (units, packets):
        before = bytes(packets[0])
        units.convert(packets[0])

        assert bytes(packets[0]) == before
        assert packets[0].is_keyframe


def test_an_empty_packet_gives_nothing(video: Video) -> None:
    with packets_of(video(RECIPE, ".ts")) as (units, _):
        empty: Any = av.Packet()
        assert units.convert(empty) is None


def test_the_size_follows_the_parameter_sets(video: Video) -> None:
    with (
        packets_of(video(RECIPE, ".ts")) as (units, packets),
        packets_of(video(replace(RECIPE, size=Size(176, 144)), ".ts")) as (_, smaller),
    ):
        sizes = []
        for packet in (packets[0], packets[1], smaller[0], smaller[1], packets[5]):
            units.convert(packet)
            sizes.append(units.size)

    assert sizes == [SMALL, SMALL, Size(176, 144), Size(176, 144), SMALL]
