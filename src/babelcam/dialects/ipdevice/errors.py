"""1.1: what went wrong is a text under status 200; only overload has a status of its own."""

from __future__ import annotations

from babelcam.dialects.base.errors import row
from babelcam.errors import BadValue, Busy, CameraError, Denied, NoPicture, NotFitted, UnknownName
from babelcam.http.message import Reply

ERRORS: dict[type[CameraError], int] = {
    UnknownName: 200,
    BadValue: 200,
    Denied: 401,
    Busy: 503,
    NotFitted: 200,
    NoPicture: 503,
}


def refuse(error: CameraError) -> Reply:
    """`Request failed: <error message>`."""
    return Reply(row(ERRORS, error), f"Request failed: {error}\r\n".encode())
