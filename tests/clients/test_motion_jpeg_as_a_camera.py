"""A real motion JPEG file served as a camera: its own JPEGs go out wherever they are what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import av
import pytest
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from babelcam.media import production
from babelcam.media.frame import Size
from babelcam.media.sources.decoder import Decoder
from babelcam.media.worker import EncoderThread
from babelcam.settings.video import ChannelSettings, JpegSettings
from babelcam.testing import TestCamera, camera
from tests.media.sources.making import MJPEG, make_video

SIZE = Size(640, 480)
RECIPE = replace(MJPEG, size=SIZE, seconds=2.0)
PLAIN = "/axis-cgi/mjpg/video.cgi?nbrofframes=8"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("file") / "webcam.avi", RECIPE)


@pytest.fixture(scope="module")
def own(file: Path) -> list[bytes]:
    """The file's JPEGs."""
    with av.open(str(file)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


@pytest.fixture
def cam(file: Path) -> Iterator[TestCamera]:
    with camera(f"file:{file}") as running:
        yield running


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was decoded and coded meanwhile."""
    done: list[str] = []

    class Watched(EncoderThread):
        def __init__(self, *arguments: object) -> None:
            done.append("encoder")
            super().__init__(*arguments)  # type: ignore[arg-type]

    def decode(self: Decoder, packet: Packet[VideoStream]) -> list[VideoFrame]:
        done.append("decoded")
        return plain(self, packet)

    plain = Decoder.decode
    monkeypatch.setattr(production, "EncoderThread", Watched)
    monkeypatch.setattr(Decoder, "decode", decode)
    return done


def jpegs(cam: TestCamera, target: str) -> list[bytes]:
    """The pictures of a multipart stream that ends."""
    sections = cam.get(target).body.split(b"--myboundary\r\n")
    return [section.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for section in sections if section.strip()]


def test_a_stream_is_the_files_own_jpegs_and_nothing_is_decoded(
    cam: TestCamera, own: list[bytes], work: list[str]
) -> None:
    shown = jpegs(cam, PLAIN)

    first = own.index(shown[0])
    assert shown == [own[(first + step) % len(own)] for step in range(8)]
    assert work == []


@pytest.mark.parametrize("asked", ["compression=30", "resolution=320x240", "req_fps=5"])
def test_what_is_asked_for_otherwise_is_coded_anew(
    cam: TestCamera, own: list[bytes], work: list[str], asked: str
) -> None:
    shown = jpegs(cam, f"/axis-cgi/mjpg/video.cgi?nbrofframes=3&{asked}")

    assert len(shown) == 3
    assert not set(shown) & set(own)
    assert work.count("encoder") == 1
    assert "decoded" in work


def test_a_quality_in_the_settings_is_kept_to(file: Path, own: list[bytes]) -> None:
    channel = ChannelSettings(source=f"file:{file}", jpeg=JpegSettings(quality=80))
    with camera(channels=[channel]) as cam:
        assert not set(jpegs(cam, PLAIN)) & set(own)


@pytest.mark.parametrize(
    "path",
    ["/axis-cgi/jpg/image.cgi", "/image.cgi?camera=1", "/cgi-bin/jpg/image.cgi", "/cgi/jpg/image.cgi",
     "/cgi-bin/snapshot.cgi?channel=1"],
)  # fmt: skip
def test_a_snapshot_is_one_of_the_files_jpegs(
    cam: TestCamera, own: list[bytes], work: list[str], path: str
) -> None:
    assert cam.get(path).body in own
    assert work == []


def test_rtp_which_has_the_standard_huffman_tables_only_is_coded_anew(
    cam: TestCamera, own: list[bytes], work: list[str]
) -> None:
    with av.open(cam.rtsp_url("/jpeg"), options={"rtsp_transport": "tcp"}, timeout=15) as client:
        pictures = list(islice(client.decode(video=0), 5))

    assert [(picture.width, picture.height) for picture in pictures] == [SIZE] * 5
    assert work.count("encoder") == 1


def test_own_jpegs_and_other_encodings_go_out_side_by_side(cam: TestCamera, own: list[bytes]) -> None:
    with av.open(cam.rtsp_url("/h264"), options={"rtsp_transport": "tcp"}, timeout=15) as client:
        assert len(list(islice(client.decode(video=0), 3))) == 3
        assert set(jpegs(cam, PLAIN)) <= set(own)
        assert len(list(islice(client.decode(video=0), 3))) == 3


def test_one_camera_relays_anothers_motion_jpeg(cam: TestCamera, own: list[bytes], work: list[str]) -> None:
    with camera(cam.http_url("/mjpg/video.mjpg", login=True)) as relay:
        assert set(jpegs(relay, PLAIN)) <= set(own)
    assert work == []


def test_the_quad_of_such_sources_is_coded(cam: TestCamera) -> None:
    assert cam.device.camera.quad.format.size == SIZE
    assert cam.device.camera.quad.source.format is not None
    assert cam.device.camera.quad.source.format.codec is None
