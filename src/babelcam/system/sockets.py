"""Options of accepted TCP sockets that keep live pictures live, and end what is dead."""

from __future__ import annotations

import socket

TCP_NOTSENT_LOWAT = 25  # linux/tcp.h; Python has no name for it
MAX_UNSENT_BYTES = 256 * 1024  # in the kernel for one viewer: a few pictures, not seconds of them
DEAD_AFTER = 60.0  # seconds that nothing is read or acknowledged, and the kernel ends the connection
PROBE_AFTER, PROBE_EVERY, PROBES = 30, 10, 3  # seconds of silence, seconds, count: is the client there?


def tune(connection: socket.socket) -> None:
    """Send at once, bound what the kernel holds of what nobody reads, and end clients gone without a word."""
    for level, option, value in (
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES),
        (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(DEAD_AFTER * 1000)),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, PROBE_AFTER),
        (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, PROBE_EVERY),
        (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, PROBES),
    ):
        connection.setsockopt(level, option, value)
