"""What a probe reports."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from babelcam.media.frame import Codec, Size
from babelcam.media.source import BadAddress, Format, SourceError
from babelcam.media.sources.probe import Report, probe
from tests.media.sources.conftest import Video
from tests.media.sources.making import H264, MJPEG, MPEG4, SMALL, append, make_picture


def test_an_h264_file_can_be_passed_through(video: Video) -> None:
    path = video(replace(H264, rate=50, seconds=0.2, gop=5), ".mp4")
    report = probe(f"file:{path}")

    assert report == Report(
        address=f"file:{path}",
        container="mov,mp4,m4a,3gp,3g2,mj2",
        codec="h264",
        size=SMALL,
        rate=50.0,
        bit_rate=report.bit_rate,
        duration=pytest.approx(0.2, abs=0.02),  # type: ignore[arg-type]
        audio=(),
        passes=Format(SMALL, 50.0, Codec.H264),
    )
    assert report.bit_rate == pytest.approx(path.stat().st_size * 8 / 0.2, rel=0.1)


def test_a_motion_jpeg_file_can_be_passed_through(video: Video) -> None:
    report = probe(str(video(replace(MJPEG, rate=50, seconds=0.2), ".avi")))

    assert (report.codec, report.passes) == ("mjpeg", Format(SMALL, 50.0, Codec.JPEG))


def test_motion_jpeg_of_odd_sides_cannot_be_passed_through(video: Video) -> None:
    report = probe(str(video(replace(MJPEG, size=Size(161, 121), seconds=0.2), ".avi")))

    assert (report.size, report.passes) == (Size(160, 120), None)


def test_other_codecs_and_turned_pictures_cannot_be_passed_through(video: Video) -> None:
    other = probe(str(video(replace(MPEG4, seconds=0.2), ".avi")))
    turned = probe(str(video(replace(H264, seconds=0.2, rotation=90), ".mp4")))

    assert (other.codec, other.passes) == ("mpeg4", None)
    assert (turned.codec, turned.size, turned.passes) == ("h264", Size(240, 320), None)


def test_sound_tracks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "both.mkv"
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=8000, layout="mono")
        append(container, replace(H264, seconds=0.2))
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
        for packet in (*sound.encode(frame), *sound.encode(None)):
            container.mux(packet)

    assert probe(str(path)).audio == ("aac 8000 Hz mono",)


def test_a_folder_tells_its_first_pictures_size(tmp_path: Path) -> None:
    make_picture(tmp_path / "1.png")

    assert probe(f"file:{tmp_path}?rate=2") == Report(
        f"file:{tmp_path}?rate=2", "folder", None, SMALL, 2.0, None, None, (), None
    )


def test_a_world_is_reported_by_its_pictures() -> None:
    report = probe("world:")

    assert (report.address, report.container, report.codec, report.passes) == ("world:", "world", None, None)
    assert report.size is not None
    assert report.rate > 0


def test_what_cannot_be_opened_is_told_without_credentials(tmp_path: Path) -> None:
    with pytest.raises(BadAddress, match=r"^/no/such: no such file$"):
        probe("/no/such")
    with pytest.raises(SourceError, match=r"^rtsp://\*\*\*@127\.0\.0\.1:1/: Connection refused$"):
        probe("rtsp://root:secret@127.0.0.1:1/")
