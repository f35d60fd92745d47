"""The grammar of source addresses: ``scheme:target?option=value``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from babelcam.media.source import BadAddress

URL_SCHEMES = ("rtsp", "rtsps", "http", "https")
SCHEMES = ("world", "file", "device", *URL_SCHEMES)

MAX_ADDRESS = 4096  # characters, as PATH_MAX has it
MAX_OPTIONS = 64

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USER_INFO = re.compile(r"(?<=://).*@")  # up to the last @: a password may hold "/" or "@", wrongly
_SECRET = re.compile(r"(?i)([?&;/][^=&;/?]*(?:pass|pwd|pw|secret|token|auth|key)[^=&;/?]*=)[^&;#]*")


@dataclass(frozen=True, slots=True)
class Address:
    """A source address in its parts. `text` may be shown to people: it has no credentials."""

    scheme: str
    target: str
    text: str
    options: Mapping[str, str] = field(default_factory=dict)

    def error(self, reason: str) -> BadAddress:
        return BadAddress(f"{self.text}: {reason}")

    def only(self, *names: str) -> None:
        """Raise BadAddress when an option has none of these names."""
        for name in self.options:
            if name not in names:
                raise self.error(f"unknown option {name!r}; there is {', '.join(names) or 'none'}")

    def number(self, name: str, lowest: float, highest: float) -> float | None:
        """The option as a number in a range; None when it is not given."""
        text = self.options.get(name)
        if text is None:
            return None
        if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII) and lowest <= float(text) <= highest:
            return float(text)
        raise self.error(f"{name}={text} is not a number from {lowest:g} to {highest:g}")

    def word(self, name: str, words: Collection[str]) -> str | None:
        """The option as one of `words`; None when it is not given."""
        text = self.options.get(name)
        if text is None or text in words:
            return text
        raise self.error(f"{name}={text} is not one of {', '.join(words)}")


def masked(address: str) -> str:
    """The address on one line, for people and logs: ``***`` where credentials stand."""
    shown = _CONTROL.sub("?", address[:MAX_ADDRESS])
    return _SECRET.sub(r"\1***", _USER_INFO.sub("***@", shown))


def parse(text: str) -> Address:
    """Read an address; raises BadAddress when its form is wrong. A path that exists may stand bare."""
    shown = masked(text)
    if len(text) > MAX_ADDRESS:
        raise BadAddress(f"{shown[:80]}…: longer than {MAX_ADDRESS} characters")
    if not text or _CONTROL.search(text):
        raise BadAddress(f"{shown!r} is not a source address")
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    if scheme in URL_SCHEMES:
        return _url(scheme, text, shown)
    if scheme in SCHEMES:
        return _with_options(scheme, text[len(scheme) + 1 :], shown)
    if match is None or Path(text).exists():
        return _with_options("file", text, shown)
    raise BadAddress(f"{shown}: unknown scheme {scheme!r}; there is {', '.join(SCHEMES)}")


def _url(scheme: str, text: str, shown: str) -> Address:
    """A URL's own ``?`` options are the camera's: they stay where they are."""
    rest = text[len(scheme) + 1 :]
    if not re.match(r"//[^/?#\s]", rest) or " " in text:
        raise BadAddress(f"{shown}: not a URL such as {scheme}://192.168.0.90/")
    return Address(scheme, f"{scheme}:{rest}", shown)


def _with_options(scheme: str, rest: str, shown: str) -> Address:
    if scheme == "file" and Path(rest).exists():  # a file's name may hold a question mark
        return Address(scheme, rest, shown)
    target, mark, query = rest.rpartition("?")
    if not mark:
        return Address(scheme, rest, shown)
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=MAX_OPTIONS
        )
    except ValueError:
        raise BadAddress(f"{shown}: {query!r} is not name=value&name=value") from None
    options = dict(pairs)
    if len(options) < len(pairs):
        raise BadAddress(f"{shown}: an option stands twice")
    return Address(scheme, target, shown, options)
