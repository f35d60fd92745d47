"""5.1.2: what went wrong, in the words of this document. The status stays 200."""

from __future__ import annotations

from babelcam.dialects.base.errors import row
from babelcam.errors import BadValue, Busy, CameraError, Denied, NoPicture, NotFitted, UnknownName
from babelcam.http.message import Reply

ERRORS: dict[type[CameraError], str] = {
    UnknownName: "unknown name",
    BadValue: "invalid value",
    Denied: "not allowed",
    Busy: "busy",
    NotFitted: "not supported",
    NoPicture: "no picture",
}


def refuse(error: CameraError) -> Reply:
    """`Error: <text>` and a line of description."""
    return Reply(200, f"Error: {row(ERRORS, error)}\r\n{error}\r\n".encode())
