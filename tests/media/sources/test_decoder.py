"""Decoding on demand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import av
import pytest

from babelcam.media.frame import Picture
from babelcam.media.source import SourceError
from babelcam.media.sources import decoder
from babelcam.media.sources.convert import Converter
from babelcam.media.sources.decoder import Decoder
from babelcam.media.sources.demux import Video as Opened
from tests.media.sources.conftest import Video
from tests.media.sources.making import H264, index_of

RECIPE = replace(H264, gop=20, rate=50)
"""Key frames are pictures 0, 20 and 40 of 50."""


@pytest.fixture
def opened(video: Video) -> Iterator[tuple[Decoder, list[Any]]]:
    """A decoder, and all the packets of a video."""
    with av.open(str(video(RECIPE, ".mp4"))) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        yield Decoder(Opened(container, stream, "test")), packets


def shown(frames: list[Any]) -> list[int]:
    """The indices of decoded pictures."""
    return [index_of(Picture(Converter("test").planes(frame), 0.0, 0.0)) for frame in frames]


def test_a_packet_gives_its_picture_at_once(opened: tuple[Decoder, list[Any]]) -> None:
    decode, packets = opened

    assert [shown(decode.decode(packet)) for packet in packets[:5]] == [[0], [1], [2], [3], [4]]


def test_kept_packets_are_decoded_and_not_shown(opened: tuple[Decoder, list[Any]]) -> None:
    decode, packets = opened
    for packet in packets[:33]:
        decode.keep(packet)

    assert shown(decode.decode(packets[33])) == [33]


def test_a_key_frame_needs_nothing_that_was_kept(opened: tuple[Decoder, list[Any]]) -> None:
    decode, packets = opened
    for packet in packets[:20]:
        decode.keep(packet)

    assert shown(decode.decode(packets[20])) == [20]


def test_decoding_waits_for_the_first_key_frame(opened: tuple[Decoder, list[Any]]) -> None:
    decode, packets = opened

    assert [shown(decode.decode(packet)) for packet in packets[18:22]] == [[], [], [20], [21]]


@pytest.mark.parametrize(("limit", "value"), [("MAX_KEPT_PACKETS", 10), ("MAX_KEPT_BYTES", 1000)])
def test_more_than_may_be_kept_is_given_up_until_the_next_key_frame(
    opened: tuple[Decoder, list[Any]], monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(decoder, limit, value)
    decode, packets = opened
    for packet in packets[:17]:
        decode.keep(packet)

    assert [shown(decode.decode(packet)) for packet in packets[17:22]] == [[], [], [], [20], [21]]


def test_a_stream_that_never_has_a_key_frame_is_decoded_after_all(
    opened: tuple[Decoder, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MAX_KEPT_PACKETS", 5)
    decode, packets = opened
    packets[0].is_keyframe = False

    assert [len(decode.decode(packet)) for packet in [packets[0]] * 7] == [0] * 5 + [1] * 2


def test_a_broken_packet_is_passed_over_with_one_warning(
    opened: tuple[Decoder, list[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    decode, packets = opened
    broken: Any = av.Packet(b"\xff" * 50)
    with caplog.at_level(logging.WARNING):
        found = [shown(decode.decode(packet)) for packet in (packets[0], broken, broken, *packets[1:3])]

    assert found == [[0], [], [], [1], [2]]
    assert len(caplog.records) == 1


def test_nothing_but_broken_packets_ends_it(
    opened: tuple[Decoder, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MAX_BROKEN", 3)
    decode, packets = opened
    decode.decode(packets[0])
    broken: Any = av.Packet(b"\xff" * 50)
    decode.decode(broken)
    decode.decode(broken)

    with pytest.raises(SourceError, match=r"^test: cannot be decoded: "):
        decode.decode(broken)
