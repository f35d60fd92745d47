"""What a request line asks for: a path and a query, decoded once and the same way for everybody.

Routing and access checks both stand on the decoded path, so no spelling of it slips past either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

MAX_PARAMETERS = 1000  # in one request; a whole configuration is set in fewer
_SLASHES = re.compile(r"/{2,}")
_ABSOLUTE = re.compile(r"(?i)https?://[^/?#]*")
_UNWELCOME = re.compile(r"[\x00-\x1f\x7f]")


class BadTarget(ValueError):
    """A request target that no client of good will sends."""


@dataclass(frozen=True, slots=True)
class Query:
    """Names and values in the order given. A name without `=` has the value None."""

    pairs: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Query:
        """Read a query string; empty parts are left out, `+` is a space."""
        parts = [part for part in text.lstrip("?").split("&") if part.strip()]
        if len(parts) > MAX_PARAMETERS:
            raise BadTarget(f"more than {MAX_PARAMETERS} parameters")
        return cls(tuple(_pair(part) for part in parts))

    @classmethod
    def parse_form(cls, body: bytes) -> Query:
        """Read an application/x-www-form-urlencoded body."""
        return cls.parse(_text(body.strip()))

    def __add__(self, other: Query) -> Query:
        return Query(self.pairs + other.pairs)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def get(self, name: str) -> str | None:
        """The first value of `name`; "" for a bare name; None if it is not there."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[str]:
        """Every value of `name`."""
        return (value or "" for key, value in self.pairs if key == name)

    def bare(self) -> list[str]:
        """The names given without `=`."""
        return [name for name, value in self.pairs if value is None]


@dataclass(frozen=True, slots=True)
class Target:
    """A request target: `text` as it was sent, `path` decoded with single slashes, and the query."""

    text: str
    path: str
    query: Query

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read a request target; BadTarget for traversal, control characters and the like."""
        origin = _ABSOLUTE.sub("", text, count=1) if _ABSOLUTE.match(text) else text
        raw_path, _, raw_query = origin.partition("#")[0].partition("?")
        path = _SLASHES.sub("/", _decoded(raw_path) or "/")
        if not path.startswith("/"):
            raise BadTarget("the target is not a path")
        if _UNWELCOME.search(path) or "\\" in path or {".", ".."} & set(path.split("/")):
            raise BadTarget("the path leads nowhere")
        return cls(text, path, Query.parse(raw_query))


def _pair(part: str) -> tuple[str, str | None]:
    name, equals, value = part.partition("=")
    decoded = _decoded(name.replace("+", " ")).strip()
    return decoded, _decoded(value.replace("+", " ")) if equals else None


def _decoded(text: str) -> str:
    """`%XX` as UTF-8, or where it is not, as Latin-1; a lone `%` stays."""
    return _text(unquote_to_bytes(text.encode("utf-8", "surrogateescape")))


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
