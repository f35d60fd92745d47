"""How a request is turned down."""

from __future__ import annotations

Header = tuple[str, str]


class Refusal(Exception):
    """The request is answered with this status, and these headers besides the usual ones."""

    def __init__(self, status: int, *headers: Header) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
