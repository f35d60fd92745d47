"""docs/configuration.md: every key of the camera file, from the types in `babelcam.config`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from babelcam.access.settings import AccessSettings
from babelcam.addresses import Address
from babelcam.config import Configuration, ListenSettings
from babelcam.media.frame import Size
from babelcam.settings.video import STREAMS, ChannelSettings, JpegSettings, StreamSettings

HEAD = """\
# The camera file

This page is made from the program's own types; `make docs` writes it anew.

`babelcam serve camera.toml` reads one camera from a [TOML](https://toml.io) file. Every key may be left out,
and so may the file. An unknown key, or a value of the wrong type or out of its range, stops the start with a
line that names the key. What the command line says (`babelcam serve --help`) goes before what the file says.
"""

SOURCE_ROWS = (
    ("address", "what it is", "options"),
    ("---", "---", "---"),
    ("`world:`", "a simulated town square; each channel looks another way", "see below"),
    ("`file:VIDEO`, or its path", "a video, played over and over", "none"),
    ("`file:FOLDER`, or its path", "still pictures (JPEG, PNG, BMP, WebP), one after the other", "`rate`"),
    ("`file:PICTURE`, or its path", "one still picture", "`rate`"),
    ("`device:/dev/video0`", "a webcam or capture card (Video4Linux)", "`size`, `rate`, `input`"),
    ("`rtsp://…`, `rtsps://…`", "another camera's stream; RTP comes inside the RTSP connection", "its own"),
    ("`http://…`, `https://…`", "motion JPEG, or whatever else FFmpeg reads", "its own"),
)

SOURCES = """\
Options stand behind a question mark: `file:stills?rate=0.5`,
`device:/dev/video0?size=1280x720&rate=30&input=mjpeg`, `world:?size=1920x1080&rate=15`. `rate` is in
pictures a second. `input` is one of `mjpeg`, `yuyv`, `uyvy`, `nv12` and `h264`; without it the camera takes
MJPEG where the device has it. A `world:` knows `size`, `rate`, `pan`, `tilt` and `fov` (degrees), and `seed`,
a whole number: with another one, other people and cars are about.

`babelcam probe ADDRESS` opens a source and says what it is.

H.264 from a file, a device or another camera goes out as it came to those who ask for the same size and rate.
So does motion JPEG, over HTTP, to those who ask for no certain compression, while `quality` is `"source"`.
RTP knows the standard Huffman tables only: for RTSP, JPEG is coded anew. Everything else is coded once for
all who watch the same, and not at all while nobody does.
"""

EXAMPLE_HEAD = """\
## An example

Every key with its default, and two channels. It can be used as it is.
"""

KINDS: dict[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "path",
    Address: "`HOST:PORT`",
    Size: "`WIDTHxHEIGHT`",
    NoneType: '`"off"`',
}
WIDTH = 100  # columns of a comment in the example


@dataclass(frozen=True)
class Section:
    """One table of the TOML file."""

    header: str
    model: type[BaseModel]
    repeats: bool = False


SECTIONS = (
    Section("", Configuration),
    Section("listen", ListenSettings),
    Section("access", AccessSettings),
    Section("channels", ChannelSettings, repeats=True),
    Section("channels.jpeg", JpegSettings),
    Section("channels.streams", StreamSettings, repeats=True),
)


def page() -> str:
    """The whole page."""
    tables = ["\n".join(_table(section)) for section in SECTIONS]
    sources = "\n".join(("## Source addresses", "", *map(_row, SOURCE_ROWS), ""))
    block = f"```toml\n{example()}```\n"
    return "\n".join((HEAD, *tables, sources, SOURCES, EXAMPLE_HEAD, block))


def example() -> str:
    """A camera file with every key, each with what it means."""
    channel = Configuration().channels[0].model_copy(update={"name": "Entrance"})
    lines = ["# The keys of the camera file, with their defaults.", ""]
    lines += _example_of("", Configuration())
    lines += ["", "[listen]", *_example_of("listen", ListenSettings())]
    lines += ["", "[access]", *_example_of("access", AccessSettings())]
    lines += ["", "[[channels]]  # channel 1", *_example_of("channels", channel)]
    lines += ["", "[channels.jpeg]", *_example_of("channels.jpeg", channel.jpeg)]
    lines += ["", "[[channels.streams]]  # the main stream", *_example_of("channels.streams", STREAMS[0])]
    lines += ["", "[[channels.streams]]  # a smaller one", *_plain(STREAMS[1])]
    lines += ["", "[[channels]]  # channel 2: what is not said has its default", 'source = "world:?rate=10"']
    return "\n".join(lines) + "\n"


def _table(section: Section) -> Iterator[str]:
    yield f"## {_title(section)}"
    yield ""
    yield section.model.__doc__ or ""
    yield ""
    yield "| key | type | default | range | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    for name, info in section.model.model_fields.items():
        inner = f"{section.header}.{name}".lstrip(".")
        yield _row((f"`{name}`", _kind(inner, info), _default(info), _range(info), _meaning(inner, info)))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_in_cell(cell) for cell in cells)} |"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _title(section: Section) -> str:
    if not section.header:
        return "At the top"
    return f"`[[{section.header}]]`" if section.repeats else f"`[{section.header}]`"


def _kind(inner: str, info: FieldInfo) -> str:
    if _model_in(info.annotation):
        many = get_origin(info.annotation) is tuple
        return f"tables `[[{inner}]]`" if many else f"table `[{inner}]`"
    return " or ".join(_kinds(info.annotation))


def _kinds(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (f'`"{word}"`' for word in get_args(annotation))
    elif get_origin(annotation) in (Union, UnionType):
        parts = get_args(annotation)
        for part in parts:
            if part is not NoneType or Address in parts:  # a path may be left out, but not be "off"
                yield from _kinds(part)
    else:
        yield KINDS[annotation]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    inner = get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _default(info: FieldInfo) -> str:
    if _model_in(info.annotation):
        return f"{len(info.default)} of them" if get_origin(info.annotation) is tuple else "see below"
    return f"`{_toml(info.default)}`" if _given(info) else "none"


def _given(info: FieldInfo) -> bool:
    return info.default is not None or Address in get_args(info.annotation)


def _range(info: FieldInfo) -> str:
    low = high = ""
    unit = ""
    for bound in info.metadata:
        match bound:
            case Ge(ge=value):
                low = f"from {value}"
            case Gt(gt=value):
                low = f"above {value}"
            case Le(le=value):
                high = f"to {value}"
            case Lt(lt=value):
                high = f"below {value}"
            case MinLen(min_length=value):
                low, unit = f"from {value}", _unit(info)
            case MaxLen(max_length=value):
                high, unit = f"to {value}", _unit(info)
    if not low and high.startswith("to "):
        high = f"at most {high.removeprefix('to ')}"
    return " ".join(part for part in (low, high, unit) if part)


def _unit(info: FieldInfo) -> str:
    return "characters" if info.annotation is str else ""


def _meaning(inner: str, info: FieldInfo) -> str:
    return info.description or f"see `[{inner}]`"


def _example_of(header: str, values: BaseModel) -> Iterator[str]:
    """A table's keys, each under a comment with its meaning and range; tables within it come later."""
    for name, info in type(values).model_fields.items():
        if _model_in(info.annotation):
            continue
        limits = _range(info)
        text = (info.description or "").rstrip(".") + (f" ({limits})" if limits else "")
        yield from textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")
        value = getattr(values, name)
        yield f"{name} = {_toml(value)}" if _given(info) else f'# {name} = "/etc/ssl/{name}.pem"'


def _plain(values: BaseModel) -> Iterator[str]:
    return (f"{name} = {_toml(getattr(values, name))}" for name in type(values).model_fields)


def _toml(value: object) -> str:
    """A value as the file has it."""
    match value:
        case None:
            return '"off"'
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:g}" if value < 1e5 else str(int(value))
        case Size() | Address() | Path() | str():
            return f'"{value}"'
    raise TypeError(f"no TOML for {value!r}")
