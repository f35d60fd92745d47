"""Folders of still pictures."""

from __future__ import annotations

import logging
import threading
import time
from itertools import islice
from pathlib import Path
from typing import cast

import pytest

from babelcam.media.frame import Picture, Size
from babelcam.media.source import Format, SourceError
from babelcam.media.sources import folder, open_source
from tests.media.sources.making import (
    PATCHES,
    SMALL,
    colours_of,
    full_range_601,
    index_of,
    make_picture,
)
from tests.media.sources.reading import pictures, reading


def test_pictures_come_in_natural_order_and_begin_again(tmp_path: Path) -> None:
    for index, name in enumerate(["1.jpg", "2.PNG", "10.bmp", "a2.webp", "A10.jpg"]):
        made = make_picture(tmp_path / f"new{Path(name).suffix.lower()}", index=index)
        made.rename(tmp_path / name)
    (tmp_path / "readme.txt").write_text("not a picture")
    (tmp_path / "3.jpg").mkdir()

    found = pictures(open_source(f"file:{tmp_path}?rate=50", 1), 7)

    assert [index_of(picture) for picture in found] == [0, 1, 2, 3, 4, 0, 1]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp", ".webp"])
def test_every_format_gives_full_range_bt601(tmp_path: Path, suffix: str) -> None:
    source = open_source(str(make_picture(tmp_path / f"one{suffix}")), 1)
    (picture,) = pictures(source, 1)

    assert source.format == Format(SMALL, 1.0)
    for name, rgb in PATCHES.items():
        assert colours_of(picture)[name] == pytest.approx(full_range_601(*rgb), abs=5), name


def test_a_single_picture_is_shown_again_and_again_in_real_time(tmp_path: Path) -> None:
    source = open_source(f"file:{make_picture(tmp_path / 'one.jpg', index=7)}?rate=25", 1)
    began = time.monotonic()
    found = pictures(source, 6)

    assert [index_of(picture) for picture in found] == [7] * 6
    assert time.monotonic() - began == pytest.approx(0.2, abs=0.06)
    assert found[-1].time - found[0].time == pytest.approx(0.2, abs=1e-6)
    assert found[0].planes is found[-1].planes


def test_a_picture_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "one.png", index=1)
    with reading(open_source(f"file:{path}?rate=50", 1)) as (items, _):
        before = index_of(cast("Picture", next(items)))
        make_picture(path, size=Size(160, 120), index=2)
        after = [index_of(cast("Picture", item)) for item in islice(items, 3)]

    assert (before, after[-1]) == (1, 2)


def test_a_folder_is_listed_anew_when_it_comes_round(tmp_path: Path) -> None:
    make_picture(tmp_path / "1.png", index=1)
    gone = make_picture(tmp_path / "2.png", index=2)
    with reading(open_source(f"file:{tmp_path}?rate=50", 1)) as (items, _):
        first = [index_of(cast("Picture", item)) for item in islice(items, 2)]
        gone.unlink()
        make_picture(tmp_path / "3.png", index=3)
        second = [index_of(cast("Picture", item)) for item in islice(items, 4)]

    assert first == [1, 2]
    assert second == [1, 3, 1, 3]


def test_unreadable_pictures_are_skipped_with_one_warning_each(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_picture(tmp_path / "1.jpg", index=1)
    (tmp_path / "2.jpg").write_bytes(b"not a picture")
    (tmp_path / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    (tmp_path / "4.png").touch()
    with caplog.at_level(logging.WARNING):
        found = pictures(open_source(f"file:{tmp_path}?rate=50", 1), 3)

    assert [index_of(picture) for picture in found] == [1, 1, 1]
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [
        "2.jpg skipped",
        "3.png skipped",
        "4.png skipped",
    ]


def test_a_picture_of_too_many_bytes_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_picture(tmp_path / "1.bmp")
    monkeypatch.setattr(folder, "MAX_PICTURE_BYTES", path.stat().st_size - 1)

    with pytest.raises(SourceError, match=r"no readable picture in it$"):
        pictures(open_source(str(path), 1), 1)


def test_a_picture_of_too_many_pixels_is_skipped_unread(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    header = b"BM" + bytes(8) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little")
    sides = (100_000).to_bytes(4, "little") * 2
    (tmp_path / "1.bmp").write_bytes(header + sides + b"\x01\0\x18\0" + bytes(2000))

    with pytest.raises(SourceError, match=r"no readable picture in it$"):
        pictures(open_source(str(tmp_path), 1), 1)
    assert "1.bmp skipped" in caplog.text


def test_a_folder_that_lost_its_pictures_is_told(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "1.png")
    source = open_source(f"file:{tmp_path}?rate=50", 1)
    path.unlink()

    with pytest.raises(SourceError, match=r"no readable picture in it$"):
        pictures(source, 1)


def test_a_folder_nobody_watches_waits_and_knows_its_format(tmp_path: Path) -> None:
    make_picture(tmp_path / "1.png")
    source = open_source(f"file:{tmp_path}?rate=2", 1)
    with reading(source, pixels=False) as (items, demand):
        threading.Timer(0.1, demand.close).start()
        assert list(items) == []

    assert source.format == Format(SMALL, 2.0)
