"""Times of one day (12 June 2024, UTC) in Unix seconds."""

from __future__ import annotations

MIDNIGHT = 1_718_150_400.0


def at(hour: int, minute: int = 0, second: float = 0.0) -> float:
    return MIDNIGHT + hour * 3600 + minute * 60 + second


NOON = at(12)
EVENING = at(18, 15)
NIGHT = at(23)
