"""A channel: one encode for each distinct encoding, none when nobody watches, and signal loss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest
import simplejpeg

from babelcam.errors import Busy
from babelcam.media import channel as channel_module
from babelcam.media import feed as feed_module
from babelcam.media.channel import MAX_ENCODINGS, Channel
from babelcam.media.encoding import H264, Jpeg
from babelcam.media.frame import Codec, Size
from babelcam.media.source import Format, SourceError
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock
from tests.media.fakes import SIZE, VIEWER, HandFed, Keeper, coded, picture

JPEG = Jpeg(SIZE, 25.0, 90)
VIDEO = H264(SIZE, 25.0, 500, 25)


@pytest.fixture
def source() -> HandFed:
    return HandFed()


@pytest.fixture
async def channel(source: HandFed, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Channel]:
    monkeypatch.setattr(channel_module, "LINGER", 0.05)
    made = Channel(1, ChannelSettings(name="Gate"), source, Clock())
    made.start()
    yield made
    await made.stop()


async def until(condition: Callable[[], bool], within: float = 5.0) -> None:
    """Wait for a condition that a thread brings about."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


async def test_equal_viewers_share_one_encoder(channel: Channel, source: HandFed) -> None:
    first, second = Keeper(), Keeper()
    with channel.watch(JPEG, first), channel.watch(JPEG, second):
        source.give(picture(40))
        await first.count(1)
        await second.count(1)

        assert first.frames[0] is second.frames[0]
        assert len(channel.streams) == 1


async def test_different_encodings_of_one_picture(channel: Channel, source: HandFed) -> None:
    small, large = Keeper(), Keeper()
    with channel.watch(Jpeg(Size(32, 24), 25, 90), small), channel.watch(JPEG, large):
        source.give(picture(200))
        (one,), (other,) = await small.count(1), await large.count(1)

    assert simplejpeg.decode_jpeg_header(one.data)[:2] == (24, 32)
    assert simplejpeg.decode_jpeg_header(other.data)[:2] == (48, 64)
    assert np.abs(simplejpeg.decode_jpeg(other.data).astype(int) - 200).max() <= 2


async def test_nothing_is_wanted_of_the_source_until_somebody_watches(
    channel: Channel, source: HandFed
) -> None:
    await until(lambda: source.demand is not None)
    demand = source.demand
    assert demand is not None
    assert not demand.pixels
    reader = Keeper()
    with channel.watch(JPEG, reader):
        assert demand.pixels
    await until(lambda: not demand.pixels)
    assert channel.streams == ()


async def test_an_encoder_lingers_for_the_next_viewer(channel: Channel, source: HandFed) -> None:
    with channel.watch(JPEG, Keeper()) as before:
        pass
    with channel.watch(JPEG, Keeper()) as after:
        assert after is before


async def test_a_new_viewer_of_h264_starts_at_a_key_frame_soon(channel: Channel, source: HandFed) -> None:
    first = Keeper()
    with channel.watch(VIDEO, first):
        for number in range(10):
            source.give(picture(number, at=number / 25))
            await first.count(number + 1)
        late = Keeper()
        with channel.watch(VIDEO, late):
            for number in range(10, 40):
                source.give(picture(number, at=number / 25))
                await first.count(number + 1)

    assert first.frames[0].key
    assert not any(frame.key for frame in first.frames[1:10])
    assert any(frame.key for frame in late.frames[:14])  # half a second at 25 a second, and one more


async def test_a_slower_stream_takes_pictures_evenly(channel: Channel, source: HandFed) -> None:
    reader = Keeper()
    with channel.watch(Jpeg(SIZE, 5.0, 90), reader):
        for number in range(51):
            source.give(picture(number, at=number / 25))
            await until(lambda number=number: not source._items.qsize())  # type: ignore[misc]
            await asyncio.sleep(0.004)
        await reader.count(10)

    steps = np.diff([frame.time for frame in reader.frames])
    assert np.allclose(steps, 0.2, atol=0.05)


async def test_a_snapshot_is_the_picture_of_this_moment(channel: Channel, source: HandFed) -> None:
    asking = asyncio.ensure_future(channel.snapshot(JPEG, VIEWER))
    await asyncio.sleep(0)
    source.give(picture(77))

    frame = await asking

    assert np.abs(simplejpeg.decode_jpeg(frame.data).astype(int) - 77).max() <= 2


