"""A real H.264 file served as a camera: real clients see its very pictures, whatever way they take."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext

from babelcam.media.annexb import nal_units
from babelcam.media.frame import Picture, Pixels, Size
from babelcam.settings.video import ChannelSettings, JpegSettings, StreamSettings
from babelcam.testing import TestCamera, camera
from babelcam.testing.client import basic
from tests.media.sources.making import PATCHES, colours_of, index_of, make_h264

SIZE = Size(640, 480)
RATE = 25
GOP = 10
SECONDS = 8.0  # an index tells 200 pictures apart

RTSP_FILE = ("/h264", "/stream1", "/cam/realmonitor?channel=1&subtype=0", "/axis-media/media.amp", "/mpeg4")
RTSP_JPEG = ("/jpeg", "/mjpeg")
HTTP_VIDEO = (
    "/axis-cgi/mjpg/video.cgi",
    "/mjpg/video.mjpg",
    "/mjpg/video.cgi?camera=1",
    "/cgi-bin/mjpg/video.cgi?channel=1&subtype=0",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_h264(tmp_path_factory.mktemp("file") / "street.mp4", SIZE, RATE, SECONDS, GOP)


@pytest.fixture(scope="module")
def cam(file: Path) -> Iterator[TestCamera]:
    channel = ChannelSettings(
        source=f"file:{file}",
        jpeg=JpegSettings(quality=90),
        streams=(StreamSettings(gop=GOP), StreamSettings(size=Size(320, 240))),
    )
    with camera(channels=[channel]) as running:
        yield running


def is_of_the_file(pictures: list[Pixels]) -> bool:
    """Whether (RGB) pictures show the file's patches, and its numbers in order."""
    shown = [Picture.from_bgr(np.ascontiguousarray(picture[..., ::-1]), 0, 0) for picture in pictures]
    wanted = {name: 0.299 * r + 0.587 * g + 0.114 * b for name, (r, g, b) in PATCHES.items()}
    for picture in shown:
        for name, (luma, _, _) in colours_of(picture).items():
            assert abs(luma - wanted[name]) < 12, name
    numbers = [index_of(picture) for picture in shown]
    steps = [(after - before) % round(RATE * SECONDS) for before, after in pairwise(numbers)]
    assert all(1 <= step <= RATE for step in steps), numbers
    return True


def watched(url: str, count: int, **options: str) -> list[Pixels]:
    """Pictures as PyAV (FFmpeg) decodes them, in RGB."""
    with av.open(url, options=options, timeout=15) as container:
        return [rgb(frame) for frame in islice(container.decode(video=0), count)]


def rgb(frame: av.VideoFrame) -> Pixels:
    return np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("path", [*RTSP_FILE, *RTSP_JPEG])
def test_pyav_over_rtsp(cam: TestCamera, path: str, transport: str) -> None:
    pictures = watched(cam.rtsp_url(path), 12, rtsp_transport=transport)
    assert pictures[0].shape == (480, 640, 3)
    assert is_of_the_file(pictures)


@pytest.mark.parametrize("path", HTTP_VIDEO)
def test_pyav_over_http(cam: TestCamera, path: str) -> None:
    assert is_of_the_file(watched(cam.http_url(path, login=True), 12))


def test_pyav_on_the_port_for_motion_jpeg(cam: TestCamera) -> None:
    url = f"http://{cam.name}:{cam.password}@127.0.0.1:{cam.mjpeg_port}/"
    assert is_of_the_file(watched(url, 12))


