"""Which source an address opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from babelcam.media import sources
from babelcam.media.source import BadAddress, Source
from babelcam.media.sources import open_source
from babelcam.media.sources.file import FileSource
from babelcam.media.sources.folder import FolderSource
from babelcam.media.sources.live import LiveSource
from tests.media.sources.making import make_picture


def test_a_world_gets_its_options_and_the_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    world = FolderSource(Path(), 1, "")

    def world_source(options: dict[str, str], channel: int) -> Source:
        asked.append((dict(options), channel))
        return world

    monkeypatch.setattr(sources, "world_source", world_source)

    assert open_source("world:?rate=30", 2) is world
    assert open_source("world:", 1) is world
    assert asked == [({"rate": "30"}, 2), ({}, 1)]


def test_each_address_opens_its_sort_of_source(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").touch()
    make_picture(tmp_path / "picture.png")
    kinds = {
        f"file:{tmp_path}/video.mp4": FileSource,
        f"{tmp_path}/video.mp4": FileSource,
        f"{tmp_path}/picture.png": FolderSource,
        f"file:{tmp_path}?rate=2": FolderSource,
        "device:/dev/video0": LiveSource,
        "rtsp://127.0.0.1/": LiveSource,
        "rtsps://127.0.0.1/": LiveSource,
        "http://127.0.0.1/": LiveSource,
        "https://127.0.0.1/": LiveSource,
    }

    assert {address: type(open_source(address, 1)) for address in kinds} == kinds


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("file:", "file:: no such file"),
        ("file:/no/such.mp4", "file:/no/such.mp4: no such file"),
        ("/no/such.mp4", "/no/such.mp4: no such file"),
        ("no-such.mp4", "no-such.mp4: no such file"),
        ("file:/dev/null", "file:/dev/null: not a regular file"),
        ("world:here", "world:here: a world takes nothing but options, as in world:?rate=25"),
        ("tape:1", "tape:1: unknown scheme 'tape'; there is world, file, device, rtsp, rtsps, http, https"),
    ],
)
def test_what_can_never_work_is_refused_in_one_line(address: str, error: str) -> None:
    with pytest.raises(BadAddress) as caught:
        open_source(address, 1)

    assert str(caught.value) == error


def test_options_are_refused_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").touch()

    with pytest.raises(BadAddress, match=r"unknown option 'rate'; there is none$"):
        open_source(f"file:{tmp_path}/video.mp4?rate=2", 1)
    with pytest.raises(BadAddress, match=r"unknown option 'loop'; there is rate$"):
        open_source(f"file:{tmp_path}?loop=2", 1)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()

    with pytest.raises(BadAddress, match=r"no pictures in this folder \(JPEG, PNG, BMP or WebP\)$"):
        open_source(f"file:{tmp_path}", 1)
