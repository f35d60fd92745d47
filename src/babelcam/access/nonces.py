"""Nonces of Digest challenges (RFC 7616, 3.3 and 5.4): signed, not remembered; each count is used once."""

from __future__ import annotations

import hmac
import re
import secrets
import struct
from collections import OrderedDict
from enum import Enum, auto
from typing import NamedTuple

from babelcam.system.clock import Clock

MAX_TRACKED = 4096  # nonces whose counts are remembered; a client holds one or a few
WINDOW = 128  # how far behind the highest count one may arrive: parallel connections overtake each other

_ISSUED = struct.Struct(">Q")  # when, in milliseconds of the monotonic clock
_RANDOM_BYTES = 6  # two nonces of one millisecond must differ, or their counts would collide
_SIGNED_BYTES = _ISSUED.size + _RANDOM_BYTES
_SIGNATURE_BYTES = 12
_NONCE = re.compile(f"[0-9a-f]{{{2 * (_SIGNED_BYTES + _SIGNATURE_BYTES)}}}")


class Freshness(Enum):
    """What is to be thought of a nonce."""

    FRESH = auto()
    STALE = auto()
    REPLAYED = auto()


class _Counts(NamedTuple):
    """The counts seen with a nonce: the highest, and in bit n whether (highest - n) was there."""

    issued: int
    highest: int
    seen: int


class Nonces:
    """Makes nonces and judges those that come back. They mean nothing to another process."""

    def __init__(self, lifetime: float, clock: Clock) -> None:
        self._lifetime = lifetime  # seconds
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._counts: OrderedDict[str, _Counts] = OrderedDict()
        self._forgotten = -1  # no nonce issued up to then can still be told from a replayed one

    def issue(self) -> str:
        """A new nonce, in hex."""
        signed = _ISSUED.pack(self._now()) + secrets.token_bytes(_RANDOM_BYTES)
        return (signed + self._signature(signed)).hex()

    def use(self, nonce: str, count: int | None) -> Freshness:
        """Judge a nonce, and remember its count as used. Without a count (no qop) only its age is judged.

        To be asked only of answers that are right in all else: a table of guesses would push out real ones.
        """
        issued = self._issued(nonce)
        if issued is None or self._now() - issued > self._lifetime * 1000:
            return Freshness.STALE
        if count is None:
            return Freshness.FRESH
        known = self._counts.get(nonce)
        if known is None:
            if issued <= self._forgotten:
                return Freshness.STALE
            self._remember(nonce, _Counts(issued, count, 1))
            return Freshness.FRESH
        ahead = count - known.highest
        if ahead > 0:
            seen = (known.seen << min(ahead, WINDOW) | 1) & ((1 << WINDOW) - 1)
            self._remember(nonce, _Counts(issued, count, seen))
            return Freshness.FRESH
        if -ahead >= WINDOW or known.seen >> -ahead & 1:
            return Freshness.REPLAYED
        self._remember(nonce, known._replace(seen=known.seen | 1 << -ahead))
        return Freshness.FRESH

    def _remember(self, nonce: str, counts: _Counts) -> None:
        self._counts[nonce] = counts
        self._counts.move_to_end(nonce)
        if len(self._counts) > MAX_TRACKED:
            _, dropped = self._counts.popitem(last=False)
            self._forgotten = max(self._forgotten, dropped.issued)

    def _issued(self, nonce: str) -> int | None:
        """When one of our nonces was made, in milliseconds; None for any other."""
        if not _NONCE.fullmatch(nonce):
            return None
        octets = bytes.fromhex(nonce)
        signed = octets[:_SIGNED_BYTES]
        if not hmac.compare_digest(self._signature(signed), octets[_SIGNED_BYTES:]):
            return None
        issued: int = _ISSUED.unpack_from(signed)[0]
        return issued

    def _signature(self, signed: bytes) -> bytes:
        return hmac.digest(self._secret, signed, "sha256")[:_SIGNATURE_BYTES]

    def _now(self) -> int:
        return int(self._clock.monotonic() * 1000)
