"""A channel: one encode for each distinct encoding, none when nobody watches, and signal loss."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import numpy as np
import pytest
import simplejpeg

from babelcam.errors import BadValue, Busy
from babelcam.media import channel as channel_module
from babelcam.media import feed as feed_module
from babelcam.media import worker
from babelcam.media.channel import Channel
from babelcam.media.encoders import Encoder, open_encoder
from babelcam.media.encoding import H264, Encoding, Jpeg
from babelcam.media.frame import Codec, Size
from babelcam.media.room import MAX_ENCODINGS, MAX_PER_ACCOUNT
from babelcam.media.source import Format, SourceError
from babelcam.settings.video import OWN_QUALITY, ChannelSettings, JpegSettings
from babelcam.system.clock import Clock
from tests.media.fakes import SIZE, VIEWER, HandFed, Keeper, coded, own_jpeg, picture

JPEG = Jpeg(SIZE, 25.0, 90)
VIDEO = H264(SIZE, 25.0, 500, 25)
AS_IS = Jpeg(SIZE, 25.0, OWN_QUALITY, as_is=True)
MOTION_JPEG = Format(SIZE, 25.0, Codec.JPEG)


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
    assert channel.jpeg() == Jpeg(SIZE, 25.0, 80, as_is=True)
    assert channel.jpeg(size=Size(32, 24), rate=2, quality=5) == Jpeg(Size(32, 24), 2, 5)
    assert channel.video(0).size == SIZE
    assert channel.video(1).size == Size(704, 480)


async def test_one_account_cannot_keep_all_others_out(channel: Channel) -> None:
    with ExitStack() as watching:
        for quality in range(MAX_PER_ACCOUNT):
            watching.enter_context(channel.watch(Jpeg(SIZE, 25, 10 + quality), Keeper("greedy")))
        with pytest.raises(Busy):
            channel.watch(Jpeg(SIZE, 25, 99), Keeper("greedy"))
        watching.enter_context(channel.watch(Jpeg(SIZE, 25, 99), Keeper("other")))


async def test_what_is_configured_may_always_be_watched(channel: Channel) -> None:
    with ExitStack() as watching:
        for number in range(MAX_ENCODINGS):
            watching.enter_context(channel.watch(Jpeg(SIZE, 25, 10 + number), Keeper(f"{number % 2}")))
        with pytest.raises(Busy):
            channel.watch(Jpeg(SIZE, 25, 99), Keeper("late"))
        for encoding in (channel.jpeg(), channel.video(0), channel.video(1)):
            watching.enter_context(channel.watch(encoding, Keeper("late")))


async def test_encodings_that_only_linger_make_room(channel: Channel) -> None:
    for quality in range(1, MAX_PER_ACCOUNT + 5):
        with channel.watch(Jpeg(SIZE, 25, quality), Keeper()):
            pass
    assert len(channel.streams) == MAX_PER_ACCOUNT


async def test_a_picture_that_is_too_large_is_a_bad_value(channel: Channel) -> None:
    with pytest.raises(BadValue, match="8192x8192 is too large"):
        channel.watch(Jpeg(Size(8192, 8192), 25, 80), Keeper())


async def test_an_encoder_that_fails_begins_anew(
    channel: Channel, source: HandFed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RECOVER_SECONDS", 0.01)
    failures = iter([MemoryError()])

    def failing(encoding: Encoding) -> Encoder:
        for failure in failures:
            raise failure
        return open_encoder(encoding)

    monkeypatch.setattr(worker, "open_encoder", failing)
    reader = Keeper()
    with channel.watch(JPEG, reader):
        source.give(picture(50))
        await until(lambda: next(failures, None) is None)
        while not reader.frames:
            source.give(picture(50))
            await asyncio.sleep(0.01)


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


async def test_a_quality_given_in_the_settings_is_meant(source: HandFed) -> None:
    made = Channel(1, ChannelSettings(jpeg=JpegSettings(quality=60)), source, Clock())
    assert made.jpeg() == Jpeg(SIZE, 25.0, 60)
    assert made.jpeg(quality=30) == Jpeg(SIZE, 25.0, 30)


async def test_the_sources_own_jpegs_are_passed_through(channel: Channel, source: HandFed) -> None:
    source.format = MOTION_JPEG
    reader = Keeper()
    with channel.watch(channel.jpeg(), reader):
        assert source.demand is not None
        assert (source.demand.packets, source.demand.pixels) == (True, False)
        given = [own_jpeg(number) for number in range(3)]
        for frame in given:
            source.give(frame)
        assert await reader.count(3) == given


@pytest.mark.parametrize(
    "asked",
    [
        Jpeg(SIZE, 25.0, OWN_QUALITY),
        Jpeg(Size(32, 24), 25.0, OWN_QUALITY, as_is=True),
        Jpeg(SIZE, 10.0, OWN_QUALITY, as_is=True),
        VIDEO,
    ],
)
async def test_what_is_asked_for_otherwise_is_coded_anew(
    channel: Channel, source: HandFed, asked: Encoding
) -> None:
    source.format = MOTION_JPEG
    reader = Keeper()
    with channel.watch(asked, reader):
        assert source.demand is not None
        assert (source.demand.packets, source.demand.pixels) == (False, True)
        source.give(picture(90))
        (frame,) = await reader.count(1)
    assert (frame.codec, frame.size) == (asked.codec, asked.size)


async def test_a_slower_source_is_passed_to_who_would_take_more(channel: Channel, source: HandFed) -> None:
    source.format = Format(SIZE, 15.0, Codec.JPEG)
    reader = Keeper()
    with channel.watch(AS_IS, reader):
        source.give(own_jpeg(7))
        assert [frame.number for frame in await reader.count(1)] == [7]


async def test_both_ways_at_once(channel: Channel, source: HandFed) -> None:
    source.format = MOTION_JPEG
    own, other = Keeper(), Keeper()
    with channel.watch(AS_IS, own), channel.watch(JPEG, other):
        assert source.demand is not None
        assert (source.demand.packets, source.demand.pixels) == (True, True)
        source.give(own_jpeg(1))
        source.give(picture(50))
        await own.count(1)
        await other.count(1)

    assert [frame.number for frame in own.frames] == [1]
    assert np.abs(simplejpeg.decode_jpeg(other.frames[0].data).astype(int) - 50).max() <= 2


async def test_where_there_are_no_jpegs_to_pass_the_wish_for_them_makes_no_difference(
    channel: Channel,
) -> None:
    with (
        channel.watch(AS_IS, Keeper()) as wished,
        channel.watch(Jpeg(SIZE, 25.0, OWN_QUALITY), Keeper()) as plain,
    ):
        assert wished is plain


async def test_who_joins_a_slow_source_that_passes_through_sees_its_newest_picture_at_once(
    channel: Channel, source: HandFed
) -> None:
    source.format = Format(SIZE, 0.2, Codec.JPEG)
    asked = channel.jpeg()
    first, second, third = Keeper(), Keeper(), Keeper()
    with channel.watch(asked, first):
        source.give(own_jpeg(1))
        await first.count(1)
        with channel.watch(asked, second), channel.watch(AS_IS, third):  # a stream that runs, and a new one
            assert [frame.number for frame in second.frames] == [1]
            assert [frame.number for frame in await third.count(1)] == [1]


async def test_a_picture_too_old_is_not_shown_to_who_joins(channel: Channel, source: HandFed) -> None:
    source.format = MOTION_JPEG
    first, late = Keeper(), Keeper()
    with channel.watch(AS_IS, first):
        source.give(own_jpeg(1, at=time.monotonic() - 1))
        await first.count(1)
        with channel.watch(AS_IS, late):
            assert late.frames == []


async def test_a_snapshot_of_a_source_that_passes_through_is_its_own_picture(
    channel: Channel, source: HandFed
) -> None:
    source.format = MOTION_JPEG
    asking = asyncio.ensure_future(channel.snapshot(channel.jpeg(), VIEWER))
    await asyncio.sleep(0)
    given = own_jpeg(9)
    source.give(given)

    assert await asking is given


async def test_a_source_of_jpegs_that_is_lost_is_shown_to_be(
    channel: Channel, source: HandFed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "FIRST_RETRY", 0.3)
    source.format = MOTION_JPEG
    reader = Keeper()
    with channel.watch(AS_IS, reader):
        source.give(own_jpeg(1))
        await reader.count(1)
        source.give(SourceError("gone"))
        shown = (await reader.count(2))[1]
        await until(lambda: source.opened == 2)
        source.give(picture(1))  # of a source that is there again: pictures first, as they are wanted
        await until(lambda: source.demand is not None and source.demand.packets and not source.demand.pixels)
        source.give(own_jpeg(2))
        await until(lambda: reader.frames[-1].data == own_jpeg(2).data)

    assert simplejpeg.decode_jpeg_header(shown.data)[:2] == (SIZE.height, SIZE.width)


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
