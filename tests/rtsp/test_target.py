"""RFC 2326 section 3.2."""

from __future__ import annotations

import pytest

from babelcam.rtsp.target import Target

URLS = (  # as sent, origin, path
    ("rtsp://cam/h264", "rtsp://cam", "/h264"),
    ("rtsp://cam:8554/h264/", "rtsp://cam:8554", "/h264"),
    ("RTSP://[::1]:554/h264", "RTSP://[::1]:554", "/h264"),
    ("rtsps://cam/h264", "rtsps://cam", "/h264"),
    ("rtsp://cam", "rtsp://cam", "/"),
    ("rtsp://cam/", "rtsp://cam", "/"),
    ("rtsp://cam?a=1", "rtsp://cam", "/?a=1"),
    ("/h264//", "", "/h264"),
    ("/", "", "/"),
    ("/cam/realmonitor?channel=1&subtype=0", "", "/cam/realmonitor?channel=1&subtype=0"),
    ("/cam/realmonitor?channel=1&subtype=0/", "", "/cam/realmonitor?channel=1&subtype=0"),
    ("/cam/realmonitor/?channel=1", "", "/cam/realmonitor?channel=1"),
    ("//x/y", "", "//x/y"),
)

SPLITS: tuple[tuple[str, list[tuple[str, str]]], ...] = (  # as sent, what it may come apart into
    ("rtsp://cam/h264/track1", [("/h264", "track1")]),
    ("rtsp://cam/h264/track1/", [("/h264", "track1")]),
    (
        "/cam?channel=1&subtype=0/trackID=0",
        [("/cam?channel=1&subtype=0", "trackID=0"), ("/?channel=1&subtype=0/trackID=0", "cam")],
    ),
    ("/a/cam/trackID=0?channel=1", [("/a/cam", "trackID=0?channel=1"), ("/a/cam?channel=1", "trackID=0")]),
    ("/track1", [("/", "track1")]),
    ("/", []),
)


@pytest.mark.parametrize(("text", "origin", "path"), URLS)
def test_a_url_is_an_origin_and_a_path_with_query(text: str, origin: str, path: str) -> None:
    assert Target.parse(text) == Target(origin, path)


@pytest.mark.parametrize("text", ["", "*", "h264", "http://cam/h264", "rtsp:/cam", "?a"])
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither an RTSP URL nor a path"):
        Target.parse(text)


@pytest.mark.parametrize(("text", "splits"), SPLITS)
def test_a_track_stands_behind_the_url_or_behind_its_path(text: str, splits: list[tuple[str, str]]) -> None:
    assert list(Target.parse(text).splits()) == splits
