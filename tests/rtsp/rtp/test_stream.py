"""One encoding as RTP: the same numbers for all its readers."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace

import pytest

from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import Codec
from babelcam.rtsp.messages import InterleavedFrame, MessageParser
from babelcam.rtsp.rtp import packet
from babelcam.rtsp.rtp.stream import Interleaved, RtpStream, RtpStreams
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

from ..pictures import SIZE, Levels, h264_frames, jpeg_frame


def test_pictures_take_consecutive_numbers_once_each() -> None:
    stream = RtpStream(Codec.H264)

    made = [frame.once(stream) for frame in h264_frames()]
    again = [frame.once(stream) for frame in h264_frames()]

    assert all(one is other for one, other in zip(made, again, strict=True))
    packets = [packet.parse(data) for picture in made for data in picture.packets]
    numbers = [(packets[0].sequence + index) % 65536 for index in range(len(packets))]
    assert [one.sequence for one in packets] == numbers
    assert [picture.sequence for picture in made] == [packet.parse(p.packets[0]).sequence for p in made]
    assert {one.ssrc for one in packets} == {stream.ssrc}
    assert stream.packets == len(packets)
    assert stream.octets == sum(len(one.payload) for one in packets)


def test_sequence_numbers_and_time_stamps_begin_anew_after_the_highest() -> None:
    stream = RtpStream(Codec.JPEG)
    stream._sequence, stream._time_base = 65535, (1 << 32) - 1

    made = [jpeg_frame(time=second).once(stream) for second in (0.0, 1.0)]

    first, second = (packet.parse(data) for data in made[0].packets[:2])
    assert (first.sequence, second.sequence) == (65535, 0)
    assert [picture.timestamp for picture in made] == [(1 << 32) - 1, 89_999]


def test_the_last_packet_of_each_picture_is_marked() -> None:
    stream = RtpStream(Codec.H264)

    for frame in h264_frames():
        *others, last = (packet.parse(data) for data in frame.once(stream).packets)
        assert last.marker
        assert not any(one.marker for one in others)
        assert {one.timestamp for one in (*others, last)} == {stream.timestamp(frame.time)}


def test_time_goes_at_90_kilohertz() -> None:
    stream = RtpStream(Codec.H264)
    frames = h264_frames()

    stamps = [frame.once(stream).timestamp for frame in frames]

    assert (stamps[-1] - stamps[0]) % (1 << 32) == round((frames[-1].time - frames[0].time) * 90_000)


def test_a_report_ties_both_clocks_together() -> None:
    stream = RtpStream(Codec.JPEG)
    frame = jpeg_frame(time=100.0)
    sent = frame.once(stream)

    report = stream.report(monotonic=102.0, now=1_700_000_002.0)

    assert report.time == 1_700_000_002.0
    assert (report.timestamp - sent.timestamp) % (1 << 32) == 2 * 90_000
    assert (report.ssrc, report.packets, report.octets) == (stream.ssrc, stream.packets, stream.octets)


def test_packets_between_messages_are_one_piece_made_once() -> None:
    stream = RtpStream(Codec.H264)
    frame = h264_frames()[0]

    data = frame.once(stream.form(Interleaved, 4))

    assert frame.once(stream.form(Interleaved, 4)) is data
    parser = MessageParser()
    parser.feed(data)
    assert [parser.next_message() for _ in frame.once(stream).packets] == [
        InterleavedFrame(4, one) for one in frame.once(stream).packets
    ]
    assert parser.pending == 0


def test_a_picture_that_cannot_be_carried_makes_no_packets_and_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stream = RtpStream(Codec.JPEG)
    frame = replace(jpeg_frame(), data=b"\xff\xd8?")

    with caplog.at_level(logging.WARNING):
        assert stream(frame).packets == stream(frame).packets == ()

    assert [record.getMessage() for record in caplog.records] == [
        "RTP cannot carry this JPEG: a JPEG that is cut or damaged"
    ]


def test_a_stream_is_found_again_while_somebody_holds_it() -> None:
    streams = RtpStreams()
    channel = Channel(1, ChannelSettings(), Levels(), Clock())
    encoding = Jpeg(SIZE, 10, 80)

    held = streams.of(channel, encoding)
    assert streams.of(channel, encoding) is held
    assert streams.of(channel, Jpeg(SIZE, 10, 81)) is not held

    del held
    gc.collect()
    assert not streams._streams
