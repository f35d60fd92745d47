"""Lists and parameters inside header values (RFC 2326 section 15), with quoted strings kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ELEMENT = re.compile(r'(?:[^,"]|"[^"]*")+')
_PARAMETER = re.compile(r'(?:[^;"]|"[^"]*")+')


def elements(text: str) -> Iterator[str]:
    """The elements of a comma list, without the blanks around them; empty ones are left out."""
    return filter(None, (match[0].strip() for match in _ELEMENT.finditer(text)))


def parameters(text: str) -> Iterator[tuple[str, str]]:
    """The `name=value` parts between semicolons: lower-case names, quotes taken off, "" for bare names."""
    for match in _PARAMETER.finditer(text):
        name, _, value = match[0].strip().partition("=")
        if name:
            yield name.strip().lower(), value.strip().strip('"')
