"""Which pictures of a faster source are taken to make a slower stream."""

from __future__ import annotations

EARLY = 0.25  # of an interval that a picture may come early and still be the one that is due


class Pace:
    """Lets pictures pass at `rate` a second on average, evenly, by their capture times."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._next = float("-inf")

    def due(self, time: float) -> bool:
        if time < self._next - EARLY * self._interval:
            return False
        behind = time - self._next > self._interval
        self._next = (time if behind else self._next) + self._interval
        return True
