"""3. Video: MJPEG and H.264 with their payload headers."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import av
import pytest
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext

from babelcam.media.frame import Size
from babelcam.settings.video import ChannelSettings, JpegSettings, StreamSettings
from babelcam.testing import TestCamera, camera
from tests.conformance.wire import Wire, is_whole_jpeg, jpeg_size, request

MJPEG = "/cgi/mjpg/mjpeg.cgi"
STREAM1 = "/cgi/mpeg/stream1.cgi"

JPEG_TYPE, MPEG4_TYPE, H264_TYPE = 0, 1, 5  # Format, bits 0-3

# Format, bits 4-7 and, where those are 15, bits 26-29. The pixels are those that the names stand for.
SCALES = {
    Size(640, 480):   (0, 0),   # VGA
    Size(320, 240):   (1, 0),   # QVGA
    Size(160, 120):   (2, 0),   # QQVGA
    Size(720, 480):   (3, 0),   # Full D1 (NTSC)
    Size(720, 576):   (4, 0),   # Full D1 (PAL)
    Size(1280, 720):  (5, 0),   # 720P
    Size(1280, 1024): (7, 0),   # SXGA
    Size(704, 480):   (8, 0),   # 4CIF (NTSC)
    Size(352, 240):   (9, 0),   # CIF (NTSC)
    Size(176, 120):   (10, 0),  # QCIF (NTSC)
    Size(704, 576):   (11, 0),  # 4CIF (PAL)
    Size(352, 288):   (12, 0),  # CIF (PAL)
    Size(176, 144):   (13, 0),  # QCIF (PAL)
    Size(1280, 960):  (15, 0),  # 960P
    Size(1920, 1080): (15, 1),  # 1080P
    Size(1600, 1200): (15, 2),  # UXGA
    Size(2048, 1536): (15, 3),  # QXGA
}  # fmt: skip

IDR, SPS, PPS = 5, 7, 8  # NAL unit types, ITU-T H.264 table 7-1


@dataclass(frozen=True)
class Payload:
    """A part: the seven fields of its payload header, and the payload data."""

    counter: int
    size: int
    kind: int
    second: int
    microsecond: int
    format: int
    status: int
    data: bytes

    def bits(self, low: int, high: int) -> int:
        """Bits `low` to `high` of the Format field, both included."""
        return self.format >> low & (1 << high - low + 1) - 1


def read_payload(wire: Wire) -> Payload:
    """A part: its boundary line right behind whatever came before, one header line, 28 bytes, the data."""
    assert wire.line() == b"--myboundary\r\n"
    length = re.fullmatch(rb"Content-Length: (\d+)\r\n", wire.line())
    assert length
    assert wire.line() == b"\r\n"
    counter, size, kind, second, microsecond, form, status = struct.unpack("<7I", wire.exactly(28))
    data = wire.exactly(int(length[1]) - 28)
    return Payload(counter, size, kind, second, microsecond, form, status, data)


@contextmanager
def payloads(cam: TestCamera, target: str) -> Iterator[Iterator[Payload]]:
    """The parts of a stream, one after another."""
    with request(cam, target) as wire:
        assert wire.head().status == 200
        yield iter(lambda: read_payload(wire), None)


def nal_types(data: bytes) -> list[int]:
    """The types of the NAL units behind the start codes of an H.264 byte stream (annex B)."""
    return [match[1][0] & 0x1F for match in re.finditer(rb"\x00\x00\x01(.)", data, re.DOTALL)]


# 3.1


@pytest.mark.parametrize("target", [MJPEG, STREAM1])
def test_3_1_the_head_is_multipart_mixed_with_myboundary(cam: TestCamera, target: str) -> None:
    with request(cam, target) as wire:
        head = wire.head()

        assert head.status_line == b"HTTP/1.1 200 OK"
        assert head.get("Content-Type") == "multipart/mixed;boundary=myboundary"
        assert head.get("Content-Length") is None
        assert head.get("Transfer-Encoding") is None
        assert wire.exactly(len("--myboundary\r\nContent-Length: ")) == b"--myboundary\r\nContent-Length: "


def test_3_1_no_line_end_stands_between_the_data_and_the_next_boundary(cam: TestCamera) -> None:
    with request(cam, MJPEG) as wire:
        wire.head()
        wire.until(b"\xff\xd8")
        assert wire.until(b"--myboundary\r\n").endswith(b"\xff\xd9")


def test_3_1_the_payload_data_is_a_jpeg_of_the_size_in_the_header(cam: TestCamera) -> None:
    with payloads(cam, MJPEG) as stream:
        for payload in (next(stream), next(stream), next(stream)):
            assert is_whole_jpeg(payload.data)
            assert payload.size == len(payload.data)
            assert payload.kind == ord("J")


@pytest.mark.parametrize("target", [MJPEG, STREAM1])
def test_3_1_the_counter_grows_by_one_for_each_viewer(cam: TestCamera, target: str) -> None:
    with payloads(cam, target) as stream, payloads(cam, target) as other:
        counters = [next(stream).counter for _ in range(4)]
        others = [next(other).counter for _ in range(2)]

    assert counters[0] in (0, 1)
    assert counters == list(range(counters[0], counters[0] + 4))
    assert others == counters[:2]


@pytest.mark.parametrize("target", [MJPEG, STREAM1])
def test_3_1_second_and_microsecond_are_the_cameras_clock(cam: TestCamera, target: str) -> None:
    with payloads(cam, target) as stream:
        next(stream)
        cam.clock.set(1_700_049_661.25)
        later = next(payload for payload in stream if payload.microsecond)

    assert (later.second, later.microsecond) == (1_700_049_661, 250_000)


def test_3_1_the_format_word_of_jpeg(cam: TestCamera) -> None:
    with payloads(cam, MJPEG) as stream:
        payload = next(stream)

    scale, extended = SCALES[jpeg_size(payload.data)]
    assert payload.bits(0, 3) == JPEG_TYPE
    assert payload.bits(4, 7) == scale
    assert payload.bits(8, 13) in range(1, 31)
    assert payload.bits(14, 21) in range(1, 31)
    assert payload.bits(22, 25) in range(5)
    assert payload.bits(26, 29) == extended
    assert payload.bits(30, 31) == 0


@pytest.mark.parametrize(
    ("size", "rate", "quality", "word"),
    [
        #                              quality  IP ratio  rate    scale    JPEG
        (Size(640, 480),   10, 100,     4 << 22 | 1 << 14 | 10 << 8 | 0 << 4  | 0),
        (Size(352, 288),    5,   1,     0 << 22 | 1 << 14 | 5 << 8  | 12 << 4 | 0),
        (Size(1920, 1080),  5, 100,     1 << 26 | 4 << 22 | 1 << 14 | 5 << 8 | 15 << 4 | 0),
    ],
    ids=str,
)  # fmt: skip
def test_3_1_the_format_word_follows_the_settings(size: Size, rate: int, quality: int, word: int) -> None:
    settings = ChannelSettings(jpeg=JpegSettings(size=size, rate=rate, quality=quality))

    with camera(channels=[settings]) as cam, payloads(cam, MJPEG) as stream:
        payload = next(stream)

    assert jpeg_size(payload.data) == size
    assert payload.format == word


@pytest.mark.parametrize("target", [MJPEG, STREAM1])
def test_3_1_status_keeps_its_reserved_bits_clear_and_no_trigger_is_high(
    cam: TestCamera, target: str
) -> None:
    with payloads(cam, target) as stream:
        assert next(stream).status >> 24 == 0


# 3.2


def test_3_2_the_first_frame_is_an_i_frame_and_p_frames_are_counted_from_it(cam: TestCamera) -> None:
    with payloads(cam, STREAM1) as stream:
        kinds = [next(stream).kind for _ in range(8)]

    assert kinds == [0, 1, 2, 3, 4, 5, 6, 7]


def test_3_2_a_viewer_who_joins_later_begins_with_an_i_frame_too(cam: TestCamera) -> None:
    with payloads(cam, STREAM1) as first:
        for _ in range(4):
            next(first)
        with payloads(cam, STREAM1) as second:
            assert next(second).kind == 0


def test_3_2_p_frames_end_at_30(cam: TestCamera) -> None:
    with payloads(cam, STREAM1) as stream:
        kinds = [next(stream).kind for _ in range(33)]

    assert kinds[0] == 0
    for before, after in pairwise(kinds):
        assert after in (0, before + 1)
    assert kinds.count(0) >= 2
    assert max(kinds) <= 30


def test_3_2_sps_and_pps_stand_in_front_of_every_i_frame(cam: TestCamera) -> None:
    with payloads(cam, STREAM1) as stream:
        frames = [next(stream) for _ in range(33)]

    for frame in frames:
        assert frame.data.startswith((b"\x00\x00\x00\x01", b"\x00\x00\x01"))
        assert frame.size == len(frame.data)
        types = nal_types(frame.data)
        if frame.kind == 0:
            assert types.index(SPS) < types.index(PPS) < types.index(IDR)
        else:
            assert IDR not in types


def test_3_2_the_frames_decode_and_the_format_word_fits_them(cam: TestCamera) -> None:
    decoder = CodecContext.create("h264", "r")
    assert isinstance(decoder, VideoCodecContext)
    with payloads(cam, STREAM1) as stream:
        frames = [next(stream) for _ in range(6)]

    pictures = [picture for frame in frames for picture in decoder.decode(av.Packet(frame.data))]
    pictures += decoder.decode(None)

    assert len(pictures) == 6
    scale, extended = SCALES[Size(pictures[0].width, pictures[0].height)]
    for frame in frames:
        assert frame.bits(0, 3) == H264_TYPE
        assert frame.bits(4, 7) == scale
        assert frame.bits(8, 13) in range(1, 31)
        assert frame.bits(14, 21) in range(1, 31)
        assert frame.bits(22, 25) in range(5)
        assert frame.bits(26, 29) == extended
        assert frame.bits(30, 31) == 0


def test_3_2_ip_ratio_and_rate_follow_the_settings() -> None:
    main = StreamSettings(size=Size(320, 240), rate=10, gop=5)

    with camera(channels=[ChannelSettings(streams=(main,))]) as cam, payloads(cam, STREAM1) as stream:
        frames = [next(stream) for _ in range(11)]

    assert [frame.kind for frame in frames] == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]
    assert {(frame.bits(8, 13), frame.bits(14, 21), frame.bits(4, 7)) for frame in frames} == {(10, 5, 1)}


@pytest.mark.parametrize("path", ["/cgi/mjpg/mjpeg", "/cgi/mjpg/none.cgi", "/cgi/mpeg/stream9.cgi", "/cgi/"])
def test_1_a_name_that_matches_nothing_is_404(cam: TestCamera, path: str) -> None:
    assert cam.get(path).status == 404
