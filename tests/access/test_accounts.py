from collections.abc import Callable

import pytest

from babelcam.access.account import Account, Role
from babelcam.access.accounts import MAX_ACCOUNTS, Accounts
from babelcam.access.errors import (
    AccountExists,
    BadName,
    BadPassword,
    BadRole,
    LastAdministrator,
    StoreError,
    TooManyAccounts,
    UnknownAccount,
)
from babelcam.access.store import AccountStore
from babelcam.errors import BadValue, Busy, Denied, UnknownName


@pytest.fixture
def empty() -> Accounts:
    return Accounts(AccountStore(None), "babelcam")


def test_a_role_may_do_what_lower_ones_may() -> None:
    assert Role.NOBODY < Role.VIEWER < Role.OPERATOR < Role.ADMINISTRATOR


def test_an_account_is_found_by_its_exact_name(accounts: Accounts) -> None:
    account = accounts.get("admin")

    assert account is not None
    assert (account.name, account.role) == ("admin", Role.ADMINISTRATOR)
    assert accounts.get("Admin") is None
    assert accounts.get("admin") is account
    assert accounts.names == ("admin", "eye")
    assert [each.role for each in accounts] == [Role.ADMINISTRATOR, Role.VIEWER]


def test_neither_password_nor_digest_shows_in_what_is_printed(accounts: Accounts) -> None:
    account = accounts.get("admin")
    assert account is not None
    assert "s3cret" not in repr(account)
    assert account.digests["MD5"] not in repr(account)


@pytest.mark.parametrize("good", ["a", "n" * 64, "Jäsøn Doe", "user@host", "joe.doe-1", "管理"])
def test_a_name_that_may_be_used(empty: Accounts, good: str) -> None:
    empty.add(good, "password", Role.VIEWER)
    assert empty.names == (good,)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "n" * 65,
        "a:b",
        'a"b',
        "a\\b",
        "a,b",
        "a\nb",
        "a\rb",
        "a\x00",
        "\x1b[31m",
        " a",
        "a ",
        "a\u2028b",
        "a\ud800",
    ],
)
def test_a_name_that_may_not(empty: Accounts, bad: str) -> None:
    with pytest.raises(BadName):
        empty.add(bad, "password", Role.VIEWER)
    assert empty.names == ()


def test_the_right_password_matches_and_nothing_else(accounts: Accounts) -> None:
    assert accounts.matches("admin", "s3cret-word")
    for name, password in [
        ("admin", "s3cret-wor"),
        ("admin", ""),
        ("eye", "s3cret-word"),
        ("nobody", "s3cret-word"),
        ("", ""),
        ("admin", "x" * 100_000),
        ("admin", "\ud800"),
        ("\udfff", "x"),
    ]:
        assert not accounts.matches(name, password)


def test_an_unknown_name_costs_the_same_comparison_as_a_known_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []

    def compare(a: str, b: str) -> bool:
        compared.append((len(a), len(b)))
        return a == b

    monkeypatch.setattr("babelcam.access.accounts.hmac.compare_digest", compare)
    accounts.matches("admin", "wrong")
    accounts.matches("nobody", "wrong")
    assert compared == [(64, 64), (64, 64)]


def test_a_new_password_ends_the_old_one(accounts: Accounts) -> None:
    accounts.set_password("eye", "another")
    assert accounts.matches("eye", "another")
    assert not accounts.matches("eye", "just looking")
    assert accounts.names == ("admin", "eye")


def test_a_role_can_change_and_an_account_can_go(accounts: Accounts) -> None:
    accounts.set_role("eye", Role.OPERATOR)
    account = accounts.get("eye")
    assert account is not None and account.role is Role.OPERATOR

    accounts.remove("eye")
    assert accounts.get("eye") is None


@pytest.mark.parametrize(
    ("change", "error", "camera_says"),
    [
        (lambda a: a.add("eye", "x", Role.VIEWER), AccountExists, BadValue),
        (lambda a: a.add("new", "", Role.VIEWER), BadPassword, BadValue),
        (lambda a: a.add("new", "x", Role.NOBODY), BadRole, BadValue),
        (lambda a: a.set_role("eye", Role.NOBODY), BadRole, BadValue),
        (lambda a: a.set_password("eye", "x" * 257), BadPassword, BadValue),
        (lambda a: a.set_password("new", "x"), UnknownAccount, UnknownName),
        (lambda a: a.set_role("new", Role.VIEWER), UnknownAccount, UnknownName),
        (lambda a: a.remove("new"), UnknownAccount, UnknownName),
        (lambda a: a.remove("admin"), LastAdministrator, Denied),
        (lambda a: a.set_role("admin", Role.OPERATOR), LastAdministrator, Denied),
    ],
)
def test_a_refused_change_changes_nothing(
    accounts: Accounts,
    change: Callable[[Accounts], object],
    error: type[Exception],
    camera_says: type[Exception],
) -> None:
    before = list(accounts)
    with pytest.raises(error) as caught:
        change(accounts)
    assert isinstance(caught.value, camera_says)
    assert list(accounts) == before


def test_of_two_administrators_one_may_go(accounts: Accounts) -> None:
    accounts.add("second", "x", Role.ADMINISTRATOR)
    accounts.remove("admin")
    assert accounts.has_administrator
    with pytest.raises(LastAdministrator):
        accounts.remove("second")


def test_the_number_of_accounts_is_bounded(empty: Accounts) -> None:
    for number in range(MAX_ACCOUNTS):
        empty.add(f"user{number}", "x", Role.VIEWER)
    with pytest.raises(TooManyAccounts) as caught:
        empty.add("one more", "x", Role.VIEWER)
    assert isinstance(caught.value, Busy)


def test_the_first_start_makes_a_password_once_and_tells_it_once(empty: Accounts) -> None:
    made = empty.ensure_administrator("admin")

    assert made is not None
    assert empty.has_administrator
    assert empty.matches("admin", made)
    assert empty.ensure_administrator("admin") is None
    assert empty.matches("admin", made)


def test_the_first_start_takes_a_password_that_is_given_but_later_ones_keep_the_present(
    empty: Accounts,
) -> None:
    assert empty.ensure_administrator("admin", "given") is None
    assert empty.matches("admin", "given")

    assert empty.ensure_administrator("admin", "other") is None
    assert empty.matches("admin", "given")


def test_without_any_administrator_the_account_of_that_name_becomes_one(empty: Accounts) -> None:
    empty.add("admin", "viewer's", Role.VIEWER)
    empty.ensure_administrator("admin", "given")
    account = empty.get("admin")
    assert account is not None and account.role is Role.ADMINISTRATOR
    assert empty.matches("admin", "given")


def test_an_empty_first_password_is_refused_and_none_is_made(empty: Accounts) -> None:
    with pytest.raises(BadPassword):
        empty.ensure_administrator("admin", "")
    assert not empty.has_administrator


@pytest.mark.parametrize("realm", ["", "a,b", 'a"b', "a\nb"])
def test_a_realm_that_would_break_a_challenge_is_refused(realm: str) -> None:
    with pytest.raises(ValueError, match="realm"):
        Accounts(AccountStore(None), realm)


def test_a_change_that_cannot_be_kept_does_not_happen(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: AccountStore, account: Account) -> None:
        raise StoreError("disk full")

    monkeypatch.setattr(AccountStore, "put", full)
    with pytest.raises(StoreError):
        accounts.set_password("eye", "another")
    assert accounts.matches("eye", "just looking")
