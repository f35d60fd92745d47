"""Chapter 3: an application error is a text under status 200; 401 stands for every missing right."""

from __future__ import annotations

from babelcam.dialects.base.errors import row
from babelcam.errors import BadValue, Busy, CameraError, Denied, NoPicture, NotFitted, UnknownName
from babelcam.http.message import Reply
from babelcam.http.site import Manners, plain

ERRORS: dict[type[CameraError], int] = {
    UnknownName: 200,
    BadValue: 200,
    Denied: 401,
    Busy: 503,
    NotFitted: 200,
    NoPicture: 503,
}

# Clients of this family look for these words.
MANNERS = Manners(unauthorized=lambda: plain(401, "Permission denied"))


def refuse(error: CameraError) -> Reply:
    """`Request failed: <message>`."""
    return Reply(row(ERRORS, error), f"Request failed: {error}\r\n".encode())
