"""What a request's URL names (RFC 2326 section 3.2): a presentation, or a track of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ORIGIN = re.compile(r"(rtsps?://[^/?#]*)(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in two parts: `origin` (``rtsp://host:port``; "" for a bare path), and `path` with query."""

    origin: str
    path: str

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read an absolute RTSP URL or a bare path; raises ValueError for anything else.

        A slash at the end, of the path or of the query, means the same as none.
        """
        match = _ORIGIN.fullmatch(text)
        origin, rest = (match[1], match[2]) if match else ("", text)
        if not match and not rest.startswith("/"):
            raise ValueError(f"{text!r} is neither an RTSP URL nor a path")
        path, question, query = rest.partition("?")
        path = path.rstrip("/") or "/"
        return cls(origin, path + question + query.rstrip("/"))

    @property
    def url(self) -> str:
        """The URL, without a slash at its end."""
        return self.origin + self.path

    def splits(self) -> Iterator[tuple[str, str]]:
        """How the URL may come apart into a presentation's path and a track's name.

        Clients put the track behind the whole URL, query included (FFmpeg, live555), or behind the
        path with the query after it (those that take the URL apart first).
        """
        whole, slash, track = self.path.rpartition("/")
        if slash and track:
            yield whole or "/", track
        path, question, query = self.path.partition("?")
        path, slash, track = path.rpartition("/")
        if question and slash and track:
            yield (path or "/") + question + query, track
