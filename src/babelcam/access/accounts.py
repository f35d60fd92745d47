"""The camera's accounts: names, roles, and digests instead of passwords."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterator
from dataclasses import replace

from babelcam.access.account import Account, Role
from babelcam.access.errors import (
    AccountExists,
    BadName,
    BadRole,
    LastAdministrator,
    TooManyAccounts,
    UnknownAccount,
)
from babelcam.access.passwords import ALGORITHMS, digests_of, ha1, hex_digest, make_password
from babelcam.access.store import AccountStore

MAX_NAME = 64  # characters
MAX_ACCOUNTS = 256
_NOT_IN_NAMES = frozenset(':"\\,')  # they end a name in Basic, in Digest, and in vendors' lists


class Accounts:
    """All accounts of one realm, kept in a store. A change has been written to disk when its call returns.

    Reading never waits; changes may come from any thread. Raises StoreError where the store cannot keep a
    change, which then has not happened.
    """

    def __init__(self, store: AccountStore, realm: str) -> None:
        if not realm.isprintable() or not realm or _NOT_IN_NAMES & set(realm):
            raise ValueError(f"{realm!r} cannot be a realm")
        self.realm = realm
        self._store = store
        self._change = threading.Lock()
        self._accounts = {account.name: account for account in store.load()}
        unmatched = secrets.token_hex()
        self._decoy = {algorithm: hex_digest(algorithm, unmatched) for algorithm in ALGORITHMS}

    def __iter__(self) -> Iterator[Account]:
        """Every account, in the order in which they were added."""
        return iter(tuple(self._accounts.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all accounts, in the order in which they were added."""
        return tuple(self._accounts)

    @property
    def has_administrator(self) -> bool:
        return any(account.role is Role.ADMINISTRATOR for account in self)

    def get(self, name: str) -> Account | None:
        """The account of that name (case matters). It is the same object until the account changes."""
        return self._accounts.get(name)

    def ha1(self, name: str, algorithm: str) -> str:
        """An account's HA1; for a name that nobody has, one that nothing matches, at the same price."""
        account = self._accounts.get(name)
        return (self._decoy if account is None else account.digests)[algorithm]

    def matches(self, name: str, password: str) -> bool:
        """Whether this is the account's password, in constant time. Anything at all may be asked."""
        try:
            given = ha1("SHA-256", name, self.realm, password)
        except UnicodeEncodeError:  # half of a surrogate pair: no password contains one
            return False
        return hmac.compare_digest(given, self.ha1(name, "SHA-256"))

    def add(self, name: str, password: str, role: Role) -> Account:
        """Make an account. Raises BadName, BadPassword, BadRole, AccountExists or TooManyAccounts."""
        check_name(name)
        _check_role(role)
        digests = digests_of(name, self.realm, password)
        with self._change:
            if name in self._accounts:
                raise AccountExists(f"account {name!r} exists already")
            if len(self._accounts) >= MAX_ACCOUNTS:
                raise TooManyAccounts(f"there are {MAX_ACCOUNTS} accounts, no more fit")
            return self._keep(Account(name, role, digests))

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password; the old one ends now. Raises UnknownAccount or BadPassword."""
        digests = digests_of(name, self.realm, password)
        with self._change:
            return self._keep(replace(self._known(name), digests=digests))

    def set_role(self, name: str, role: Role) -> Account:
        """Give an account another role. Raises UnknownAccount, BadRole or LastAdministrator."""
        _check_role(role)
        with self._change:
            account = self._known(name)
            if role is not Role.ADMINISTRATOR:
                self._spare_last_administrator(account)
            return self._keep(replace(account, role=role))

    def remove(self, name: str) -> None:
        """Remove an account and all that was kept of it. Raises UnknownAccount or LastAdministrator."""
        with self._change:
            self._spare_last_administrator(self._known(name))
            self._store.delete(name)
            self._accounts = {key: account for key, account in self._accounts.items() if key != name}

    def ensure_administrator(self, name: str, password: str | None = None) -> str | None:
        """See to it that somebody can administer the camera; where somebody can, nothing changes.

        Otherwise `name` becomes an administrator with this password, or with a new random one, which is
        returned: show it once, it is not kept. Raises BadName or BadPassword.
        """
        check_name(name)
        with self._change:
            if self.has_administrator:
                return None
            chosen = make_password() if password is None else password
            self._keep(Account(name, Role.ADMINISTRATOR, digests_of(name, self.realm, chosen)))
            return chosen if password is None else None

    def _known(self, name: str) -> Account:
        account = self._accounts.get(name)
        if account is None:
            raise UnknownAccount(f"there is no account {name!r}")
        return account

    def _spare_last_administrator(self, account: Account) -> None:
        administrators = sum(other.role is Role.ADMINISTRATOR for other in self._accounts.values())
        if account.role is Role.ADMINISTRATOR and administrators == 1:
            raise LastAdministrator(f"{account.name!r} is the last administrator")

    def _keep(self, account: Account) -> Account:
        self._store.put(account)
        self._accounts = {**self._accounts, account.name: account}
        return account


def check_name(name: str) -> None:
    """Raise BadName unless it has 1 to 64 printable characters, without ``: " \\ ,`` and outer blanks."""
    if not name:
        raise BadName("the account name is empty")
    if len(name) > MAX_NAME:
        raise BadName(f"the account name has {len(name)} characters, at most {MAX_NAME} are allowed")
    if not name.isprintable():
        raise BadName(f"account name {name!r} contains a character that cannot be printed")
    if _NOT_IN_NAMES & set(name):
        raise BadName(f'account name {name!r} contains one of : " \\ ,')
    if name != name.strip():
        raise BadName(f"account name {name!r} begins or ends with a blank")


def _check_role(role: Role) -> None:
    if role is Role.NOBODY:
        raise BadRole("an account is a viewer's, an operator's or an administrator's")
