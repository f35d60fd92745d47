"""Lock-out of those who guess passwords, for longer each time."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from babelcam.access.accounts import MAX_NAME
from babelcam.access.settings import AccessSettings
from babelcam.system.clock import Clock
from babelcam.system.hosts import network

MAX_TRACKED = 4096  # addresses, and pairs of address and account, whose failures are counted
_MAX_DOUBLINGS = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LockOut:
    """`address` was locked out of `account`, or where that is None of all accounts, for `seconds`."""

    address: str
    account: str | None
    failures: int
    seconds: float


class LockOuts:
    """Counts wrong passwords per address and account, and per address, and says who has to wait.

    Memory is bounded: the failure that is longest ago is forgotten first.
    """

    def __init__(
        self, settings: AccessSettings, clock: Clock, on_lockout: Callable[[LockOut], None] | None = None
    ) -> None:
        self._on_lockout = on_lockout
        self._pairs = _Failures(settings.failures_before_lockout, settings, clock)
        self._networks = _Failures(settings.address_failures_before_lockout, settings, clock)

    def remaining(self, address: str, account: str) -> float:
        """Seconds until `address` may try `account` again; 0 when it may."""
        if not self._pairs and not self._networks:  # nobody failed lately, as nearly always
            return 0.0
        return max(self._pairs.remaining(_pair(address, account)), self._networks.remaining(network(address)))

    def failed(self, address: str, account: str) -> None:
        """A wrong password came, or one for an account that is not there."""
        for failures, key, name in (
            (self._pairs, _pair(address, account), account),
            (self._networks, network(address), None),
        ):
            count, seconds = failures.add(key)
            if seconds:
                self._report(LockOut(address, name, count, seconds))

    def succeeded(self, address: str, account: str) -> None:
        """The right password came: what went before was a slip."""
        if self._pairs or self._networks:
            self._pairs.forget(_pair(address, account))
            self._networks.forget(network(address))

    def _report(self, lockout: LockOut) -> None:
        _log.warning(
            "%s is locked out of %s for %g s after %d wrong passwords",
            printable(lockout.address),
            "all accounts" if lockout.account is None else f"account {printable(lockout.account)}",
            lockout.seconds,
            lockout.failures,
        )
        if self._on_lockout:
            self._on_lockout(lockout)


@dataclass(slots=True)
class _Record:
    count: int = 0
    last: float = field(default=0.0)  # seconds, monotonic
    until: float = field(default=0.0)


class _Failures:
    """A bounded table of failures under some key, with the lock-outs that follow from them."""

    def __init__(self, allowed: int, settings: AccessSettings, clock: Clock) -> None:
        self._allowed = allowed
        self._settings = settings
        self._clock = clock
        self._records: OrderedDict[Hashable, _Record] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records)

    def remaining(self, key: Hashable) -> float:
        record = self._records.get(key)
        return max(0.0, record.until - self._clock.monotonic()) if record else 0.0

    def add(self, key: Hashable) -> tuple[int, float]:
        """Count one more; gives the count, and the seconds of the lock-out it brings, or 0."""
        now = self._clock.monotonic()
        record = self._records.get(key)
        if record is None or now - max(record.last, record.until) > self._settings.forget_failures_seconds:
            record = self._records[key] = _Record()
        self._records.move_to_end(key)
        record.count += 1
        record.last = now
        if len(self._records) > MAX_TRACKED:
            self._records.popitem(last=False)
        over = record.count - self._allowed
        if over < 0:
            return record.count, 0.0
        doubled = self._settings.first_lockout_seconds * 2 ** min(over, _MAX_DOUBLINGS)
        seconds = min(doubled, self._settings.longest_lockout_seconds)
        record.until = now + seconds
        return record.count, seconds

    def forget(self, key: Hashable) -> None:
        self._records.pop(key, None)


def printable(text: str, limit: int = MAX_NAME) -> str:
    """Text from outside made fit for one line of log: no control characters, not endless."""
    clean = "".join(char if char.isprintable() else "?" for char in text[:limit])
    return clean + "…" if len(text) > limit else clean


def _pair(address: str, account: str) -> Hashable:
    return address, account[: MAX_NAME + 1]  # no account has a longer name: all of those are one
