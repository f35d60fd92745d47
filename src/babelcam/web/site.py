"""The web page's part of a camera's addresses: `/`, `/web/…` and `/api/…`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babelcam.access.gate import Gate
from babelcam.access.sessions import Sessions
from babelcam.addresses import Entry
from babelcam.camera import Camera
from babelcam.http.site import Manners, Page
from babelcam.http.target import Target
from babelcam.web import api, pictures, sign_in, static
from babelcam.web.guard import MANNERS, guarded

PREFIXES = ("/web/", "/api/")


class WebSite:
    """All pages in one table: whatever is not in it is not there."""

    def __init__(
        self, camera: Camera, gate: Gate, sessions: Sessions, entries: Callable[[], Sequence[Entry]]
    ) -> None:
        """`entries` tells where the camera can be watched."""
        pages = (
            static.pages()
            | pictures.pages(camera)
            | sign_in.pages(gate, sessions)
            | api.pages(camera, entries)
        )
        self._pages = {path: guarded(page) for path, page in pages.items()}

    def find(self, target: Target) -> Page | Manners | None:
        """See `babelcam.http.site.Site`."""
        if page := self._pages.get(target.path):
            return page
        return MANNERS if target.path.startswith(PREFIXES) else None
