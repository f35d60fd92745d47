"""What stands at which address: the contract between the HTTP server and those who answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from babelcam.access.account import Role
from babelcam.http.message import AnyReply, Exchange, Reply
from babelcam.http.target import Target

GET = ("GET",)


def plain(status: int, text: str) -> Reply:
    """A short text answer."""
    return Reply(status, f"{text}\r\n".encode())


@dataclass(frozen=True)
class Manners:
    """How a site says no before any of its pages is asked."""

    unauthorized: Callable[[], Reply] = lambda: plain(401, "Unauthorized")
    not_found: Callable[[], Reply] = lambda: plain(404, "Not Found")
    challenges: bool = True  # False: our own page asks for the password, not the browser
    single_challenge: bool = False  # clients that read one WWW-Authenticate header only


@dataclass(frozen=True)
class Page:
    """One address: who may ask it, and who answers.

    `changes` marks what alters the camera: a browser may not be sent there by another site.
    """

    answer: Callable[[Exchange], Awaitable[AnyReply]]
    role: Role
    methods: tuple[str, ...] = GET
    changes: bool = False
    manners: Manners = field(default_factory=Manners)
    max_body: int = 64 * 1024


class Site(Protocol):
    """Addresses of one kind."""

    def find(self, target: Target) -> Page | Manners | None:
        """Who answers `target`; the manners of whoever owns that part of the tree if there is no such
        page; None if it is somebody else's."""
