"""What the web page asks for to read: who am I, how is the camera doing, where can it be watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babelcam.access.account import Role
from babelcam.addresses import Entry
from babelcam.camera import Camera
from babelcam.http.message import Exchange, Reply
from babelcam.http.site import Page
from babelcam.web.guard import json
from babelcam.web.status import StatusReport, session


def pages(camera: Camera, entries: Callable[[], Sequence[Entry]]) -> dict[str, Page]:
    """The three addresses."""
    report = StatusReport(camera)

    async def who(exchange: Exchange) -> Reply:
        return json(session(exchange))

    async def status(exchange: Exchange) -> Reply:
        return json(report.make(exchange))

    async def addresses(exchange: Exchange) -> Reply:
        return json(entries())

    return {
        "/api/session": Page(who, Role.NOBODY),
        "/api/status": Page(status, Role.VIEWER),
        "/api/addresses": Page(addresses, Role.VIEWER),
    }
