"""Options of accepted sockets that keep live pictures live."""

from __future__ import annotations

import asyncio
import contextlib
import socket

TCP_NOTSENT_LOWAT = 25  # linux/tcp.h
MAX_UNSENT_BYTES = 256 * 1024  # in the kernel for one viewer: a few pictures, not seconds of them


def tune(transport: asyncio.BaseTransport) -> None:
    """Send at once, and bound what the kernel holds of a stream that its viewer does not read."""
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError):  # not every kernel has it
        connection.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES)
