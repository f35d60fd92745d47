"""The one place where it is decided who somebody is. The HTTP and the RTSP server both ask here."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from babelcam.access import credentials, digest
from babelcam.access.account import Account, Role
from babelcam.access.accounts import Accounts
from babelcam.access.credentials import BadCredentials, Digest
from babelcam.access.lockout import LockOut, LockOuts, printable
from babelcam.access.nonces import Freshness, Nonces
from babelcam.access.settings import AccessSettings
from babelcam.access.targets import same_target
from babelcam.system.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request, as far as the gate needs it.

    `authorization` is the header's value, in UTF-8 with surrogate escapes; `target` the request line's target
    as it was sent. `loose_uri` lets the signed URI be the stream's where the target is its track's (RTSP).
    """

    authorization: str | None = field(repr=False)
    method: str
    target: str
    address: str
    loose_uri: bool = False


class Reason(StrEnum):
    """Why somebody was refused."""

    NO_LOGIN = "no login was sent"
    UNREADABLE = "the login cannot be read"
    BASIC_OFF = "Basic logins are switched off"
    OTHER_REALM = "the login is for another realm"
    WRONG = "wrong name or password"
    OTHER_TARGET = "the login was made for another request"
    STALE = "the nonce is too old"
    REPLAYED = "the login was used before"
    LOCKED_OUT = "locked out after wrong passwords"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody may come in; `account` is None for anonymous viewers."""

    account: Account | None
    role: Role


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody may not.

    With `stale` the login was right but must be made again from a new challenge, which says so. `retry_after`
    are the seconds until a lock-out ends. `account` is the name that was claimed, fit for a log.
    """

    reason: Reason
    stale: bool = False
    retry_after: float | None = None
    account: str | None = None


class Gate:
    """Checks logins against the accounts, and makes the challenges that ask for them.

    Never waits and never raises, whatever is sent. To be used from one thread.
    """

    def __init__(
        self,
        accounts: Accounts,
        settings: AccessSettings,
        clock: Clock,
        on_lockout: Callable[[LockOut], None] | None = None,
    ) -> None:
        self._accounts = accounts
        self._settings = settings
        self._nonces = Nonces(settings.nonce_seconds, clock)
        self._lockouts = LockOuts(settings, clock, on_lockout)
        self._opaque = secrets.token_hex(16)

    def check(self, attempt: Attempt) -> Admitted | Refused:
        """Say who sent a request."""
        if not attempt.authorization:
            if self._settings.anonymous_viewing:
                return Admitted(None, Role.VIEWER)
            return Refused(Reason.NO_LOGIN)
        try:
            answer = credentials.parse(attempt.authorization)
        except BadCredentials:
            return Refused(Reason.UNREADABLE)
        if isinstance(answer, Digest):
            return self._check_digest(answer, attempt)
        if not self._settings.basic:
            return Refused(Reason.BASIC_OFF, account=printable(answer.name))
        return self.sign_in(answer.name, answer.password, attempt.address)

    def sign_in(self, name: str, password: str, address: str) -> Admitted | Refused:
        """Check a name and a password that came as such: Basic, or the web page's form."""
        if wait := self._lockouts.remaining(address, name):
            return _locked_out(name, wait)
        account = self._accounts.get(name)
        matches = self._accounts.matches(name, password)
        if account is None or not matches:
            return self._wrong(name, address)
        return self._admit(account, address)

    def challenges(
        self, *, single: bool, stale: bool = False, basic: bool = False, positional: bool = False
    ) -> tuple[str, ...]:
        """The values of the WWW-Authenticate headers of a refusal, in their order.

        `single`: one header only, MD5, for clients that read no further. `basic`: Basic after Digest, where
        Basic is taken at all. `positional`: for RTSP, see `credentials.format_digest`.
        """
        several = self._settings.sha256 and not single
        offers = [
            credentials.format_digest(
                self._accounts.realm,
                self._nonces.issue(),
                self._opaque,
                algorithm=algorithm,
                stale=stale,
                positional=positional,
            )
            for algorithm in (("SHA-256", "MD5") if several else (None,))  # curl and others take the first
        ]
        if basic and self._settings.basic and not single:
            offers.append(credentials.format_basic(self._accounts.realm))
        return tuple(offers)

    def _check_digest(self, answer: Digest, attempt: Attempt) -> Admitted | Refused:
        if wait := self._lockouts.remaining(attempt.address, answer.name):
            return _locked_out(answer.name, wait)
        if answer.realm is not None and answer.realm != self._accounts.realm:
            return Refused(Reason.OTHER_REALM, account=printable(answer.name))
        account = self._accounts.get(answer.name)
        expected = digest.response(answer, self._accounts.ha1(answer.name, answer.algorithm), attempt.method)
        matches = hmac.compare_digest(expected, answer.response)
        if account is None or not matches:
            return self._wrong(answer.name, attempt.address)
        if not same_target(answer.uri, attempt.target, loose=attempt.loose_uri):
            return Refused(Reason.OTHER_TARGET, account=account.name)
        match self._nonces.use(answer.nonce, answer.count):
            case Freshness.FRESH:
                return self._admit(account, attempt.address)
            case Freshness.STALE:
                return Refused(Reason.STALE, stale=True, account=account.name)
            case Freshness.REPLAYED:  # "stale": clients that never count up then go on with a new nonce
                return Refused(Reason.REPLAYED, stale=True, account=account.name)

    def _admit(self, account: Account, address: str) -> Admitted:
        self._lockouts.succeeded(address, account.name)
        return Admitted(account, account.role)

    def _wrong(self, name: str, address: str) -> Refused:
        log.info("%s: wrong name or password for account %s", printable(address), printable(name))
        self._lockouts.failed(address, name)
        return Refused(Reason.WRONG, account=printable(name))


def _locked_out(name: str, wait: float) -> Refused:
    return Refused(Reason.LOCKED_OUT, retry_after=wait, account=printable(name))
