"""One request as a handler sees it: the camera, and the request's words, read with converters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from babelcam.access.account import Account, Role
from babelcam.camera import Camera
from babelcam.dialects.base.converters import Converter
from babelcam.errors import BadValue
from babelcam.http.target import Query
from babelcam.media.reader import Viewer

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """A request for `camera` with the parameters of URL and form, and the `{name}` segments of the path."""

    camera: Camera
    query: Query
    path: Mapping[str, str]
    viewer: Viewer
    account: Account | None = None
    role: Role = Role.NOBODY

    def read(self, name: str, converter: Converter[T]) -> T | None:
        """The value of parameter `name`; None if it is absent or empty; BadValue if it is not of its kind."""
        text = self.query.get(name)
        return converted(name, text, converter) if text else None

    def part(self, name: str, converter: Converter[T]) -> T | None:
        """The same for a segment of the path."""
        text = self.path.get(name)
        return converted(name, text, converter) if text is not None else None


def converted(name: str, text: str, converter: Converter[T]) -> T:
    """`text` as a value; BadValue names the parameter, the text and what would do."""
    try:
        return converter.parse(text)
    except ValueError:
        raise BadValue(f"{name}: {text[:100]!r} is not {converter.wanted}") from None
