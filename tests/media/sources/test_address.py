"""The grammar of source addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from babelcam.media.source import BadAddress
from babelcam.media.sources.address import MAX_ADDRESS, Address, masked, parse


@pytest.mark.parametrize(
    ("text", "scheme", "target", "options"),
    [
        ("world:", "world", "", {}),
        ("world:?seed=3&rate=30", "world", "", {"seed": "3", "rate": "30"}),
        ("WORLD:", "world", "", {}),
        ("file:/no/such.mp4", "file", "/no/such.mp4", {}),
        ("file:pictures?rate=2", "file", "pictures", {"rate": "2"}),
        ("/no/such.mp4", "file", "/no/such.mp4", {}),
        ("device:/dev/video0", "device", "/dev/video0", {}),
        ("device:/dev/video0?size=640x480&input=", "device", "/dev/video0", {"size": "640x480", "input": ""}),
        ("rtsp://h/cam?channel=1&subtype=0", "rtsp", "rtsp://h/cam?channel=1&subtype=0", {}),
        ("HTTP://h:81/mjpg/video.mjpg?fps=5", "http", "http://h:81/mjpg/video.mjpg?fps=5", {}),
    ],
)
def test_an_address_is_read(text: str, scheme: str, target: str, options: dict[str, str]) -> None:
    assert parse(text) == Address(scheme, target, text, options)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "'' is not a source address"),
        ("file:a\nb", "'file:a?b' is not a source address"),
        ("file:a\0b", "'file:a?b' is not a source address"),
        ("gopher://host/", "gopher://host/: unknown scheme 'gopher'; there is world, file, device, rtsp, "),
        ("concat:a|b", "concat:a|b: unknown scheme 'concat'"),
        ("rtsp:", "rtsp:: not a URL such as rtsp://192.168.0.90/"),
        ("http:///x", "http:///x: not a URL such as http://192.168.0.90/"),
        ("http://a b/", "http://a b/: not a URL such as http://192.168.0.90/"),
        ("world:?rate", "world:?rate: 'rate' is not name=value&name=value"),
        ("world:?rate=1&rate=2", "world:?rate=1&rate=2: an option stands twice"),
        ("x" * (MAX_ADDRESS + 1), f"longer than {MAX_ADDRESS} characters"),
        ("world:?" + "&".join(f"o{i}=1" for i in range(70)), "is not name=value&name=value"),
    ],
)
def test_a_wrong_address_is_told_in_one_line(text: str, error: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse(text)

    assert error in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_whose_name_looks_otherwise_may_stand_bare_when_it_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("odd:name.mp4", "what?.mp4", "a?rate=2"):
        Path(name).touch()
        assert parse(name).target == name
        assert parse(f"file:{name}") == Address("file", name, f"file:{name}")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://root:secret@host/stream", "rtsp://***@host/stream"),
        ("rtsp://root:se@cr/et@host/stream", "rtsp://***@host/stream"),
        ("http://host/v?user=root&password=secret&x=1", "http://host/v?user=root&password=***&x=1"),
        ("http://host/v?loginpas=1&pwd=secret", "http://host/v?loginpas=1&pwd=***"),
        (
            "rtsp://host/user=admin&passwd=secret&channel=1.sdp",
            "rtsp://host/user=admin&passwd=***&channel=1.sdp",
        ),
        ("http://host/v?Access_Token=secret#here", "http://host/v?Access_Token=***#here"),
        ("http://host/video.mjpg?fps=5", "http://host/video.mjpg?fps=5"),
        ("device:/dev/video0", "device:/dev/video0"),
        ("a\r\nb", "a??b"),
    ],
)
def test_credentials_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_the_text_of_a_parsed_address_has_no_credentials() -> None:
    assert parse("rtsp://root:secret@host/").text == "rtsp://***@host/"


@pytest.mark.parametrize(("value", "number"), [("1", 1.0), ("0.5", 0.5), ("60", 60.0)])
def test_a_number_option_in_range_is_read(value: str, number: float) -> None:
    assert parse(f"file:d?rate={value}").number("rate", 0.5, 60) == number


@pytest.mark.parametrize("value", ["", "0", "0.4", "61", "-1", "1e1", "nan", "inf", "1.", "٣", "x"])
def test_a_number_option_out_of_range_is_refused(value: str) -> None:
    with pytest.raises(BadAddress, match=r"is not a number from 0.5 to 60$"):
        parse(f"file:d?rate={value}").number("rate", 0.5, 60)


def test_options_that_are_not_given_are_none() -> None:
    assert parse("file:d").number("rate", 0.5, 60) is None
    assert parse("file:d").word("input", ("a", "b")) is None


def test_an_unknown_word_or_option_names_those_there_are() -> None:
    address = parse("device:/dev/video0?input=vhs")

    with pytest.raises(BadAddress, match=r"input=vhs is not one of mjpeg, yuyv$"):
        address.word("input", ("mjpeg", "yuyv"))
    with pytest.raises(BadAddress, match=r"unknown option 'input'; there is size, rate$"):
        address.only("size", "rate")
    with pytest.raises(BadAddress, match=r"unknown option 'input'; there is none$"):
        address.only()
