"""Video files, read as a channel reads them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
import simplejpeg
from av.video.reformatter import ColorRange, Colorspace

from babelcam.media.annexb import IDR, PPS, SPS, nal_type, nal_units
from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.source import Format, SourceError
from babelcam.media.sources import open_source
from babelcam.system.clock import HeldClock
from tests.media.sources.conftest import Video
from tests.media.sources.jpegs import APP1, SOI, as_a_webcam, exif, segment
from tests.media.sources.making import (
    H264,
    MJPEG,
    MPEG4,
    PATCHES,
    SMALL,
    Recipe,
    colours_of,
    full_range_601,
    index_of,
    jpeg,
)
from tests.media.sources.reading import frames, pictures, reading, take, until

SHORT = replace(H264, rate=50, seconds=0.2, gop=5)
"""Ten pictures."""


@pytest.mark.parametrize(
    ("recipe", "suffix"),
    [
        (SHORT, ".mp4"),
        (replace(SHORT, bframes=2), ".mp4"),
        (replace(SHORT, bframes=2), ".mkv"),
        (replace(SHORT, bframes=2), ".ts"),
        (replace(SHORT, bframes=2), ".avi"),
        (replace(SHORT, bframes=2), ".h264"),
        (replace(MPEG4, rate=50, seconds=0.2), ".avi"),
        (replace(MPEG4, rate=50, seconds=0.2, bframes=2), ".avi"),
        (replace(MJPEG, rate=50, seconds=0.2), ".avi"),
        (replace(MJPEG, rate=50, seconds=0.2), ".mjpeg"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.codec} bframes={value.bframes}",
)
def test_a_file_gives_all_its_pictures_in_order_over_and_over(
    video: Video, recipe: Recipe, suffix: str
) -> None:
    found = pictures(open_source(f"file:{video(recipe, suffix)}", 1), 14)

    assert [index_of(picture) for picture in found] == [*range(10), *range(4)]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_pictures_come_in_real_time_and_times_go_on_through_the_loop(video: Video, suffix: str) -> None:
    source = open_source(f"file:{video(replace(SHORT, bframes=2), suffix)}", 1)
    came = []
    with reading(source) as (items, _):
        for item in islice(items, 25):
            came.append((time.monotonic(), item.time))

    steps = [after - before for (_, before), (_, after) in pairwise(came)]
    assert steps == pytest.approx([0.02] * 24, abs=0.0015)  # Matroska counts milliseconds
    assert came[-1][0] - came[0][0] == pytest.approx(0.48, abs=0.06)
    assert all(abs(moment - shown) < 0.1 for moment, shown in came)


def test_the_wall_time_is_the_cameras(video: Video) -> None:
    clock = HeldClock(1_000_000.0)
    with reading(open_source(f"file:{video(SHORT, '.mp4')}", 1), packets=True, clock=clock) as (items, _):
        assert {item.wall for item in islice(items, 6)} == {1_000_000.0}


@pytest.mark.parametrize(
    ("codec", "suffix", "matrix", "levels"),
    [
        ("libx264", ".mp4", Colorspace.ITU601, ColorRange.MPEG),
        ("libx264", ".mp4", Colorspace.ITU601, ColorRange.JPEG),
        ("libx264", ".mp4", Colorspace.ITU709, ColorRange.MPEG),
        ("libx264", ".mp4", Colorspace.ITU709, ColorRange.JPEG),
        ("mpeg4", ".avi", Colorspace.ITU601, ColorRange.MPEG),  # which tells nothing of its colours
    ],
)
def test_colours_become_full_range_bt601(
    video: Video, codec: str, suffix: str, matrix: Colorspace, levels: ColorRange
) -> None:
    recipe = Recipe(codec=codec, seconds=0.2, matrix=matrix, range=levels)
    (picture,) = pictures(open_source(f"file:{video(recipe, suffix)}", 1), 1)

    found = colours_of(picture)
    for name, rgb in PATCHES.items():
        assert found[name] == pytest.approx(full_range_601(*rgb), abs=4), name


def test_white_and_black_of_limited_range_reach_255_and_0(video: Video) -> None:
    recipe = replace(H264, seconds=0.2, matrix=Colorspace.ITU709)
    (picture,) = pictures(open_source(f"file:{video(recipe, '.mp4')}", 1), 1)

    assert colours_of(picture)["white"][0] >= 253
    assert colours_of(picture)["black"][0] <= 2


def test_full_range_jpeg_pictures_stay_as_they_are(video: Video) -> None:
    (picture,) = pictures(open_source(f"file:{video(replace(MJPEG, seconds=0.2), '.avi')}", 1), 1)

    for name, rgb in PATCHES.items():
        assert colours_of(picture)[name] == pytest.approx(full_range_601(*rgb), abs=3), name


def test_odd_sides_are_made_even(video: Video) -> None:
    source = open_source(f"file:{video(replace(MJPEG, size=Size(161, 121), seconds=0.2), '.avi')}", 1)
    (picture,) = pictures(source, 1)

    assert picture.size == Size(160, 120)
    assert source.format == Format(Size(160, 120), 25.0)


@pytest.mark.parametrize(
    ("rotation", "size", "white_is_at"),
    [(90, Size(120, 160), "left"), (180, Size(160, 120), "bottom"), (-90, Size(120, 160), "right")],
)
def test_a_file_that_asks_to_be_turned_is_turned_and_not_passed_through(
    video: Video, rotation: int, size: Size, white_is_at: str
) -> None:
    recipe = replace(H264, size=Size(160, 120), seconds=0.2, rotation=rotation, first=0)
    source = open_source(f"file:{video(recipe, '.mp4')}", 1)
    (picture,) = take(source, 1, packets=True)

    assert isinstance(picture, Picture)
    assert picture.size == size
    assert source.format == Format(size, 25.0, None)
    luma, _, _ = picture.yuv
    edges = {
        "left": luma[:, : size.width // 3],
        "right": luma[:, 2 * size.width // 3 :],
        "top": luma[: size.height // 3],
        "bottom": luma[2 * size.height // 3 :],
    }
    whites = {name: int((edge > 250).sum()) for name, edge in edges.items()}
    assert max(whites, key=lambda name: whites[name]) == white_is_at


def test_the_format_is_known_once_opened_even_when_nobody_looks(video: Video) -> None:
    source = open_source(f"file:{video(SHORT, '.mp4')}", 1)
    with reading(source, pixels=False) as (items, demand):
        thread = threading.Thread(target=lambda: list(items))
        thread.start()
        deadline = time.monotonic() + 5
        while source.format is None and time.monotonic() < deadline:
            time.sleep(0.005)
        demand.close()
        thread.join(5)

    assert not thread.is_alive()
    assert source.format == Format(SMALL, 50.0, Codec.H264)


def test_a_file_nobody_watches_stands_still_and_goes_on_from_there(video: Video) -> None:
    source = open_source(f"file:{video(replace(H264, gop=25, rate=50), '.mp4')}", 1)
    with reading(source) as (items, demand):
        first = [cast("Picture", item) for item in islice(items, 10)]
        demand.change(pixels=False, packets=False)
        threading.Timer(0.3, lambda: demand.change(pixels=True, packets=False)).start()
        then = [cast("Picture", item) for item in islice(items, 10)]

    assert [index_of(picture) for picture in first + then] == list(range(20))
    assert then[0].time - first[-1].time == pytest.approx(0.3, abs=0.1)
    assert then[9].time - then[0].time == pytest.approx(0.18, abs=0.01)


@pytest.mark.parametrize("bframes", [0, 2])
def test_pictures_wanted_in_mid_gop_come_at_once_and_are_those_of_now(video: Video, bframes: int) -> None:
    source = open_source(f"file:{video(replace(H264, gop=250, rate=50, bframes=bframes), '.mp4')}", 1)
    with reading(source, pixels=False, packets=True) as (items, demand):
        assert all(isinstance(item, Frame) for item in islice(items, 25))
        demand.change(pixels=True, packets=True)
        after = until(items, lambda item: isinstance(item, Picture))

    assert len(after) <= 2 + bframes
    assert index_of(cast("Picture", after[-1])) == pytest.approx(25, abs=1 + bframes)
    assert sum(isinstance(item, Picture) for item in after) == 1


def test_pictures_pause_and_go_on_within_one_gop(video: Video) -> None:
    source = open_source(f"file:{video(replace(H264, gop=250, rate=50), '.mp4')}", 1)
    with reading(source) as (items, demand):
        assert [index_of(cast("Picture", item)) for item in islice(items, 5)] == list(range(5))
        demand.change(pixels=False, packets=True)
        assert all(isinstance(item, Frame) for item in islice(items, 10))
        demand.change(pixels=True, packets=False)
        again = [index_of(cast("Picture", item)) for item in islice(items, 3)]

    assert again == [9, 10, 11]  # five frames were those of the group so far; the last before its picture


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts", ".avi", ".h264"])
def test_h264_is_passed_through_in_annex_b_with_parameter_sets_in_front_of_key_frames(
    video: Video, suffix: str
) -> None:
    source = open_source(f"file:{video(replace(SHORT, bframes=0), suffix)}", 1)
    found = frames(source, 12)

    assert [frame.key for frame in found] == [index % 5 == 0 for index in range(12)]
    assert [frame.number for frame in found] == list(range(12))
    assert all(frame.codec is Codec.H264 and frame.size == SMALL for frame in found)
    for frame in found:
        kinds = [nal_type(unit) for unit in nal_units(frame.data)]
        assert frame.data.startswith((b"\0\0\0\1", b"\0\0\1"))
        if frame.key:
            assert kinds.count(SPS) == 1 and kinds.count(PPS) == 1
            assert kinds.index(SPS) < kinds.index(PPS) < kinds.index(IDR)
            assert frame.parameter_sets is not None
        else:
            assert SPS not in kinds and IDR not in kinds


@pytest.mark.parametrize("suffix", [".mp4", ".ts"])
def test_what_is_passed_through_decodes_to_the_same_pictures(video: Video, suffix: str) -> None:
    found = frames(open_source(f"file:{video(replace(SHORT, bframes=2), suffix)}", 1), 10)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoded = [picture for frame in found for picture in decoder.decode(av.Packet(frame.data))]
    decoded += decoder.decode(None)

    shown = [Picture(np.asarray(picture.to_ndarray(), np.uint8), 0.0, 0.0) for picture in decoded]
    assert [index_of(picture) for picture in shown] == list(range(10))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_coded_frames_carry_the_times_of_their_pictures(video: Video, suffix: str) -> None:
    source = open_source(f"file:{video(replace(SHORT, bframes=2), suffix)}", 1)
    found = take(source, 30, packets=True)
    coded = [item.time for item in found if isinstance(item, Frame)]
    shown = [item.time for item in found if isinstance(item, Picture)]

    assert coded != sorted(coded)
    for moment in shown:
        assert min(abs(moment - time) for time in coded) < 0.0015


def test_a_frame_comes_before_the_picture_that_is_decoded_from_it(video: Video) -> None:
    found = take(open_source(f"file:{video(SHORT, '.mp4')}", 1), 12, packets=True)

    assert [type(item) for item in found] == [Frame, Picture] * 6
    assert all(frame.time == picture.time for frame, picture in zip(found[::2], found[1::2], strict=True))


def test_a_change_of_size_in_mid_stream_is_followed(video: Video, tmp_path: Path) -> None:
    small = video(replace(SHORT, size=SMALL), ".ts").read_bytes()
    large = video(replace(SHORT, size=Size(640, 480)), ".ts").read_bytes()
    path = tmp_path / "both.ts"
    path.write_bytes(small + large)
    source = open_source(str(path), 1)
    sizes: list[tuple[Size, Size | None]] = []
    with reading(source, packets=True) as (items, _):
        for item in islice(items, 40):
            sizes.append((item.size, source.format.size if source.format else None))

    assert {size for size, _ in sizes} == {SMALL, Size(640, 480)}
    assert sizes[0] == (SMALL, SMALL)
    assert sizes[-1] == (Size(640, 480), Size(640, 480))


def test_other_codecs_give_no_frames(video: Video) -> None:
    source = open_source(f"file:{video(replace(MPEG4, rate=50, seconds=0.2), '.avi')}", 1)

    assert all(isinstance(item, Picture) for item in take(source, 5, packets=True))
    assert source.format == Format(SMALL, 50.0, None)


def test_closing_the_demand_ends_the_reading_at_once(video: Video) -> None:
    source = open_source(f"file:{video(replace(H264, rate=1, seconds=3, gop=1), '.mp4')}", 1)
    with reading(source) as (items, demand):
        next(items)
        threading.Timer(0.05, demand.close).start()
        began = time.monotonic()
        assert list(items) == []

    assert time.monotonic() - began < 0.5


def test_a_file_that_is_no_video_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "junk.mp4"
    path.write_bytes(b"nothing of the kind " * 500)

    with pytest.raises(SourceError) as caught:
        pictures(open_source(f"file:{path}", 1), 1)

    assert str(caught.value) == f"file:{path}: not a video that FFmpeg can read"


def test_a_file_with_sound_only_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=800)
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))

    with pytest.raises(SourceError, match=r"there is no video in it"):
        pictures(open_source(str(path), 1), 1)


def test_a_file_cut_short_in_its_last_picture_goes_on(video: Video, tmp_path: Path) -> None:
    whole = video(SHORT, ".ts").read_bytes()
    path = tmp_path / "cut.ts"
    path.write_bytes(whole[: len(whole) * 2 // 3])

    found = pictures(open_source(str(path), 1), 20)

    assert index_of(found[0]) == 0
    assert [index_of(picture) for picture in found].count(0) >= 2


@pytest.mark.parametrize("name", ["list.m3u8", "list.mp4"])
def test_a_play_list_in_a_file_opens_nothing(video: Video, tmp_path: Path, name: str) -> None:
    segment = tmp_path / "segment.ts"
    segment.write_bytes(video(SHORT, ".ts").read_bytes())
    path = tmp_path / name
    path.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.2,\n{segment.name}\n#EXT-X-ENDLIST\n", encoding="ascii"
    )

    with pytest.raises(SourceError):
        pictures(open_source(f"file:{path}", 1), 1)


def test_a_file_never_leads_to_the_network(tmp_path: Path) -> None:
    asked = threading.Event()
    path = tmp_path / "list.m3u8"
    with _listening(asked) as port:
        path.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
            encoding="ascii",
        )
        with pytest.raises(SourceError):
            pictures(open_source(f"file:{path}", 1), 1)

        assert not asked.is_set()


def test_a_name_like_a_protocol_is_a_file(
    video: Video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("concat:a|b.mp4")
    path.write_bytes(video(SHORT, ".mp4").read_bytes())

    assert index_of(pictures(open_source(f"file:{path}", 1), 1)[0]) == 0


@contextmanager
def _listening(asked: threading.Event) -> Iterator[int]:
    """A port of this machine; `asked` tells whether anybody connected."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            try:
                server.accept()[0].close()
            except OSError:
                return
            asked.set()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_who_comes_in_the_middle_of_a_group_gets_the_whole_group_at_once(video: Video) -> None:
    source = open_source(f"file:{video(replace(H264, gop=250, rate=50), '.mp4')}", 1)
    with reading(source) as (items, demand):
        assert all(isinstance(item, Picture) for item in islice(items, 10))
        demand.change(pixels=False, packets=True)
        coming = cast("list[Frame]", list(islice(items, 12)))

    assert [frame.key for frame in coming] == [True] + [False] * 11
    assert [frame.number for frame in coming] == list(range(12))
    assert [frame.time for frame in coming] == sorted(frame.time for frame in coming)


