import logging
from typing import Protocol

import pytest

from babelcam.access.lockout import MAX_TRACKED, LockOut, LockOuts, printable
from babelcam.access.settings import AccessSettings
from babelcam.system.clock import Clock

HOME, AWAY = "192.0.2.7", "192.0.2.8"


class Stopped(Protocol):
    def pass_time(self, seconds: float) -> None: ...


@pytest.fixture
def seen() -> list[LockOut]:
    return []


@pytest.fixture
def lockouts(clock: Clock, seen: list[LockOut]) -> LockOuts:
    return LockOuts(AccessSettings(), clock, seen.append)


def fail(lockouts: LockOuts, times: int, address: str = HOME, account: str = "admin") -> None:
    for _ in range(times):
        lockouts.failed(address, account)


def test_the_fifth_wrong_password_locks_out_that_address_of_that_account_alone(lockouts: LockOuts) -> None:
    fail(lockouts, 4)
    assert lockouts.remaining(HOME, "admin") == 0
    fail(lockouts, 1)
    assert lockouts.remaining(HOME, "admin") == 1
    assert lockouts.remaining(HOME, "eye") == 0
    assert lockouts.remaining(AWAY, "admin") == 0


def test_each_further_one_doubles_the_time_up_to_the_longest(
    lockouts: LockOuts, clock: Stopped, seen: list[LockOut]
) -> None:
    fail(lockouts, 4)
    lengths = []
    for _ in range(13):
        fail(lockouts, 1)
        lengths.append(lockouts.remaining(HOME, "admin"))
        clock.pass_time(lengths[-1])
        assert lockouts.remaining(HOME, "admin") == 0
    assert lengths == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert [lockout.seconds for lockout in seen] == lengths


def test_the_right_password_sets_the_count_back(lockouts: LockOuts) -> None:
    fail(lockouts, 4)
    lockouts.succeeded(HOME, "admin")
    fail(lockouts, 4)
    assert lockouts.remaining(HOME, "admin") == 0


def test_somebody_elses_right_password_does_not_end_a_lock_out(lockouts: LockOuts) -> None:
    fail(lockouts, 5)
    lockouts.succeeded(HOME, "eye")
    assert lockouts.remaining(HOME, "admin") == 1
    lockouts.succeeded(AWAY, "admin")
    assert lockouts.remaining(HOME, "admin") == 1


@pytest.mark.parametrize(("seconds", "locked"), [(3600, True), (3601.1, False)])
def test_failures_are_forgotten_after_a_quiet_hour(
    lockouts: LockOuts, clock: Stopped, seconds: float, locked: bool
) -> None:
    fail(lockouts, 4)
    clock.pass_time(seconds)
    fail(lockouts, 1)
    assert (lockouts.remaining(HOME, "admin") > 0) is locked


def test_one_address_that_tries_many_accounts_is_locked_out_of_all(
    lockouts: LockOuts, seen: list[LockOut]
) -> None:
    for number in range(50):
        lockouts.failed(HOME, f"user{number}")
    assert lockouts.remaining(HOME, "admin") == 1
    assert lockouts.remaining(AWAY, "admin") == 0
    assert seen == [LockOut(HOME, None, 50, 1)]


@pytest.mark.parametrize(
    ("other", "shares"),
    [("2001:db8:0:1:ffff::9", True), ("2001:db8:0:2::1", False), ("192.0.2.7", False)],
)
def test_an_ipv6_network_counts_as_one_address(lockouts: LockOuts, other: str, shares: bool) -> None:
    for number in range(50):
        lockouts.failed(f"2001:db8:0:1::{number:x}", f"user{number}")
    assert (lockouts.remaining(other, "admin") > 0) is shares


def test_an_ipv4_address_is_the_same_in_its_ipv6_form(lockouts: LockOuts) -> None:
    for number in range(50):
        lockouts.failed("::ffff:192.0.2.7", f"user{number}")
    assert lockouts.remaining(HOME, "admin") == 1


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0", "999.1.1.1"])
def test_an_address_of_any_form_is_counted(lockouts: LockOuts, address: str) -> None:
    fail(lockouts, 5, address=address)
    assert lockouts.remaining(address, "admin") == 1


def test_memory_is_bounded(lockouts: LockOuts) -> None:
    for number in range(MAX_TRACKED + 10):
        lockouts.failed(f"10.0.{number // 256}.{number % 256}", "x" * 5000)
    assert len(lockouts._pairs) == len(lockouts._networks) == MAX_TRACKED
    assert all(len(str(key)) < 200 for key in lockouts._pairs._records)


def test_a_lock_out_is_one_line_of_log_that_nobody_can_forge(
    lockouts: LockOuts, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        fail(lockouts, 5, account="adm\r\nin\x1b[2J" + "x" * 100)
    assert len(caplog.records) == 1
    assert caplog.records[0].getMessage() == (
        f"192.0.2.7 is locked out of account adm??in?[2J{'x' * 53}… for 1 s after 5 wrong passwords"
    )


def test_text_for_a_log_is_printable_and_short() -> None:
    assert printable("Jäsøn Doe") == "Jäsøn Doe"
    assert printable("a\u2028b\x7f\ud800") == "a?b??"
