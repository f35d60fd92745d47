"""What a camera under test was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from babelcam.system.requests import Seen


class RequestLog:
    """Every request in the order it was answered. May be read while the camera runs."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._seen: list[Seen] = []

    def add(self, seen: Seen) -> None:
        with self._changed:
            self._seen.append(seen)
            self._changed.notify_all()

    def clear(self) -> None:
        with self._changed:
            self._seen.clear()

    def __len__(self) -> int:
        return len(self._seen)

    def __iter__(self) -> Iterator[Seen]:
        with self._changed:
            return iter(tuple(self._seen))

    @property
    def last(self) -> Seen:
        """The newest request; IndexError if there was none."""
        return self._seen[-1]

    def wait_for(self, text: str, within: float = 5.0) -> Seen:
        """The first request whose target holds `text`, waiting for it; AssertionError if none comes."""

        def found() -> Seen | None:
            return next((seen for seen in self._seen if text in seen.target), None)

        with self._changed:
            self._changed.wait_for(found, timeout=within)
            seen = found()
        if seen is None:
            raise AssertionError(f"nobody asked for {text!r} within {within} s; asked was: {self._seen}")
        return seen