async def test_a_snapshot_gives_up_when_no_picture_comes(channel: Channel) -> None:
    with pytest.raises(TimeoutError):
        await channel.snapshot(JPEG, VIEWER, within=0.05)


async def test_the_settings_say_what_is_meant_by_default(channel: Channel) -> None:
    assert channel.jpeg() == Jpeg(SIZE, 25.0, 80)
    assert channel.jpeg(size=Size(32, 24), rate=2, quality=5) == Jpeg(Size(32, 24), 2, 5)
    assert channel.video(0).size == SIZE
    assert channel.video(1).size == Size(704, 480)


async def test_too_many_encodings_are_refused(channel: Channel) -> None:
    with pytest.raises(Busy):
        watching = [channel.watch(Jpeg(SIZE, 25, 10 + n), Keeper()) for n in range(MAX_ENCODINGS)]
        for each in watching:
            each.__enter__()
        channel.watch(Jpeg(SIZE, 25, 99), Keeper())
    for each in watching:
        each.__exit__(None, None, None)


async def test_encodings_that_only_linger_make_room(channel: Channel) -> None:
    for quality in range(1, MAX_ENCODINGS + 5):
        with channel.watch(Jpeg(SIZE, 25, quality), Keeper()):
            pass
    assert len(channel.streams) == MAX_ENCODINGS


async def test_the_sources_own_h264_is_passed_through(channel: Channel, source: HandFed) -> None:
    source.format = Format(SIZE, 25.0, Codec.H264)
    reader = Keeper()
    with channel.watch(VIDEO, reader):
        assert source.demand is not None
        assert source.demand.packets
        assert not source.demand.pixels
        for number in range(4):
            source.give(coded(number, key=number == 1))
        await reader.count(3)

    assert [frame.number for frame in reader.frames] == [1, 2, 3]  # from the key frame on


async def test_who_joins_a_passed_through_stream_gets_its_group_of_pictures(
    channel: Channel, source: HandFed
) -> None:
    source.format = Format(SIZE, 25.0, Codec.H264)
    first, late = Keeper(), Keeper()
    with channel.watch(VIDEO, first):
        for number in range(3):
            source.give(coded(number, key=number == 0))
        await first.count(3)
        with channel.watch(VIDEO, late):
            assert [frame.number for frame in late.frames] == [0, 1, 2]


async def test_who_came_before_the_format_was_known_is_passed_through_once_it_is(
    channel: Channel, source: HandFed
) -> None:
    source.format = None
    reader = Keeper()
    with channel.watch(VIDEO, reader):
        demand = source.demand
        assert demand is not None
        assert demand.pixels
        source.format = Format(SIZE, 25.0, Codec.H264)
        source.give(picture(1))
        await until(lambda: demand.packets and not demand.pixels)


async def test_a_lost_source_is_shown_reported_and_tried_again(
    channel: Channel, source: HandFed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "FIRST_RETRY", 0.3)
    changes: list[tuple[bool, str]] = []
    channel.on_signal(lambda signal: changes.append((signal.present, signal.reason)))
    reader = Keeper()
    with channel.watch(JPEG, reader):
        source.give(picture(100))
        await reader.count(1)

        source.give(SourceError("the plug was pulled"))
        await reader.count(2)  # the "no signal" picture
        assert changes == [(False, "the plug was pulled")]
        assert not channel.signal.present

        await until(lambda: source.opened == 2)
        source.give(picture(100))
        await until(lambda: len(changes) == 2)
        assert changes[1] == (True, "")


async def test_a_source_that_stalls_is_lost(
    channel: Channel, source: HandFed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "STALL", 0.2)
    reader = Keeper()
    with channel.watch(JPEG, reader):
        source.give(picture(100))
        await reader.count(2)

    assert channel.signal.reason == "the source stalled"


async def test_a_passed_through_stream_shows_that_the_signal_is_lost_too(
    channel: Channel, source: HandFed
) -> None:
    source.format = Format(SIZE, 25.0, Codec.H264)
    reader = Keeper()
    with channel.watch(VIDEO, reader):
        source.give(coded(1, key=True))
        await reader.count(1)
        source.give(SourceError("gone"))
        await reader.count(2)

    assert reader.frames[1].key
    assert reader.frames[1].parameter_sets is not None


async def test_stopping_ends_every_stream(source: HandFed) -> None:
    made = Channel(1, ChannelSettings(), source, Clock())
    made.start()
    reader = Keeper()
    with made.watch(JPEG, reader):
        await made.stop()
    assert reader.over
