"""The camera's clocks. The host's clock is read, never set."""

from __future__ import annotations

import time


class Clock:
    """The camera's own time: the host's, moved by an offset."""

    def __init__(self) -> None:
        self._offset = 0.0

    def monotonic(self) -> float:
        """Seconds that only grow; for pacing, lifetimes and time stamps of pictures."""
        return time.monotonic()

    def now(self) -> float:
        """The camera's date and time, in Unix seconds."""
        return time.time() + self._offset

    def set(self, now: float) -> None:
        """Set the camera's date and time (Unix seconds)."""
        self._offset = now - time.time()


class HeldClock(Clock):
    """A clock that stands still until it is told to move, for tests. Pacing goes on in real time."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        super().__init__()
        self._now = now

    def now(self) -> float:
        return self._now

    def set(self, now: float) -> None:
        self._now = now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass on the camera's date and time."""
        self._now += seconds
