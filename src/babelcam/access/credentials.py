"""The Authorization and WWW-Authenticate headers, of HTTP and RTSP (RFC 9110, 7616, 7617, 2617, 2069)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

MAX_AUTHORIZATION = 8 * 1024  # characters; as most HTTP servers bound a header line
MAX_PARAMETERS = 32  # a Digest answer has about ten

_DIGEST_ALGORITHMS = {  # RFC 7616, 6.1: the hash, and whether it is the "session" variant
    "MD5": ("MD5", False),
    "MD5-SESS": ("MD5", True),
    "SHA-256": ("SHA-256", False),
    "SHA-256-SESS": ("SHA-256", True),
}
_RESPONSE_LENGTH = {"MD5": 32, "SHA-256": 64}  # hex digits
_PARAMETER = re.compile(
    r"""[ \t,]*
    (?P<name> [A-Za-z0-9!#$%&'*+.^_`|~-]+ )
    [ \t]* = [ \t]*
    (?: " (?P<quoted> [^"\\]* (?: \\. [^"\\]* )* ) " | (?P<bare> [^ \t",]* ) )
    [ \t]* (?: , | \Z )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_COUNT = re.compile(r"[0-9A-Fa-f]{1,8}")
_EXTENDED = re.compile(r"(?i)utf-8'[^']*'(.*)", re.DOTALL)


class BadCredentials(ValueError):
    """An Authorization header that nothing can be made of; the text says why, without its content."""


@dataclass(frozen=True, slots=True)
class Basic:
    """A name and a password as they were sent (RFC 7617)."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Basic(name={self.name!r})"


@dataclass(frozen=True, slots=True)
class Digest:
    """An answer to a Digest challenge (RFC 7616, 3.4); without qop, as RFC 2069 had it, `qop` is None.

    `uri` stands as it was between its quotes: clients sign what they write there, backslashes included.
    `response` is in lower case; `nc` and `cnonce` are "" where they were not sent.
    """

    name: str
    realm: str | None
    nonce: str
    uri: str
    response: str
    algorithm: str
    session: bool
    qop: str | None
    nc: str
    cnonce: str

    @property
    def count(self) -> int | None:
        """The nonce count; None without qop."""
        return int(self.nc, 16) if self.qop else None


def parse(header: str) -> Basic | Digest:
    """Read the value of an Authorization header (UTF-8 octets, others as surrogate escapes).

    Raises BadCredentials, and nothing else, whatever the text.
    """
    if len(header) > MAX_AUTHORIZATION:
        raise BadCredentials(f"the Authorization header is longer than {MAX_AUTHORIZATION} characters")
    try:
        header.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise BadCredentials("the Authorization header is not text") from None
    scheme, _, rest = header.strip(" \t").partition(" ")
    match scheme.lower():
        case "basic":
            return _parse_basic(rest.strip(" \t"))
        case "digest":
            return _parse_digest(rest)
        case _:
            raise BadCredentials("neither Basic nor Digest")


def format_basic(realm: str) -> str:
    """A Basic challenge."""
    return f'Basic realm="{realm}"'


def format_digest(
    realm: str,
    nonce: str,
    opaque: str,
    *,
    algorithm: str | None = None,
    stale: bool = False,
    positional: bool = False,
) -> str:
    """A Digest challenge with qop "auth": realm first, no comma within a value.

    `algorithm` is named where several challenges are sent. `positional` puts realm, nonce and stale in front,
    always and in this order: live555 (VLC) and the axis library read RTSP challenges by position.
    """
    parameters = {"realm": f'"{realm}"', "qop": '"auth"', "nonce": f'"{nonce}"', "opaque": f'"{opaque}"'}
    if algorithm:
        parameters["algorithm"] = algorithm
    if positional:
        first = {
            "realm": parameters["realm"],
            "nonce": parameters["nonce"],
            "stale": "TRUE" if stale else "FALSE",
        }
        parameters = first | {name: value for name, value in parameters.items() if name not in first}
    elif stale:
        parameters["stale"] = "true"
    return "Digest " + ", ".join(f"{name}={value}" for name, value in parameters.items())


def _parse_basic(text: str) -> Basic:
    """RFC 7617, 2: UTF-8 by default, and Latin-1 from those who never heard of it."""
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise BadCredentials("the Basic credentials are not base64") from None
    try:
        name, colon, password = octets.decode().partition(":")
    except UnicodeDecodeError:
        name, colon, password = octets.decode("latin-1").partition(":")
    if not colon:
        raise BadCredentials("the Basic credentials have no colon")
    return Basic(name, password)


def _parse_digest(text: str) -> Digest:
    raw = _parameters(text)
    plain = {name: _ESCAPED.sub(r"\1", value) if "\\" in value else value for name, value in raw.items()}
    for needed in ("nonce", "uri", "response"):
        if not plain.get(needed):
            raise BadCredentials(f"the Digest answer has no {needed}")
    name = plain.get("algorithm", "MD5")
    if name.upper() not in _DIGEST_ALGORITHMS:
        raise BadCredentials("the Digest algorithm is neither MD5 nor SHA-256")
    algorithm, session = _DIGEST_ALGORITHMS[name.upper()]
    response = plain["response"].lower()
    if not re.fullmatch(f"[0-9a-f]{{{_RESPONSE_LENGTH[algorithm]}}}", response):
        raise BadCredentials(f"the Digest response is no {algorithm} in hex")
    qop, nc, cnonce = plain.get("qop"), plain.get("nc", ""), plain.get("cnonce", "")
    if qop is not None and qop.lower() != "auth":
        raise BadCredentials("the Digest qop is not auth")
    if qop is not None and not _COUNT.fullmatch(nc):
        raise BadCredentials("the Digest answer has qop, but no nc")
    if (qop is not None or session) and not cnonce:
        raise BadCredentials("the Digest answer has no cnonce")
    return Digest(
        _name(plain),
        plain.get("realm"),
        plain["nonce"],
        raw["uri"],
        response,
        algorithm,
        session,
        qop,
        nc,
        cnonce,
    )


def _parameters(text: str) -> dict[str, str]:
    """Names in lower case and values without quotes, backslashes kept; each name once (RFC 7616, 3.4)."""
    found: dict[str, str] = {}
    at = 0
    while text[at:].strip(" \t,"):
        match = _PARAMETER.match(text, at)
        if not match:
            raise BadCredentials("the Digest answer is no list of name=value")
        at = match.end()
        name = match["name"].lower()
        if name in found:
            raise BadCredentials("the Digest answer says the same thing twice")
        if len(found) == MAX_PARAMETERS:
            raise BadCredentials(f"the Digest answer has more than {MAX_PARAMETERS} parameters")
        found[name] = match["bare"] if match["quoted"] is None else match["quoted"]
    return found


def _name(parameters: Mapping[str, str]) -> str:
    """`username`, or `username*` in the notation of RFC 5987, never both."""
    plain, extended = parameters.get("username"), parameters.get("username*")
    if plain is not None and extended is None:
        return plain
    match = _EXTENDED.fullmatch(extended) if extended is not None and plain is None else None
    if not match:
        raise BadCredentials("the Digest answer has no username, or two")
    try:
        return unquote(match[1], errors="strict")
    except UnicodeDecodeError:
        raise BadCredentials("the Digest username is not UTF-8") from None
