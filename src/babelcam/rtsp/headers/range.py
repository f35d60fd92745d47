"""The Range header (RFC 2326 section 12.29), in normal play time (section 3.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SECONDS = r"[0-9]{1,10}(?:\.[0-9]{0,9})?"
_CLOCK = r"[0-9]{1,6}:[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]{0,9})?"
_NPT = re.compile(rf"npt *= *(now|{_CLOCK}|{_SECONDS}) *- *({_CLOCK}|{_SECONDS})?(?: *;.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` to `end`, in seconds; a `start` of None is now, an `end` of None is never."""

    start: float | None = None
    end: float | None = None


def parse(text: str) -> Range:
    """Read the header; raises ValueError for other units than normal play time."""
    match = _NPT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no range of normal play time")
    start, end = match.groups()
    return Range(None if start.lower() == "now" else _seconds(start), None if end is None else _seconds(end))


def _seconds(text: str) -> float:
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def format(span: Range) -> str:  # noqa: A001 - the pair of `parse`
    """Write the header, with milliseconds."""
    start = "now" if span.start is None else f"{span.start:.3f}"
    return f"npt={start}-" + ("" if span.end is None else f"{span.end:.3f}")
