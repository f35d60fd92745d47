"""How many connections there are, and from where; whom there is no room for."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator

from babelcam.rtsp.connection import Connection
from babelcam.rtsp.limits import Limits
from babelcam.system.hosts import network

COMPLAINT_INTERVAL = 1.0  # seconds: a storm of connections is one log line a second

log = logging.getLogger(__name__)


class Connections:
    """The open connections of one server."""

    def __init__(self, limits: Limits, allows: Callable[[str], bool]) -> None:
        """`allows` says whether an address may connect at all."""
        self._limits = limits
        self._allows = allows
        self._peers: dict[Connection, str] = {}
        self._per_peer: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self._quiet_until = 0.0

    def __len__(self) -> int:
        return len(self._peers)

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._peers))

    def add(self, connection: Connection, peer: str) -> bool:
        """Take in a connection; False when it must go."""
        problem = self._problem(peer)
        if problem:
            self._complain(f"{peer}: {problem}")
            return False
        self._peers[connection] = peer
        self._per_peer[network(peer)] += 1
        self._empty.clear()
        return True

    def remove(self, connection: Connection) -> None:
        peer = self._peers.pop(connection, None)
        if peer is None:
            return
        host = network(peer)
        self._per_peer[host] -= 1
        if not self._per_peer[host]:
            del self._per_peer[host]
        if not self._peers:
            self._empty.set()

    async def closed(self) -> None:
        """Wait until none is left."""
        await self._empty.wait()

    def _problem(self, peer: str) -> str | None:
        if not self._allows(peer):
            return "the address filter keeps it out"
        if len(self._peers) >= self._limits.connections:
            return f"refused, {len(self._peers)} connections are open"
        if self._per_peer[network(peer)] >= self._limits.connections_per_address:
            return f"refused, it has {self._per_peer[network(peer)]} connections"
        return None

    def _complain(self, text: str) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._quiet_until:
            self._quiet_until = now + COMPLAINT_INTERVAL
            log.warning("%s", text)
