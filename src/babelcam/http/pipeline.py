"""From a request to its answer: who asks, may they, what do they say, and then the page's own answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from babelcam.access.gate import Admitted, Attempt, Gate, Refused
from babelcam.access.sessions import Sessions
from babelcam.http.message import AnyReply, Exchange, Reply
from babelcam.http.origin import is_foreign
from babelcam.http.site import Manners, Page, Site, plain
from babelcam.http.target import Query, Target

BODY_SECONDS = 30.0  # for a form to arrive
FORM_TYPES = (
    "application/x-www-form-urlencoded",
    "text/plain",  # the axis library
    "application/octet-stream",  # as aiohttp reads it when a client says nothing
)

log = logging.getLogger(__name__)


class Pipeline:
    """Asks the sites in turn; the first that knows an address answers."""

    def __init__(self, sites: Sequence[Site], gate: Gate, sessions: Sessions) -> None:
        self._sites = sites
        self._gate = gate
        self._sessions = sessions

    async def answer(self, request: web.BaseRequest) -> tuple[Exchange, AnyReply]:
        """Answer `request`; the exchange tells who sent it. BadTarget if it is no request at all."""
        target = Target.parse(request.raw_path)
        exchange = Exchange(
            method="GET" if request.method == "HEAD" else request.method,
            target=target,
            query=target.query,
            headers=request.headers,
            address=request.remote or "",
            secure=request.secure,
            port=_local_port(request),
        )
        page = self._find(target)
        if isinstance(page, Manners):
            return exchange, page.not_found()
        if exchange.method not in page.methods:
            return exchange, _method_not_allowed(page)
        admitted = self._admit(exchange, request)
        if isinstance(admitted, Admitted):
            exchange = replace(exchange, account=admitted.account, role=admitted.role)
        if exchange.role < page.role:
            return exchange, self._unauthorized(exchange, page, admitted)
        if (page.changes or exchange.method != "GET") and is_foreign(request.headers):
            log.warning("%s: refused %s, sent by another site", exchange.address, target.path)
            return exchange, plain(403, "Refused: this request was sent by another site")
        if exchange.method != "GET":
            body = await _body(request, page.max_body)
            if isinstance(body, Reply):
                return exchange, body
            is_form = request.content_type in FORM_TYPES
            query = exchange.query + (Query.parse_form(body) if is_form else Query())
            exchange = replace(exchange, body=body, query=query)
        return exchange, await page.answer(exchange)

    def _find(self, target: Target) -> Page | Manners:
        found = (site.find(target) for site in self._sites)
        return next((each for each in found if each is not None), Manners())

    def _admit(self, exchange: Exchange, request: web.BaseRequest) -> Admitted | Refused:
        authorization = request.headers.get("Authorization")
        if authorization is None:
            account = self._sessions.find(request.cookies.get(exchange.cookie, ""))
            if account:
                return Admitted(account, account.role)
        attempt = Attempt(authorization, request.method, exchange.target.text, exchange.address)
        return self._gate.check(attempt)

    def _unauthorized(self, exchange: Exchange, page: Page, found: Admitted | Refused) -> Reply:
        """401: the answer for a missing, a wrong and an insufficient login alike."""
        refused = found if isinstance(found, Refused) else None
        if exchange.account:
            log.info("%s: %s may not ask %s", exchange.address, exchange.account.name, exchange.target.path)
        headers: list[tuple[str, str]] = []
        if page.manners.challenges:
            stale = refused is not None and refused.stale
            challenges = self._gate.challenges(single=page.manners.single_challenge, stale=stale)
            headers += (("WWW-Authenticate", challenge) for challenge in challenges)
        if refused and refused.retry_after is not None:
            headers.append(("Retry-After", str(max(1, round(refused.retry_after)))))
        return replace(page.manners.unauthorized(), headers=tuple(headers))


def _local_port(request: web.BaseRequest) -> int:
    here = request.transport.get_extra_info("sockname") if request.transport else None
    return here[1] if here else 0


def _method_not_allowed(page: Page) -> Reply:
    methods = (*page.methods, "HEAD") if "GET" in page.methods else page.methods
    return replace(plain(405, "Method Not Allowed"), headers=(("Allow", ", ".join(methods)),))


async def _body(request: web.BaseRequest, limit: int) -> bytes | Reply:
    """The request's body, or a refusal when it is larger than `limit` or does not arrive."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limit:
                    return plain(413, "Request Entity Too Large")
    except TimeoutError:
        return plain(408, "Request Timeout")
    except (ConnectionError, web.RequestPayloadError) as error:
        log.info("%s: a form broke off: %s", request.remote, type(error).__name__)
        return plain(400, "Bad Request")
    return bytes(body)
