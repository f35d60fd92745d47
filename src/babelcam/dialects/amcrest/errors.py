"""Table 3-2: errors by number. Clients tell success by the status: a refusal is no 200 (but see 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from babelcam.dialects.base.errors import row
from babelcam.errors import BadValue, Busy, CameraError, Denied, NoPicture, NotFitted, UnknownName
from babelcam.http.message import Reply
from babelcam.http.site import Manners


@dataclass(frozen=True)
class ErrorID:
    """A row of table 3-2, with the status that goes with it."""

    number: int
    detail: str
    status: int = 400

    def reply(self) -> Reply:
        body = f"Error\r\nErrorID={self.number}, Detail={self.detail}\r\n"
        return Reply(self.status, body.encode(), "text/plain;charset=utf-8")


ERRORS: dict[type[CameraError], ErrorID] = {
    Denied: ErrorID(0, "Invalid Authority!", 403),
    NotFitted: ErrorID(3, "Method not found!"),
    UnknownName: ErrorID(4, "Request invalid param!"),
    BadValue: ErrorID(4, "Request invalid param!"),
    Busy: ErrorID(5, "Server internal error!", 503),
    NoPicture: ErrorID(6, "Request Timeout!", 503),
}

MISSPELT = ErrorID(2, "Invalid Request!", 200)  # 3.4 prints this example, status 200 included

MANNERS = Manners(not_found=MISSPELT.reply, single_challenge=True)


def refuse(error: CameraError) -> Reply:
    """`Error`, then the number and its text."""
    return row(ERRORS, error).reply()