MOVING = replace(MJPEG, rate=50, seconds=0.2)


def own_packets(path: Path) -> list[bytes]:
    """The packets of a video as they are in its file."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


@pytest.mark.parametrize("suffix", [".avi", ".mov", ".mkv", ".mjpeg"])
def test_the_jpegs_of_a_file_are_passed_through_byte_for_byte(video: Video, suffix: str) -> None:
    path = video(MOVING, suffix)
    source = open_source(str(path), 1)
    found = frames(source, 14)

    own = own_packets(path)
    assert [frame.data for frame in found] == [*own, *own[:4]]
    assert [frame.number for frame in found] == list(range(14))
    assert all((frame.codec, frame.size, frame.key) == (Codec.JPEG, SMALL, True) for frame in found)
    assert source.format is not None
    assert (source.format.size, source.format.codec) == (SMALL, Codec.JPEG)


def test_jpegs_and_their_pictures_come_together(video: Video) -> None:
    found = take(open_source(str(video(MOVING, ".avi")), 1), 12, packets=True)

    assert [type(item) for item in found] == [Frame, Picture] * 6
    assert all(frame.time == picture.time for frame, picture in zip(found[::2], found[1::2], strict=True))


def test_jpegs_and_pictures_each_come_while_they_are_wanted(video: Video) -> None:
    source = open_source(str(video(MOVING, ".avi")), 1)
    with reading(source, pixels=False, packets=True) as (items, demand):
        kinds = [{type(item) for item in islice(items, 5)}]
        for pixels, packets in ((True, True), (True, False), (False, True)):
            demand.change(pixels=pixels, packets=packets)
            next(items)  # may be of before
            kinds.append({type(item) for item in islice(items, 6)})

    assert kinds == [{Frame}, {Frame, Picture}, {Picture}, {Frame}]


def test_the_format_of_motion_jpeg_is_known_when_nobody_looks(video: Video) -> None:
    source = open_source(str(video(MOVING, ".avi")), 1)
    with reading(source, pixels=False) as (items, demand):
        thread = threading.Thread(target=lambda: list(items))
        thread.start()
        deadline = time.monotonic() + 5
        while source.format is None and time.monotonic() < deadline:
            time.sleep(0.005)
        demand.close()
        thread.join(5)

    assert source.format == Format(SMALL, 50.0, Codec.JPEG)


def test_turned_motion_jpeg_is_decoded(video: Video) -> None:
    source = open_source(str(video(replace(MOVING, rotation=90), ".mov")), 1)

    assert all(isinstance(item, Picture) for item in take(source, 4, packets=True))
    assert source.format == Format(Size(240, 320), 50.0, None)


def jpeg_file(path: Path, *pictures: bytes) -> Path:
    """A motion JPEG file of these pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=50)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SMALL, "yuvj420p"
        for index, data in enumerate(pictures):
            packet = av.Packet(data)
            packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, index, index, True
            packet.time_base = Fraction(1, 50)
            container.mux(packet)
    return path