@pytest.mark.parametrize("path", ["/cgi/mjpg/mjpeg.cgi", "/cgi/mpeg/stream1.cgi"])
def test_the_ipdevice_streams_without_their_headers(cam: TestCamera, path: str) -> None:
    """FFmpeg knows nothing of the payload headers; with them taken off, it plays the rest."""
    decoder = av.CodecContext.create("mjpeg" if "mjpeg" in path else "h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    pictures: list[Pixels] = []
    for payload in islice(payloads(cam, path), 12):
        pictures += [rgb(frame) for frame in decoder.decode(av.Packet(payload))]
    assert len(pictures) >= 8
    assert is_of_the_file(pictures)


def payloads(cam: TestCamera, path: str) -> Iterator[bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", cam.http_port, timeout=15)
    connection.request("GET", path, headers={"Authorization": basic(cam.name, cam.password)})
    answer = connection.getresponse()
    try:
        while True:
            assert answer.readline() == b"--myboundary\r\n"
            name, _, length = answer.readline().partition(b": ")
            assert (name, answer.readline()) == (b"Content-Length", b"\r\n")
            yield answer.read(int(length))[28:]
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/h264", "/jpeg", "/cam/realmonitor?channel=1&subtype=0"])
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_opencv_over_rtsp(
    cam: TestCamera, path: str, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "OPENCV_FFMPEG_CAPTURE_OPTIONS", f"rtsp_transport;{transport}")
    assert is_of_the_file(captured(cam.rtsp_url(path), 10))


@pytest.mark.parametrize("path", HTTP_VIDEO)
def test_opencv_over_http(cam: TestCamera, path: str) -> None:
    assert is_of_the_file(captured(cam.http_url(path, login=True), 10))


def captured(url: str, count: int) -> list[Pixels]:
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    try:
        shown = [capture.read() for _ in range(count)]
        assert all(ok for ok, _ in shown)
        return [np.asarray(picture[..., ::-1], np.uint8) for _, picture in shown]
    finally:
        capture.release()


@pytest.mark.parametrize(
    "path",
    ["/axis-cgi/jpg/image.cgi", "/image.cgi?camera=1", "/cgi-bin/jpg/image.cgi", "/cgi/jpg/image.cgi",
     "/cgi-bin/snapshot.cgi?channel=1"],
)  # fmt: skip
def test_snapshots_show_the_file(cam: TestCamera, path: str) -> None:
    picture = cv2.imdecode(np.frombuffer(cam.get(path).body, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert is_of_the_file([np.asarray(picture[..., ::-1], np.uint8)])


def test_the_main_stream_is_the_files_own_and_nothing_is_decoded(cam: TestCamera, file: Path) -> None:
    with av.open(str(file)) as container:
        annex_b = BitStreamFilterContext("h264_mp4toannexb", container.streams.video[0])
        converted = (each for packet in container.demux(video=0) for each in annex_b.filter(packet))
        own = {bytes(unit) for packet in converted for unit in nal_units(bytes(packet))}
    with av.open(cam.rtsp_url("/h264"), options={"rtsp_transport": "tcp"}, timeout=15) as client:
        packets = [bytes(packet) for packet in islice(client.demux(video=0), 2 * GOP)]
        streams = cam.call(lambda: cam.device.camera.channels[0].streams)
    sent = {bytes(unit) for packet in packets for unit in nal_units(packet) if unit[0] & 0x1F == 1}
    assert sent
    assert sent <= own
    assert any(stream.encoding.size == SIZE for stream in streams)


def test_another_size_is_coded_anew(cam: TestCamera) -> None:
    pictures = watched(cam.rtsp_url("/h264_2"), 5, rtsp_transport="tcp")
    assert pictures[0].shape == (240, 320, 3)
    assert is_of_the_file(pictures)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="Debian's ffmpeg is not installed")
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffprobe(cam: TestCamera, transport: str) -> None:
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-rtsp_transport", transport, "-show_entries",
         "stream=codec_name,width,height", "-of", "csv=p=0", cam.rtsp_url("/h264")],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "h264,640,480"


def test_one_camera_relays_another(cam: TestCamera) -> None:
    with camera(cam.rtsp_url("/h264")) as relay:
        assert is_of_the_file(watched(relay.rtsp_url("/cam/realmonitor?channel=1"), 8, rtsp_transport="tcp"))
        assert is_of_the_file(watched(relay.http_url("/mjpg/video.mjpg", login=True), 8))
