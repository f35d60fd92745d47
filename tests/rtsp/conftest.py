"""Somebody to talk to, and a whole server with a real camera behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import pytest_asyncio
import uvloop

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.gate import Gate
from babelcam.access.settings import AccessSettings
from babelcam.access.store import AccountStore
from babelcam.media.channel import Channel
from babelcam.media.frame import Size
from babelcam.media.source import Source
from babelcam.rtsp.limits import Limits
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.server import RtspServer
from babelcam.settings.video import ChannelSettings, JpegSettings, StreamSettings
from babelcam.system.clock import Clock

from .pictures import RATE, SIZE, Levels
from .talk import StoppedClock, Talk

PASSWORD = "much-t00-secret"


def make_gate(clock: Clock, *, anonymous: bool) -> Gate:
    accounts = Accounts(AccountStore(None), "babelcam")
    accounts.add("viewer", PASSWORD, Role.VIEWER)
    return Gate(accounts, AccessSettings(anonymous_viewing=anonymous), clock)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that the server runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def talk(clock: StoppedClock) -> Talk:
    """A conversation with a server that lets everybody in."""
    return Talk(clock, make_gate(clock, anonymous=True))


@pytest.fixture
def guarded(clock: StoppedClock) -> Talk:
    """A conversation with a server that asks who you are: the account is `viewer`."""
    return Talk(clock, make_gate(clock, anonymous=False))


class Served:
    """A running server and the channel that it serves: `/h264` and `/jpeg`."""

    def __init__(self, channel: Channel, server: RtspServer, port: int) -> None:
        self.channel = channel
        self.server = server
        self.port = port

    def url(self, path: str) -> str:
        return f"rtsp://127.0.0.1:{self.port}{path}"


Serve = Callable[..., Awaitable[Served]]


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server; what it is to be like can be said."""
    async with AsyncExitStack() as stack:

        async def start(
            *,
            limits: Limits | None = None,
            anonymous: bool = True,
            allows: Callable[[str], bool] = lambda address: True,
            size: Size = SIZE,
            source: Source | None = None,
        ) -> Served:
            served = _served(limits or Limits(), anonymous, allows, size, source or Levels(size))
            return await stack.enter_async_context(served)

        yield start


@asynccontextmanager
async def _served(
    limits: Limits, anonymous: bool, allows: Callable[[str], bool], size: Size, source: Source
) -> AsyncIterator[Served]:
    clock = StoppedClock(real=True)
    settings = ChannelSettings(
        name="levels",
        jpeg=JpegSettings(size=size, rate=RATE),
        streams=(StreamSettings(size=size, rate=RATE, bitrate=2000, gop=10),),
    )
    channel = Channel(1, settings, source, clock)
    channel.start()
    names = {
        "/h264": Presentation("h264", channel, channel.video(0), "track1"),
        "/jpeg": Presentation("jpeg", channel, channel.jpeg()),
        "/cam/realmonitor?channel=1&subtype=0": Presentation("main", channel, channel.video(0)),
    }
    server = RtspServer(
        names.get,
        make_gate(clock, anonymous=anonymous),
        clock,
        name="cam",
        limits=limits,
        allows=allows,
    )
    [(_, port)] = await server.start("127.0.0.1", 0)
    try:
        yield Served(channel, server, port)
    finally:
        await server.close()
        await channel.stop()
