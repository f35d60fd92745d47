"""Whether the `uri` that somebody signed is the target that was asked for (RFC 7616, 3.4.6).

Clients sign what they have, not what the wire has: `VideoWidget[0].X=a b` for `VideoWidget%5B0%5D.X=a+b`
(rroller/dahua), a whole URL for a path, the stream's URL for that of its track. So both are decoded first.
The bounds of path segments and of parameters count as they were sent, or `%26` could be turned into `&`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


class _Target(NamedTuple):
    path: tuple[bytes, ...]
    query: tuple[bytes, ...]

    @classmethod
    def parse(cls, text: str) -> _Target:
        """Decode a request target, or an absolute URI, whose host does not matter."""
        match = _ORIGIN.match(text)
        path, _, query = (text[match.end() :] if match else text).partition("?")
        octets = (path or "/").encode("utf-8", "surrogateescape")
        parameters = query.replace("+", " ").encode("utf-8", "surrogateescape")
        return cls(
            tuple(map(unquote_to_bytes, octets.split(b"/"))),
            tuple(map(unquote_to_bytes, parameters.split(b"&"))) if parameters else (),
        )


def same_target(signed: str, asked: str, *, loose: bool = False) -> bool:
    """Whether two targets are the same once decoded; any text may be given.

    `loose` is for RTSP: either may end in a slash (Content-Base), and either may be the beginning of the
    other up to a slash (the stream's URL and its track's), with or without the query.
    """
    if signed == asked:
        return True
    try:
        one, other = _Target.parse(signed), _Target.parse(asked)
    except UnicodeEncodeError:
        return False
    return one == other or (loose and _alike(one, other))


def _alike(one: _Target, other: _Target) -> bool:
    short, long = sorted((_trimmed(one.path), _trimmed(other.path)), key=len)
    if short != long[: len(short)] or (short != long and not any(short)):  # "/" begins every path: no proof
        return False
    if not one.query or not other.query:
        return True
    first, second = sorted((b"&".join(one.query).rstrip(b"/"), b"&".join(other.query).rstrip(b"/")), key=len)
    return second == first or second.startswith(first + b"/")  # rtsp://camera/cam?channel=1/trackID=0


def _trimmed(path: tuple[bytes, ...]) -> tuple[bytes, ...]:
    while path and not path[-1]:
        path = path[:-1]
    return path
