"""One account, and what somebody may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Role(IntEnum):
    """What somebody may do; each role may do all that a lower one may."""

    NOBODY = 0
    VIEWER = 1
    OPERATOR = 2
    ADMINISTRATOR = 3


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `digests` maps "MD5" and "SHA-256" to HA1 in hex; it never shows in a repr."""

    name: str
    role: Role
    digests: Mapping[str, str] = field(repr=False)
