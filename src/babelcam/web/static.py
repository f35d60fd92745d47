"""The files of the web page: read once, served from memory, under a fixed table of names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files

from babelcam.access.account import Role
from babelcam.http.message import Exchange, Reply
from babelcam.http.site import Page

SCRIPT, STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
FILES: Mapping[str, tuple[str, str]] = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/web/style.css": ("style.css", STYLE),
    "/web/logo.svg": ("logo.svg", "image/svg+xml"),
    **{
        f"/web/{name}.js": (f"{name}.js", SCRIPT)
        for name in (
            "addresses",
            "app",
            "camera",
            "clipboard",
            "dom",
            "health",
            "live",
            "multipart",
            "rates",
            "request",
            "stage",
            "sign-in",
            "thumbnails",
            "viewers",
            "words",
        )
    },
}


def pages() -> dict[str, Page]:
    """A page for each file. Anybody may have them: nothing in them is about this camera."""
    folder = files("babelcam.web") / "static"
    return {
        path: _page((folder / name).read_bytes(), content_type)
        for path, (name, content_type) in FILES.items()
    }


def _page(content: bytes, content_type: str) -> Page:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = (("ETag", tag), ("Cache-Control", "no-cache"))

    async def answer(exchange: Exchange) -> Reply:
        """The file, or 304 for a browser that has it (RFC 9110, 13.1.2)."""
        held = exchange.headers.get("If-None-Match", "")
        if tag in (each.strip().removeprefix("W/") for each in held.split(",")):
            return Reply(304, headers=headers)
        return Reply(200, content, content_type, headers)

    return Page(answer, Role.NOBODY)
