"""Sign-ins of the web page: a random token in a cookie stands for the password that was given once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from babelcam.access.account import Account
from babelcam.access.accounts import Accounts
from babelcam.access.settings import AccessSettings
from babelcam.system.clock import Clock

MAX_SESSIONS_PER_ACCOUNT = 32  # browsers of one person; the accounts themselves are bounded
_TOKEN_BYTES = 32
_MAX_TOKEN = 2 * _TOKEN_BYTES  # characters; ours have 43


@dataclass(slots=True)
class _Session:
    account: Account
    opened: float  # seconds, monotonic
    used: float


class Sessions:
    """Open sign-ins, in memory, under hashes of their tokens.

    One ends when it was idle or open for too long, and with any change of its account: removal, a new
    password, another role. An account that has too many loses the one unused for longest.
    """

    def __init__(self, accounts: Accounts, settings: AccessSettings, clock: Clock) -> None:
        self._accounts = accounts
        self._settings = settings
        self._clock = clock
        self._sessions: dict[bytes, _Session] = {}

    def __len__(self) -> int:
        """How many are open."""
        return sum(self._alive(session) for session in self._sessions.values())

    def open(self, account: Account) -> str:
        """Begin a sign-in; the token (256 bits, URL-safe) is told this once."""
        self._sessions = {key: session for key, session in self._sessions.items() if self._alive(session)}
        own = {key: session for key, session in self._sessions.items() if session.account is account}
        if len(own) >= MAX_SESSIONS_PER_ACCOUNT:
            del self._sessions[min(own, key=lambda key: own[key].used)]
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock.monotonic()
        self._sessions[_key(token)] = _Session(account, now, now)
        return token

    def find(self, token: str) -> Account | None:
        """Whose sign-in this is, if it is open; asking keeps it from becoming idle. Anything may be asked."""
        if len(token) > _MAX_TOKEN or not token.isascii():
            return None
        session = self._sessions.get(_key(token))
        if session is None:
            return None
        if not self._alive(session):
            del self._sessions[_key(token)]
            return None
        session.used = self._clock.monotonic()
        return session.account

    def close(self, token: str) -> None:
        """End a sign-in; nothing happens for a token of none."""
        if token.isascii():
            self._sessions.pop(_key(token), None)

    def _alive(self, session: _Session) -> bool:
        now = self._clock.monotonic()
        return (
            self._accounts.get(session.account.name) is session.account
            and now - session.used <= self._settings.session_idle_seconds
            and now - session.opened <= self._settings.session_seconds
        )


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()
