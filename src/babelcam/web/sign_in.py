"""Signing in to the web page and out of it: a password once, a cookie from then on."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from babelcam.access.account import Role
from babelcam.access.gate import Gate, Refused
from babelcam.access.lockout import printable
from babelcam.access.passwords import MAX_PASSWORD
from babelcam.access.sessions import Sessions
from babelcam.http.message import Exchange, Headers, Reply
from babelcam.http.site import Page
from babelcam.web.guard import error, json
from babelcam.web.status import SessionStatus

MAX_BODY = 4 * 1024  # bytes: the longest name and password, each character escaped
MAX_NAME = 256  # characters: longer than any account's, so that a wrong name is no different from a long one

log = logging.getLogger(__name__)


class Login(BaseModel):
    """What the form sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(max_length=MAX_NAME)
    password: str = Field(max_length=MAX_PASSWORD, repr=False)


def pages(gate: Gate, sessions: Sessions) -> dict[str, Page]:
    """The two addresses."""

    async def sign_in(exchange: Exchange) -> Reply:
        if _media_type(exchange.headers) != "application/json":
            return error(415, "A sign-in is JSON.")
        try:
            login = Login.model_validate_json(exchange.body)
        except ValidationError:
            return error(400, "A sign-in is a name and a password.")
        admitted = gate.sign_in(login.name, login.password, exchange.address)
        if isinstance(admitted, Refused):
            log.info("%s: sign-in of %s refused: %s", exchange.address, admitted.account, admitted.reason)
            return _refusal(admitted)
        if admitted.account is None:
            raise TypeError("a name and a password admitted nobody")
        _close(exchange, sessions)
        log.info("%s: %s signed in", exchange.address, printable(admitted.account.name))
        cookie = _cookie(sessions.open(admitted.account), exchange)
        return json(SessionStatus(admitted.account.name, admitted.role.name.lower()), headers=cookie)

    async def sign_out(exchange: Exchange) -> Reply:
        _close(exchange, sessions)
        return json({}, headers=_cookie("", exchange, "Max-Age=0"))

    return {
        "/api/sign-in": Page(sign_in, Role.NOBODY, ("POST",), changes=True, max_body=MAX_BODY),
        "/api/sign-out": Page(sign_out, Role.NOBODY, ("POST",), changes=True, max_body=MAX_BODY),
    }


def _refusal(refused: Refused) -> Reply:
    if refused.retry_after is None:
        return error(401, "Wrong name or password.")
    wait = max(1, math.ceil(refused.retry_after))
    text = f"Too many wrong passwords. Try again in {wait} s."
    return error(429, text, (("Retry-After", str(wait)),), retry_after=wait)


def _cookie(token: str, exchange: Exchange, *attributes: str) -> Headers:
    """The session's cookie: never to be read by a script, never sent from another site (RFC 6265bis)."""
    secure = ("Secure",) if exchange.secure else ()
    value = "; ".join(
        (f"{exchange.cookie}={token}", "Path=/", "HttpOnly", "SameSite=Strict", *secure, *attributes)
    )
    return (("Set-Cookie", value),)


def _close(exchange: Exchange, sessions: Sessions) -> None:
    """End whatever sign-in the browser had."""
    for token in _tokens(exchange.headers.get("Cookie", ""), exchange.cookie):
        sessions.close(token)


def _tokens(header: str, cookie: str) -> Iterator[str]:
    """The values of a cookie; a browser may have it twice."""
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == cookie:
            yield value


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()
