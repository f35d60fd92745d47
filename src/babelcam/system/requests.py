"""A record of what the camera was asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and how it was answered, for whoever keeps a record. `target` is as it was sent."""

    protocol: str
    method: str
    target: str
    address: str
    account: str | None
    status: int