def test_a_webcams_recording_is_passed_through_with_its_tables_put_in(tmp_path: Path) -> None:
    path = jpeg_file(tmp_path / "cam.avi", *(as_a_webcam(jpeg(index=index)) for index in range(5)))
    found = frames(open_source(str(path), 1), 5)

    for index, frame in enumerate(found):
        own = simplejpeg.decode_jpeg(jpeg(index=index))
        assert np.array_equal(simplejpeg.decode_jpeg(frame.data), own)


def test_a_picture_that_breaks_off_is_left_out(tmp_path: Path) -> None:
    good = jpeg()
    path = jpeg_file(tmp_path / "cam.avi", good, good[:-40], good)
    with reading(open_source(str(path), 1), pixels=False, packets=True) as (items, _):
        found = [cast("Frame", item) for item in islice(items, 4)]

    assert {frame.data for frame in found} == {good}
    assert [frame.number for frame in found] == list(range(4))
    assert found[1].time - found[0].time == pytest.approx(0.04, abs=0.01)


def test_when_no_picture_is_fit_any_more_pictures_take_over(tmp_path: Path) -> None:
    turned = SOI + segment(APP1, exif(3)) + jpeg()[2:]
    path = jpeg_file(tmp_path / "cam.avi", jpeg(), *[turned] * 20)
    source = open_source(str(path), 1)
    with reading(source, pixels=False, packets=True) as (items, _):
        first, second = islice(items, 2)

    assert (type(first), type(second)) == (Frame, Picture)
    assert source.format == Format(SMALL, 50.0, None)
