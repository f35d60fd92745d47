"""The Session header (RFC 2326 section 12.37)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babelcam.rtsp.headers.lists import parameters

_ID = re.compile(r"[A-Za-z0-9$_.+-]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """A session's name and, from the server, after how many silent seconds it ends."""

    id: str
    timeout: int | None = None


def parse(text: str) -> SessionHeader:
    """Read the header; raises ValueError when it names no session. Unreadable time-outs are left out."""
    name, _, rest = text.partition(";")
    name = name.strip()
    if not _ID.fullmatch(name):
        raise ValueError(f"{text!r} names no session")
    timeout = dict(parameters(rest)).get("timeout", "")
    return SessionHeader(name, int(timeout) if _SECONDS.fullmatch(timeout) else None)


def format(session: SessionHeader) -> str:  # noqa: A001 - the pair of `parse`
    """Write the header."""
    return session.id if session.timeout is None else f"{session.id};timeout={session.timeout}"
