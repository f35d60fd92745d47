from typing import Protocol

import pytest

from babelcam.access.nonces import WINDOW, Freshness, Nonces
from babelcam.system.clock import Clock

FRESH, STALE, REPLAYED = Freshness.FRESH, Freshness.STALE, Freshness.REPLAYED


class Stopped(Protocol):
    def pass_time(self, seconds: float) -> None: ...


@pytest.fixture
def nonces(clock: Clock) -> Nonces:
    return Nonces(300, clock)


def test_every_nonce_is_new_and_needs_no_quoting(nonces: Nonces) -> None:
    made = {nonces.issue() for _ in range(1000)}
    assert len(made) == 1000
    assert all(nonce.isalnum() for nonce in made)


def test_a_nonce_lives_for_its_lifetime(nonces: Nonces, clock: Stopped) -> None:
    nonce = nonces.issue()
    clock.pass_time(300)
    assert nonces.use(nonce, 1) is FRESH
    clock.pass_time(0.01)
    assert nonces.use(nonce, 2) is STALE
    assert nonces.use(nonce, None) is STALE


@pytest.mark.parametrize("foreign", ["", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0" * 52, "ü" * 52, "g" * 52])
def test_what_was_never_issued_is_stale(nonces: Nonces, foreign: str) -> None:
    assert nonces.use(foreign, 1) is STALE


def test_a_nonce_with_any_digit_changed_is_stale(nonces: Nonces) -> None:
    nonce = nonces.issue()
    for at in range(len(nonce)):
        other = nonce[:at] + ("1" if nonce[at] == "0" else "0") + nonce[at + 1 :]
        assert nonces.use(other, 1) is STALE
    assert nonces.use(nonce.upper(), 1) is (FRESH if nonce.upper() == nonce else STALE)


def test_a_nonce_of_another_process_is_stale(nonces: Nonces, clock: Clock) -> None:
    assert nonces.use(Nonces(300, clock).issue(), 1) is STALE


@pytest.mark.parametrize(
    ("counts", "last"),
    [
        ([1], FRESH),
        ([1, 1], REPLAYED),
        ([1, 2, 3], FRESH),
        ([1, 2, 3, 2], REPLAYED),
        ([1, 3, 2], FRESH),                             # two connections, one overtook
        ([1, 3, 2, 2], REPLAYED),
        ([5], FRESH),                                   # the client counted on from another nonce
        ([0], FRESH),
        ([1000, 1000 - WINDOW + 1], FRESH),
        ([1000, 1000 - WINDOW], REPLAYED),              # too far behind to tell
        ([1, 1 + WINDOW, 1], REPLAYED),
        ([1, WINDOW, 1], REPLAYED),
        ([1, WINDOW + 2, WINDOW + 1], FRESH),           # a leap leaves nothing marked behind it
        ([1, 0xFFFFFFFF, 0xFFFFFFFF], REPLAYED),
        ([0xFFFFFFFF, 1], REPLAYED),
    ],
)  # fmt: skip
def test_a_count_is_taken_once(nonces: Nonces, counts: list[int], last: Freshness) -> None:
    nonce = nonces.issue()
    assert [nonces.use(nonce, count) for count in counts][-1] is last


def test_counts_in_any_order_within_the_window_are_each_taken_once(nonces: Nonces) -> None:
    nonce = nonces.issue()
    order = [count ^ 0b101 for count in range(64)]
    assert [nonces.use(nonce, count) for count in order] == [FRESH] * 64
    assert [nonces.use(nonce, count) for count in order] == [REPLAYED] * 64


def test_counts_belong_to_their_nonce(nonces: Nonces) -> None:
    assert nonces.use(nonces.issue(), 1) is FRESH
    assert nonces.use(nonces.issue(), 1) is FRESH


def test_without_a_count_a_nonce_may_be_used_again(nonces: Nonces) -> None:
    nonce = nonces.issue()
    assert [nonces.use(nonce, None) for _ in range(3)] == [FRESH] * 3


def test_a_nonce_that_had_to_be_forgotten_is_stale_not_new(
    nonces: Nonces, clock: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("babelcam.access.nonces.MAX_TRACKED", 3)
    first, second = nonces.issue(), nonces.issue()
    unused = nonces.issue()
    assert nonces.use(first, 1) is FRESH
    clock.pass_time(1)
    assert nonces.use(second, 1) is FRESH
    assert nonces.use(first, 2) is FRESH
    later = [nonces.issue() for _ in range(2)]
    assert [nonces.use(nonce, 1) for nonce in later] == [FRESH] * 2

    assert len(nonces._counts) == 3
    assert nonces.use(first, 3) is FRESH  # it was in use
    assert nonces.use(second, 1) is STALE  # it might be a replay
    assert nonces.use(unused, 1) is STALE  # nor can this one be told from it
    assert nonces.use(nonces.issue(), 1) is FRESH
