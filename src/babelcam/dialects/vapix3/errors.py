"""4.2.1: what went wrong, as status codes; the text says which parameter it was."""

from __future__ import annotations

from babelcam.dialects.base.errors import row
from babelcam.errors import BadValue, Busy, CameraError, Denied, NoPicture, NotFitted, UnknownName
from babelcam.http.message import Reply

ERRORS: dict[type[CameraError], int] = {
    UnknownName: 400,
    BadValue: 400,
    Denied: 401,
    Busy: 503,
    NotFitted: 400,
    NoPicture: 503,
}


def refuse(error: CameraError) -> Reply:
    """`Error: <description>`."""
    return Reply(row(ERRORS, error), f"Error: {error}\r\n".encode())
