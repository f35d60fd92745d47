"""What can be wrong with an account, or with the file of accounts. Every text is one line for a person."""

from __future__ import annotations

from babelcam.errors import BadValue, Busy, CameraError, Denied, UnknownName


class AccountError(CameraError):
    """A change of the accounts was refused; nothing changed."""


class BadName(AccountError, BadValue):
    """An account name that cannot be used."""


class BadPassword(AccountError, BadValue):
    """A password that cannot be used; the text never repeats it."""


class BadRole(AccountError, BadValue):
    """A role that no account can have."""


class AccountExists(AccountError, BadValue):
    """There is an account of that name already."""


class UnknownAccount(AccountError, UnknownName):
    """There is no account of that name."""


class LastAdministrator(AccountError, Denied):
    """The change would leave nobody who can administer the camera."""


class TooManyAccounts(AccountError, Busy):
    """No room for another account."""


class StoreError(Exception):
    """The accounts cannot be read or kept (disk full, no right to write, in use elsewhere)."""
