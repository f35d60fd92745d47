"""What a reader is given, and what it leaves out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from babelcam.media.channel import Channel
from babelcam.media.encoding import H264, Encoding
from babelcam.media.frame import Codec, Frame
from babelcam.media.reader import Reader, Viewer
from babelcam.media.stream import Stream
from babelcam.rtsp.delivery import MAX_BACKLOG_BYTES, DatagramDelivery, InterleavedDelivery
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.messages import interleaved
from babelcam.rtsp.rtp.stream import Interleaved, Packets, RtpStream
from babelcam.rtsp.udp import Destination, Group

from .pictures import SIZE, h264_frames

VIEWER = Viewer("", "10.0.0.2", "RTSP")
KEY, *REST = h264_frames(12, gop=6)
ENCODING = H264(SIZE, 25, 2000, 6)


class Wire:
    """A transport whose client reads only when told to."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.backlog = 0
        self.closing = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.backlog

    def is_closing(self) -> bool:
        return self.closing


class Room:
    """A channel with one stream."""

    def __init__(self, frames: tuple[Frame, ...] = (), *, replays: bool = False) -> None:
        self.stream = Stream(ENCODING, lambda: not replays)
        for frame in frames:
            self.stream.publish(frame)

    @contextmanager
    def watch(self, encoding: Encoding, reader: Reader) -> Iterator[Stream]:
        self.stream.join(reader)
        yield self.stream
        self.stream.leave(reader)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def announced() -> list[Packets]:
    return []


def delivery(wire: Wire, announced: list[Packets], rtp: RtpStream | None = None) -> InterleavedDelivery:
    transport = cast(asyncio.WriteTransport, wire)
    return InterleavedDelivery(VIEWER, rtp or RtpStream(Codec.H264), announced.append, transport, Pair(2, 3))


def sent(reader: InterleavedDelivery, *frames: Frame) -> list[bytes]:
    return [frame.once(reader.stream.form(Interleaved, 2)) for frame in frames]


def test_it_starts_at_a_key_frame_and_announces_it_first(wire: Wire, announced: list[Packets]) -> None:
    reader = delivery(wire, announced)
    reader.offer(REST[0])
    assert (announced, wire.written, reader.dropped) == ([], [], 0)

    for frame in (KEY, REST[0], REST[1]):
        reader.offer(frame)

    assert announced == [KEY.once(reader.stream)]
    assert wire.written == sent(reader, KEY, REST[0], REST[1])
    assert (reader.delivered, reader.dropped) == (3, 0)


def test_the_response_is_written_before_the_first_packet(wire: Wire) -> None:
    transport = cast(asyncio.WriteTransport, wire)
    reader = InterleavedDelivery(
        VIEWER, RtpStream(Codec.H264), lambda first: wire.write(b"RTSP/1.0 200 OK"), transport, Pair(2, 3)
    )

    reader.offer(KEY)

    assert wire.written == [b"RTSP/1.0 200 OK", *sent(reader, KEY)]


def test_one_that_falls_behind_goes_on_at_the_next_key_frame(wire: Wire, announced: list[Packets]) -> None:
    reader = delivery(wire, announced)
    reader.offer(KEY)
    wire.backlog = MAX_BACKLOG_BYTES + 1
    reader.offer(REST[0])
    wire.backlog = 0
    for frame in REST[1:8]:
        reader.offer(frame)

    keys = [frame for frame in REST if frame.key]
    after = REST[REST.index(keys[0]) : 8]
    assert wire.written == sent(reader, KEY, *after)
    assert (reader.delivered, reader.dropped) == (1 + len(after), 8 - len(after))
    assert len(announced) == 1


def test_frames_left_out_leave_a_gap_in_the_numbers(wire: Wire, announced: list[Packets]) -> None:
    rtp = RtpStream(Codec.H264)
    slow, good = delivery(wire, announced, rtp), delivery(Wire(), [], rtp)
    for frame in (KEY, REST[0]):
        slow.offer(frame)
        good.offer(frame)
    wire.backlog = MAX_BACKLOG_BYTES + 1
    slow.offer(REST[1])

    following = REST[2].once(rtp)

    missed = len(REST[1].once(rtp).packets)
    assert missed > 0
    assert (following.sequence - REST[1].once(rtp).sequence) % 65536 == missed


async def test_pictures_since_the_last_key_frame_are_taken_all_at_once(
    wire: Wire, announced: list[Packets]
) -> None:
    wire.backlog = MAX_BACKLOG_BYTES + 1
    reader = delivery(wire, announced)

    reader.start(cast(Channel, Room((KEY, *REST[:4]), replays=True)), ENCODING)

    assert wire.written == sent(reader, KEY, *REST[:4])
    reader.offer(REST[4])
    assert reader.dropped == 1


async def test_the_newest_picture_starts_a_slow_stream(wire: Wire, announced: list[Packets]) -> None:
    reader = delivery(wire, announced)

    reader.start(cast(Channel, Room((KEY,))), ENCODING)

    assert wire.written == sent(reader, KEY)


async def test_after_stop_nothing_comes(wire: Wire, announced: list[Packets]) -> None:
    room, reader = Room(), delivery(wire, announced)
    reader.start(cast(Channel, room), ENCODING)

    reader.stop()
    room.stream.publish(KEY)

    assert wire.written == []
    assert room.stream.readers == ()


async def test_the_end_of_the_channel_is_passed_on_later(wire: Wire, announced: list[Packets]) -> None:
    room, reader, ended = Room(), delivery(wire, announced), asyncio.Event()
    reader.when_ended = ended.set
    reader.start(cast(Channel, room), ENCODING)

    room.stream.end()

    assert not ended.is_set()
    await asyncio.wait_for(ended.wait(), 1)


def test_reports_go_by_the_other_channel_unless_it_falls_behind(wire: Wire, announced: list[Packets]) -> None:
    reader = delivery(wire, announced)
    reader.report(b"report")
    wire.backlog = MAX_BACKLOG_BYTES + 1
    reader.report(b"another")

    assert wire.written == [interleaved(3, b"report")]


def test_nothing_is_written_to_a_connection_that_closes(wire: Wire, announced: list[Packets]) -> None:
    wire.closing = True
    reader = delivery(wire, announced)

    reader.offer(KEY)
    reader.report(b"report")

    assert wire.written == []
    assert (reader.delivered, reader.dropped) == (0, 1)


class Post:
    """A UDP destination that takes what it is told to."""

    def __init__(self) -> None:
        self.takes = True
        self.sent: list[tuple[Group, ...]] = []

    def send(self, groups: tuple[Group, ...]) -> bool:
        if self.takes:
            self.sent.append(groups)
        return self.takes


def test_over_udp_a_picture_that_did_not_go_out_whole_makes_it_wait_for_a_key_frame() -> None:
    post = Post()
    reader = DatagramDelivery(VIEWER, RtpStream(Codec.H264), lambda first: None, cast(Destination, post))
    reader.offer(KEY)
    post.takes = False
    reader.offer(REST[0])
    post.takes = True

    for frame in REST[1:]:
        reader.offer(frame)

    after = REST[next(index for index, frame in enumerate(REST) if frame.key) :]
    assert len(post.sent) == 1 + len(after) == reader.delivered
    assert reader.dropped == len(REST) - len(after)
