"""How many connections there may be."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

import pytest

from babelcam.rtsp.connection import Connection
from babelcam.rtsp.connections import Connections
from babelcam.rtsp.limits import Limits


def connection() -> Connection:
    return cast(Connection, object())


async def test_no_more_than_the_limit_in_all_and_from_one_address(caplog: pytest.LogCaptureFixture) -> None:
    connections = Connections(Limits(connections=3, connections_per_address=2), lambda address: True)
    first = connection()

    with caplog.at_level(logging.WARNING):
        taken = [connections.add(first, "a"), *(connections.add(connection(), peer) for peer in "aabb")]

    assert taken == [True, True, False, True, False]
    assert len(connections) == 3
    assert len(caplog.records) == 1  # a storm is one line a second

    connections.remove(first)
    assert connections.add(connection(), "a")


async def test_who_was_not_taken_in_takes_no_place_when_it_leaves() -> None:
    connections = Connections(Limits(connections=1), lambda address: address != "bad")
    refused = connection()
    assert not connections.add(refused, "bad")

    connections.remove(refused)

    assert connections.add(connection(), "a")
    assert not connections.add(connection(), "a")


async def test_the_last_one_to_leave_is_noticed() -> None:
    connections = Connections(Limits(), lambda address: True)
    await asyncio.wait_for(connections.closed(), 1)
    one = connection()
    connections.add(one, "a")
    waiting = asyncio.create_task(connections.closed())
    await asyncio.sleep(0)
    assert not waiting.done()

    connections.remove(one)

    await asyncio.wait_for(waiting, 1)
