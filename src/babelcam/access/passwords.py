"""Passwords: what is kept instead of them, which are allowed, and the one made at the first start.

Digest (RFC 7616, 3.4.2) needs a fast hash of name, realm and password, HA1, so that is what is kept. In this
realm it is as good as the password: the file that holds it is for its owner's eyes only.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from babelcam.access.errors import BadPassword

MAX_PASSWORD = 256  # characters

_HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "MD5": partial(hashlib.md5, usedforsecurity=False),  # the only one that every client speaks
    "SHA-256": hashlib.sha256,
}
ALGORITHMS = tuple(_HASHES)
"""The names of RFC 7616, 6.1, that accounts have digests in."""

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without 0 and o, 1, i and l
_GROUPS, _GROUP = 3, 6  # 18 characters of 31: 89 bits


def hex_digest(algorithm: str, text: str) -> str:
    """H(text) of RFC 7616, 3.3, over the octets that the text was on the wire."""
    digest: str = _HASHES[algorithm](text.encode("utf-8", "surrogateescape")).hexdigest()
    return digest


def ha1(algorithm: str, name: str, realm: str, password: str) -> str:
    """H(A1) of RFC 7616, 3.4.2, in UTF-8."""
    return hex_digest(algorithm, f"{name}:{realm}:{password}")


def digests_of(name: str, realm: str, password: str) -> Mapping[str, str]:
    """All that is kept of a password: its HA1 in each algorithm. Raises BadPassword."""
    check_password(password)
    return MappingProxyType({algorithm: ha1(algorithm, name, realm, password) for algorithm in ALGORITHMS})


def check_password(password: str) -> None:
    """Raise BadPassword unless it has 1 to 256 characters, none of them a control character (RFC 7617, 2)."""
    if not password:
        raise BadPassword("the password is empty")
    if len(password) > MAX_PASSWORD:
        raise BadPassword(f"the password has {len(password)} characters, at most {MAX_PASSWORD} are allowed")
    if any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in password):
        raise BadPassword("the password contains a control character")
    if any(0xD800 <= ord(char) < 0xE000 for char in password):
        raise BadPassword("the password is not Unicode text")


def make_password() -> str:
    """A new random password of 89 bits, easy to read aloud and to type: ``k7mq2x-9ftr4c-hw3zpn``."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
