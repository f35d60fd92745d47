"""Other cameras' streams, from small servers on this machine."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice, pairwise
from typing import cast

import pytest

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.source import Format, SourceError
from babelcam.media.sources import demux, live, open_source
from tests.media.sources.conftest import Video
from tests.media.sources.making import H264, SMALL, index_of, jpeg
from tests.media.sources.reading import frames, pictures, reading, until

Answer = Callable[["Camera"], None]
BOUNDARY = "pictures"


class Camera(BaseHTTPRequestHandler):
    """One request to the camera of the test."""

    answer: Answer
    stop: threading.Event

    def do_GET(self) -> None:
        try:
            type(self).answer(self)
        except OSError:  # the source hung up
            return

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def begin(self, content_type: str, **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_pictures(self, count: int, rate: float, first: int = 0, size: Size = SMALL) -> None:
        for index in range(first, first + count):
            data = jpeg(size, index)
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            self.wfile.write(head.encode() + data + b"\r\n")
            if self.stop.wait(1 / rate):
                return

    def send_mjpeg(self, count: int, rate: float = 50, first: int = 0) -> None:
        self.begin(f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.send_pictures(count, rate, first)


@contextmanager
def camera(answer: Answer) -> Iterator[str]:
    """A camera that answers every request so; gives its host and port."""
    stop = threading.Event()
    handler = type("Handler", (Camera,), {"answer": staticmethod(answer), "stop": stop})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            stop.set()
            server.shutdown()
            thread.join(5)


def test_multipart_jpeg_is_shown_as_it_comes() -> None:
    with camera(lambda it: it.send_mjpeg(30, rate=20)) as host:
        source = open_source(f"http://{host}/mjpg/video.mjpg", 1)
        found = pictures(source, 8)

    assert [index_of(picture) for picture in found] == list(range(8))
    assert source.format is not None
    assert (source.format.size, source.format.codec) == (SMALL, Codec.JPEG)
    assert found[-1].time - found[0].time == pytest.approx(7 / 20, abs=0.1)
    assert abs(found[-1].time - time.monotonic()) < 1.0


def test_multipart_jpeg_is_passed_through_as_it_comes() -> None:
    with camera(lambda it: it.send_mjpeg(30)) as host:
        found = frames(open_source(f"http://{host}/mjpg/video.mjpg", 1), 8)

    assert [frame.data for frame in found] == [jpeg(SMALL, index) for index in range(8)]


def test_the_rate_of_what_is_passed_through_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RATE_SECONDS", 0.4)
    with camera(lambda it: it.send_mjpeg(60, rate=40)) as host:
        source = open_source(f"http://{host}/", 1)
        frames(source, 40)

    assert source.format is not None
    assert source.format.rate == pytest.approx(40, rel=0.2)


def test_the_rate_of_multipart_jpeg_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RATE_SECONDS", 0.4)
    with camera(lambda it: it.send_mjpeg(60, rate=40)) as host:
        source = open_source(f"http://{host}/", 1)
        pictures(source, 40)

    assert source.format is not None
    assert source.format.rate == pytest.approx(40, rel=0.2)


def test_the_rate_meter_follows_a_change_and_ignores_a_wobble() -> None:
    meter = live.RateMeter(25.0, now=0.0)
    assert [meter.count(frame / 24) for frame in range(1, 80)][-1] == 25.0
    assert [meter.count(80 / 24 + frame / 5) for frame in range(1, 40)][-1] == pytest.approx(5.0, abs=0.1)


def test_the_question_mark_options_of_a_url_are_the_cameras() -> None:
    asked = []

    def answer(request: Camera) -> None:
        asked.append(request.path)
        request.send_mjpeg(5)

    with camera(answer) as host:
        pictures(open_source(f"http://{host}/v.mjpg?resolution=320x240&rate=9", 1), 1)

    assert asked == ["/v.mjpg?resolution=320x240&rate=9"]


def test_credentials_of_the_url_are_used() -> None:
    def answer(request: Camera) -> None:
        if request.headers["Authorization"] == "Basic cm9vdDpzZWNyZXQ=":
            request.send_mjpeg(5)
        else:
            request.send_response(401)
            request.send_header("WWW-Authenticate", 'Basic realm="camera"')
            request.end_headers()

    with camera(answer) as host:
        assert index_of(pictures(open_source(f"http://root:secret@{host}/", 1), 1)[0]) == 0


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, "user name or password refused (401)"),
        (403, "access refused (403)"),
        (404, "no such stream there (404)"),
        (500, "Server returned 5XX Server Error reply"),
    ],
)
def test_a_refusal_is_told_in_one_line_without_the_password(
    status: int, error: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        camera(lambda it: it.send_error(status)) as host,
        caplog.at_level(logging.DEBUG),
        pytest.raises(SourceError) as caught,
    ):
        pictures(open_source(f"http://root:secret@{host}/v?password=secret", 1), 1)

    assert str(caught.value) == f"http://***@{host}/v?password=***: {error}"
    assert caught.value.__suppress_context__
    assert "secret" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "rtsps"])
def test_a_host_that_refuses_connections_is_told(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(SourceError, match=f"^{scheme}://127.0.0.1:{port}/: Connection refused$"):
            pictures(open_source(f"{scheme}://127.0.0.1:{port}/", 1), 1)


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "rtsps"])
def test_a_host_that_never_answers_is_given_up(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demux, "OPEN_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(SourceError, match=r": no answer within 0.3 s$"):
            pictures(open_source(f"{scheme}://127.0.0.1:{port}/", 1), 1)

    assert time.monotonic() - began < 2.0


def test_a_stream_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demux, "READ_SECONDS", 0.3)

    def answer(request: Camera) -> None:
        request.send_mjpeg(5)
        request.stop.wait(5)

    with (
        camera(answer) as host,
        reading(open_source(f"http://{host}/", 1)) as (items, _),
        pytest.raises(SourceError, match=r": no data for 0.3 s$"),
    ):
        until(items, lambda item: False)


def test_a_stall_is_noticed_when_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demux, "READ_SECONDS", 0.3)

    def answer(request: Camera) -> None:
        request.send_mjpeg(5)
        request.stop.wait(5)

    with (
        camera(answer) as host,
        reading(open_source(f"http://{host}/", 1), pixels=False) as (items, _),
        pytest.raises(SourceError, match=r": no data for 0.3 s$"),
    ):
        list(items)


def test_a_stream_that_ends_is_told_and_can_be_read_again() -> None:
    with camera(lambda it: it.send_mjpeg(4)) as host:
        source = open_source(f"http://{host}/", 1)
        for _ in range(2):
            with (
                reading(source) as (items, _demand),
                pytest.raises(SourceError, match=r"the stream ended|broke off"),
            ):
                assert [index_of(cast("Picture", item)) for item in items] == list(range(4))


def test_something_else_than_video_is_told() -> None:
    def answer(request: Camera) -> None:
        request.begin("text/html", Content_Length="2000")
        request.wfile.write(b"<html>please log in</html>".ljust(2000))

    with camera(answer) as host, pytest.raises(SourceError, match=r"not a video that FFmpeg can read$"):
        pictures(open_source(f"http://{host}/", 1), 1)


def test_h264_that_comes_live_is_passed_through(video: Video) -> None:
    data = video(replace(H264, rate=50, gop=10), ".ts").read_bytes()

    def answer(request: Camera) -> None:
        request.begin("video/mp2t")
        for start in range(0, len(data), 4700):
            request.wfile.write(data[start : start + 4700])
            request.stop.wait(0.005)

    with camera(answer) as host:
        source = open_source(f"http://{host}/live.ts", 1)
        found = frames(source, 21)

    assert [frame.key for frame in found] == [index % 10 == 0 for index in range(21)]
    assert source.format == Format(SMALL, 50.0, Codec.H264)
    assert all(before.time < after.time for before, after in pairwise(found))


def test_pictures_wanted_in_mid_gop_of_a_live_stream_come_at_once(video: Video) -> None:
    data = video(replace(H264, rate=50, gop=250), ".ts").read_bytes()

    def answer(request: Camera) -> None:
        request.begin("video/mp2t")
        for start in range(0, len(data), 1880):
            request.wfile.write(data[start : start + 1880])
            request.stop.wait(0.005)

    with (
        camera(answer) as host,
        reading(open_source(f"http://{host}/live.ts", 1), pixels=False, packets=True) as (items, demand),
    ):
        assert all(isinstance(item, Frame) for item in islice(items, 25))
        demand.change(pixels=True, packets=False)
        picture = cast("Picture", next(items))

    assert index_of(picture) == pytest.approx(25, abs=1)


def test_a_recording_on_a_web_server_is_shown_in_real_time(video: Video) -> None:
    data = video(replace(H264, rate=25), ".mp4").read_bytes()

    def answer(request: Camera) -> None:
        request.begin("video/mp4", Content_Length=str(len(data)))
        request.wfile.write(data)

    with camera(answer) as host:
        began = time.monotonic()
        found = pictures(open_source(f"http://{host}/clip.mp4", 1), 11)

    assert time.monotonic() - began == pytest.approx(0.4, abs=0.2)
    assert found[-1].time - found[0].time == pytest.approx(0.4, abs=1e-3)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "file:{path}", "concat:{path}"])
def test_a_redirection_to_a_file_is_not_followed(video: Video, location: str) -> None:
    target = location.format(path=video(H264, ".mp4"))

    def answer(request: Camera) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.end_headers()

    with camera(answer) as host, pytest.raises(SourceError):
        pictures(open_source(f"http://{host}/", 1), 1)


def test_a_play_list_never_leads_to_a_file(video: Video) -> None:
    path = video(replace(H264, rate=50, seconds=0.2, gop=5), ".ts")

    def answer(request: Camera) -> None:
        request.begin("application/vnd.apple.mpegurl")
        request.wfile.write(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n".encode()
        )

    with camera(answer) as host, pytest.raises(SourceError):
        pictures(open_source(f"http://{host}/list.m3u8", 1), 1)


def test_a_play_list_on_a_web_server_is_followed(video: Video) -> None:
    data = video(replace(H264, rate=50, seconds=0.4, gop=5), ".ts").read_bytes()
    listed = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.4,\nsegment.ts\n#EXT-X-ENDLIST\n"

    def answer(request: Camera) -> None:
        if request.path.endswith(".ts"):
            request.begin("video/mp2t", Content_Length=str(len(data)))
            request.wfile.write(data)
        else:
            request.begin("application/vnd.apple.mpegurl", Content_Length=str(len(listed)))
            request.wfile.write(listed.encode())

    with camera(answer) as host:
        found = pictures(open_source(f"http://{host}/list.m3u8", 1), 11)

    assert [index_of(picture) for picture in found] == list(range(11))
    assert found[-1].time - found[0].time == pytest.approx(0.2, abs=1e-3)
