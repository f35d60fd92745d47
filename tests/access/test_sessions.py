from typing import Protocol

import pytest

from babelcam.access.account import Account, Role
from babelcam.access.accounts import Accounts
from babelcam.access.sessions import MAX_SESSIONS_PER_ACCOUNT, Sessions
from babelcam.access.settings import AccessSettings
from babelcam.system.clock import Clock


class Stopped(Protocol):
    def pass_time(self, seconds: float) -> None: ...


@pytest.fixture
def sessions(accounts: Accounts, clock: Clock) -> Sessions:
    return Sessions(accounts, AccessSettings(session_idle_seconds=100, session_seconds=250), clock)


@pytest.fixture
def eye(accounts: Accounts) -> Account:
    account = accounts.get("eye")
    assert account is not None
    return account


def test_a_token_stands_for_its_account_until_it_is_closed(sessions: Sessions, eye: Account) -> None:
    token = sessions.open(eye)
    other = sessions.open(eye)

    assert len(token) == 43 and token != other
    assert sessions.find(token) is eye
    sessions.close(token)
    assert sessions.find(token) is None
    assert sessions.find(other) is eye


def test_only_a_hash_of_the_token_is_kept(sessions: Sessions, eye: Account) -> None:
    token = sessions.open(eye)
    assert token not in repr(sessions.__dict__)


@pytest.mark.parametrize("odd", ["", "x", "x" * 100_000, "ü", "\ud800", "A" * 43])
def test_no_other_token_opens_anything(sessions: Sessions, eye: Account, odd: str) -> None:
    sessions.open(eye)
    assert sessions.find(odd) is None
    sessions.close(odd)
    assert len(sessions) == 1


def test_an_idle_session_ends(sessions: Sessions, eye: Account, clock: Stopped) -> None:
    token = sessions.open(eye)
    clock.pass_time(100)
    assert sessions.find(token) is eye
    clock.pass_time(100)
    assert sessions.find(token) is eye
    clock.pass_time(100.1)
    assert sessions.find(token) is None


def test_a_session_in_use_ends_too(sessions: Sessions, eye: Account, clock: Stopped) -> None:
    token = sessions.open(eye)
    for _ in range(5):
        clock.pass_time(50)
        assert sessions.find(token) is eye
    clock.pass_time(1)
    assert sessions.find(token) is None


def test_a_removed_accounts_sessions_die_and_stay_dead(
    sessions: Sessions, accounts: Accounts, eye: Account
) -> None:
    token = sessions.open(eye)
    accounts.remove("eye")
    accounts.add("eye", "just looking", Role.VIEWER)
    assert sessions.find(token) is None


def test_a_new_password_or_role_ends_sessions(sessions: Sessions, accounts: Accounts, eye: Account) -> None:
    token = sessions.open(eye)
    accounts.set_password("eye", "another")
    assert sessions.find(token) is None

    present = accounts.get("eye")
    assert present is not None
    token = sessions.open(present)
    accounts.set_role("eye", Role.OPERATOR)
    assert sessions.find(token) is None


def test_too_many_sessions_push_out_the_accounts_own_oldest(
    sessions: Sessions, accounts: Accounts, eye: Account, clock: Stopped
) -> None:
    admin = accounts.get("admin")
    assert admin is not None
    kept = sessions.open(admin)
    first, second = sessions.open(eye), sessions.open(eye)
    clock.pass_time(1)
    assert sessions.find(first) is eye
    for _ in range(MAX_SESSIONS_PER_ACCOUNT - 1):
        sessions.open(eye)

    assert sessions.find(second) is None
    assert sessions.find(first) is eye
    assert sessions.find(kept) is admin
    assert len(sessions) == MAX_SESSIONS_PER_ACCOUNT + 1


def test_sessions_that_ended_take_no_room(sessions: Sessions, eye: Account, clock: Stopped) -> None:
    for _ in range(5):
        sessions.open(eye)
    clock.pass_time(1000)
    sessions.open(eye)
    assert len(sessions._sessions) == 1
