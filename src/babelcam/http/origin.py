"""Requests that another web site made a browser send: they may not change anything."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that another site sent this request (Fetch Metadata, or else `Origin`).

    Clients that are not browsers send neither header and pass.
    """
    site = headers.get("Sec-Fetch-Site", "").lower()
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("Host", "").lower()
