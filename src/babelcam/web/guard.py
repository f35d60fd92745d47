"""What every answer of the web page carries, and how it says no."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from pydantic_core import to_json

from babelcam.errors import Busy, CameraError, NoPicture
from babelcam.http.message import AnyReply, Exchange, Headers, Reply
from babelcam.http.site import Manners, Page

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    (
        *(f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")),
        "clipboard-write=(self)",
        "fullscreen=(self)",
    )
)
SECURITY_HEADERS: Headers = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Permissions-Policy", PERMISSIONS_POLICY),
    ("Referrer-Policy", "same-origin"),  # "no-referrer" would make forms say "Origin: null"
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
STATUSES: Mapping[type[CameraError], int] = {NoPicture: 503, Busy: 503}

log = logging.getLogger(__name__)


def json(value: object, status: int = 200, headers: Headers = ()) -> Reply:
    """`value` (dataclasses, mappings, sequences, plain values) as an answer in JSON."""
    return Reply(status, to_json(value, inf_nan_mode="null"), "application/json", headers)


def error(status: int, text: str, headers: Headers = (), **more: object) -> Reply:
    """A refusal; `text` is shown to a person."""
    return json({"error": text, **more}, status, headers)


MANNERS = Manners(
    unauthorized=lambda: error(401, "Please sign in."),
    not_found=lambda: error(404, "There is nothing here.", SECURITY_HEADERS),
    challenges=False,
)


def guarded(page: Page) -> Page:
    """`page` with the security headers on all it answers, and the camera's refusals as JSON."""

    async def answer(exchange: Exchange) -> AnyReply:
        try:
            reply = await page.answer(exchange)
        except CameraError as refusal:
            log.info("%s: %s: %s", exchange.address, exchange.target.path, refusal)
            reply = error(STATUSES.get(type(refusal), 400), str(refusal))
        return replace(reply, headers=(*reply.headers, *SECURITY_HEADERS))

    return replace(page, answer=answer, manners=MANNERS)
