"""Video4Linux devices: what is asked of FFmpeg, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import av
import av.error
import pytest

from babelcam.media.source import BadAddress, SourceError
from babelcam.media.sources import demux, open_source
from tests.media.sources.conftest import Video
from tests.media.sources.making import MJPEG, index_of
from tests.media.sources.reading import pictures, reading

OPEN = av.open
NON_BLOCKING = {"fflags": "+4"}


def openings(address: str) -> list[tuple[str, str | None, Mapping[str, str]]]:
    """What FFmpeg would be asked, in turn."""
    source: Any = open_source(address, 1)
    return [(opening.url, opening.format, opening.options) for opening in source.openings]


def test_mjpeg_is_preferred_then_yuyv_then_what_the_driver_likes() -> None:
    assert openings("device:/dev/video0") == [
        ("/dev/video0", "v4l2", {**NON_BLOCKING, "input_format": "mjpeg"}),
        ("/dev/video0", "v4l2", {**NON_BLOCKING, "input_format": "yuyv422"}),
        ("/dev/video0", "v4l2", NON_BLOCKING),
    ]


def test_size_rate_and_input_are_passed_on() -> None:
    assert openings("device:/dev/v4l/by-id/usb-cam?size=1280x720&rate=29.97&input=h264") == [
        (
            "/dev/v4l/by-id/usb-cam",
            "v4l2",
            {**NON_BLOCKING, "video_size": "1280x720", "framerate": "29.97", "input_format": "h264"},
        )
    ]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("device:", "not a device such as device:/dev/video0"),
        ("device:video0", "not a device such as device:/dev/video0"),
        ("device:/etc/passwd", "not a device such as device:/dev/video0"),
        ("device:/dev", "not a device such as device:/dev/video0"),
        ("device:/dev/../etc/passwd", "not a device such as device:/dev/video0"),
        ("device:/dev/video0?size=big", "'big' is not a size such as 1280x720"),
        ("device:/dev/video0?size=8x8", "8x8: sides must be even, from 16 to 8192"),
        ("device:/dev/video0?rate=0", "rate=0 is not a number from 1 to 240"),
        ("device:/dev/video0?input=raw", "input=raw is not one of mjpeg, yuyv, uyvy, nv12, h264"),
        ("device:/dev/video0?fps=5", "unknown option 'fps'; there is size, rate, input"),
    ],
)
def test_a_wrong_device_address_is_told(address: str, error: str) -> None:
    with pytest.raises(BadAddress) as caught:
        open_source(address, 1)

    assert str(caught.value) == f"{address}: {error}"


def test_a_device_that_is_not_there_is_told_when_it_is_read() -> None:
    with pytest.raises(SourceError) as caught:
        pictures(open_source("device:/dev/video99?rate=30", 1), 1)

    assert str(caught.value) == "device:/dev/video99?rate=30: no such file or device"


class Webcam:
    """Stands in for a device opened by FFmpeg: has nothing for a while after its first picture."""

    def __init__(self, path: str, waits: int) -> None:
        self._real = OPEN(path)
        self._packets = self._real.demux(self._real.streams.video[0])
        self._waits = waits
        self._begun = False
        self.format = self._real.format
        self.streams = self._real.streams
        self.duration = None

    def demux(self, stream: object) -> Iterator[Any]:
        while True:
            if self._begun and self._waits:
                self._waits -= 1
                raise av.error.BlockingIOError(11, "Resource temporarily unavailable")
            self._begun = True
            yield next(self._packets)

    def __enter__(self) -> Webcam:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()


def test_a_device_refusing_mjpeg_is_asked_for_the_next_and_waited_for(
    video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(video(MJPEG, ".avi"))
    asked = []

    def open_device(url: str, *, options: Mapping[str, str], **_: object) -> Webcam:
        asked.append(options.get("input_format"))
        if options.get("input_format") == "mjpeg":
            raise av.error.ArgumentError(22, "Invalid argument", url)
        return Webcam(path, waits=3)

    monkeypatch.setattr(av, "open", open_device)
    found = pictures(open_source("device:/dev/video0", 1), 6)

    assert asked == ["mjpeg", "yuyv422"]
    assert [index_of(picture) for picture in found] == list(range(6))


def test_a_device_that_stalls_is_given_up_and_one_that_is_closed_ends(
    video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(video(MJPEG, ".avi"))
    monkeypatch.setattr(demux, "READ_SECONDS", 0.1)
    monkeypatch.setattr(av, "open", lambda *_, **__: Webcam(path, waits=10**9))

    with reading(open_source("device:/dev/video0", 1)) as (items, _):
        next(items)
        with pytest.raises(SourceError, match=r"^device:/dev/video0: no picture for 0.1 s$"):
            list(items)
    with reading(open_source("device:/dev/video0", 1)) as (items, demand):
        next(items)
        demand.close()
        assert list(items) == []
