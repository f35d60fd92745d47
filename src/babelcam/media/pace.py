"""Which pictures of a faster source are taken to make a slower stream."""

from __future__ import annotations

SMOOTHING = 0.1  # weight of the newest step in the average


class Pace:
    """Lets pictures pass at `rate` a second, evenly: of each interval the one nearest to its end."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._next = float("-inf")
        self._last: float | None = None
        self._step: float | None = None  # between the source's pictures

    def due(self, time: float) -> bool:
        """Whether the picture captured at `time` (seconds) is taken."""
        if self._last is not None:
            step = min(time - self._last, self._interval)
            self._step = step if self._step is None else self._step + SMOOTHING * (step - self._step)
        self._last = time
        if time < self._next - (self._step or 0.0) / 2:
            return False
        behind = time - self._next > self._interval
        self._next = (time if behind else self._next) + self._interval
        return True
